"""The doors to the organisations of the site and to where each takes part."""
