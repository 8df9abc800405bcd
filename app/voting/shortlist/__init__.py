"""A balanced list: of what carried as many as are asked for, so that every group that agrees has its share; it decides nothing."""
