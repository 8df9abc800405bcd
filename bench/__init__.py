"""`make bench`: how fast the whole is on this machine. Figures are printed, never asserted."""
