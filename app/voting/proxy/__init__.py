"""Proxies: a delegation that cannot be there lets another one of the same ballot give its positions."""
