"""Every setting and every command is documented, and the documents name none that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from app.cli import cli
from app.settings import Settings

OPERATORS = (Path(__file__).parents[2] / "docs" / "operators.md").read_text()


def commands(command: object = None, path: str = "commonspace") -> Iterator[str]:
    """`commonspace import`, `commonspace person add`, …"""
    command = command or typer.main.get_command(cli)
    children = getattr(command, "commands", {})
    if not children:
        yield path
    for name, child in children.items():
        yield from commands(child, f"{path} {name}")


def test_every_command_is_documented() -> None:
    missing = [name for name in commands() if f"| `{name}` |" not in OPERATORS]
    assert not missing


def test_documents_name_only_commands_that_are_there() -> None:
    known = set(commands())
    named = set(re.findall(r"^\| `(commonspace [^`]+)` \|", OPERATORS, flags=re.M))
    assert named <= known


def test_every_setting_is_documented() -> None:
    names = {"COMMONSPACE_" + name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"`(COMMONSPACE_[A-Z_]+)`", OPERATORS)) == names


def test_every_setting_says_what_it_does() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_every_command_says_what_it_does() -> None:
    def helps(command: object, path: str) -> Iterator[str]:
        children = getattr(command, "commands", {})
        if not children and not (getattr(command, "help", "") or "").strip():
            yield path
        for name, child in children.items():
            yield from helps(child, f"{path} {name}")

    assert not list(helps(typer.main.get_command(cli), "commonspace"))
