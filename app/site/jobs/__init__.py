"""Long work that shows itself: its page, which can be left and come back to, and the file that came of it."""
