"""Finds what ships with the code: templates, static files, migrations, catalogues, demo data."""

from pathlib import Path


def shipped(name: str) -> Path:
    """The folder `name` beside `app/` in a checkout, or inside the package where a wheel was installed."""
    here = Path(__file__).parents[1]
    beside = here.parent / name
    return (
        beside if (here.parent / "pyproject.toml").is_file() and beside.is_dir() else here / "_shipped" / name
    )
