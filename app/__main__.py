"""`python -m app` is `commonspace`."""

from app.cli import main

main()
