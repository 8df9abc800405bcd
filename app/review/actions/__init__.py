"""Verbs of the moderators' room: plan, open, extend, close, cancel and complete a round; declare texts ready."""
