"""Reviewers: asked or volunteering, for one version of a text, with a graded result."""
