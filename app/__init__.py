"""Commonspace: consultations that end in a document, and in pilots measured against it."""

import gc

# What an import makes stays for good: to look through it again and again takes a quarter of the time to start.
gc.set_threshold(50_000, 20, 50)
