"""The bodies that people belong to, known once to the whole site."""
