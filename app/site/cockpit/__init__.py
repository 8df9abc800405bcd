"""The cockpit of a round: what blocks it, what each text waits for, who has been heard."""
