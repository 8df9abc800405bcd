"""The consolidated document of a consultation: what was recommended, with its text, its provisos and its record."""
