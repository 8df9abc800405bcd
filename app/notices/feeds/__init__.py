"""Atom feeds of what everybody may know, for a consultation, a roundtable and a round."""
