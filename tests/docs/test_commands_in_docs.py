"""What the documents tell people to type does what they say."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer
import yaml

from app.cli import cli
from tests.docs.reading import DOCUMENTS, ROOT, Command, commands, name_of
from tests.serving import Server, serving
from tests.support import NOON, command_environment, typed

WITH_COMMANDS = [document for document in DOCUMENTS if commands(document)]
# These go on until they are stopped; that their options exist is checked instead.
SERVING = {"serve", "worker"}
# What is kept of what a command prints; the command needs no shell, and what it prints no more than to be kept.
KEPT = re.compile(r"export (\w+)=\$\(((?:\.venv/bin/)?commonspace [^|<>$&;`*?#\\\n()]*)\)")
WITHOUT_SHELL = re.compile(r"(\.venv/bin/)?commonspace [^|<>$&;`*?#\\\n]*")


@dataclass
class Reader:
    """Somebody who follows one document from top to bottom, in a folder of their own, with a site that runs."""

    folder: Path
    database_url: str
    server: Server | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """The folder as after `make setup`: the environment, the data; a curl that remembers the status."""
        bin_ = self.folder / ".venv" / "bin"
        bin_.mkdir(parents=True)
        _script(bin_ / "python", f'exec "{sys.executable}" "$@"')
        _script(bin_ / "commonspace", f'exec "{sys.executable}" -m app "$@"')
        curl = shutil.which("curl")
        assert curl, "curl is missing; `.ci/bring` brings it"
        tools = self.folder / "tools"
        tools.mkdir()
        _script(tools / "curl", f'exec "{curl}" --silent --show-error --write-out "\\n%{{http_code}}" "$@"')
        (self.folder / "data").symlink_to(ROOT / "data")
        (self.folder / "docs").mkdir()
        self.environment = command_environment(self.database_url, NOON)
        self.environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    def types(self, command: Command) -> subprocess.CompletedProcess[str]:
        """Run it in a shell that remembers what was exported before; a command that needs no shell, without one."""
        if WITHOUT_SHELL.fullmatch(command.text):
            return typed(shlex.split(command.text)[1:], self.environment, self.folder)
        if found := KEPT.fullmatch(command.text):
            done = typed(shlex.split(found[2])[1:], self.environment, self.folder)
            self.environment[found[1]] = done.stdout.rstrip("\n")
            return done
        kept = self.folder / "environment"
        text = command.text
        if self.server is not None:
            text = text.replace("http://localhost:8000", self.server.address)
        done = subprocess.run(
            ["bash", "-c", f"set -eu -o pipefail\n{text}\nenv -0 > {shlex.quote(str(kept))}"],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            lines = kept.read_text().split("\0")
            self.environment = dict(line.split("=", 1) for line in lines if "=" in line)
        return done


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


@pytest.fixture
def demonstration(sites) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A database with the demonstration; what documents show does not depend on which one it is."""
    url = sites.new("sqlite", demo=True, served=True)
    yield url
    sites.drop(url)


@contextmanager
def reading(folder: Path, database_url: str, *, served: bool) -> Iterator[Reader]:
    """A reader before the demonstration, where they need it with a site that runs."""
    with serving(database_url) if served else nullcontext() as server:
        reader = Reader(folder, database_url, server)
        reader.prepare()
        yield reader


@pytest.mark.slow
@pytest.mark.parametrize("document", WITH_COMMANDS, ids=name_of)
def test_every_command_of_the_document_works(demonstration: str, tmp_path: Path, document: Path) -> None:
    shown = commands(document)
    served = any(_program(command.text)[0] == "curl" for command in shown)
    with reading(tmp_path, demonstration, served=served) as reader:
        for command in shown:
            _check(reader, command)


def _check(reader: Reader, command: Command) -> None:
    program, arguments = _program(command.text)
    if program == "make":
        _check_make(arguments)
    elif program == "docker":
        _check_compose(arguments)
    elif program == "commonspace" and arguments[0] in SERVING:
        _check_options(arguments)
    elif program == "python" and arguments[:2] == ["-m", "pytest"]:
        _check_tests(arguments[2:])
    else:
        assert program in ("commonspace", "curl", "export", "python"), f"no way to try: {command.text}"
        _try(reader, command, program)


def _try(reader: Reader, command: Command, program: str) -> None:
    done = reader.types(command)
    assert done.returncode == 0, f"{command.text}\n{done.stderr}"
    if program == "curl":
        status = int(done.stdout.rsplit("\n", 1)[-1])
        expected = status == command.answers if command.answers else 200 <= status < 300
        assert expected, f"{command.text}\n{done.stdout}"


def _program(text: str) -> tuple[str, list[str]]:
    """What is run, without the settings before it and the folder it is in."""
    words = shlex.split(text.split(" > ")[0])
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words.pop(0)
    return words[0].removeprefix(".venv/bin/"), words[1:]


def _check_make(arguments: list[str]) -> None:
    offered = re.findall(r"^([a-z-]+):.*?## ", (ROOT / "Makefile").read_text(), flags=re.M)
    targets = [word for word in arguments if "=" not in word]
    assert targets
    assert set(targets) <= set(offered), f"make has no target {targets}"


def _check_compose(arguments: list[str]) -> None:
    assert arguments[:2] == ["compose", "up"], f"no way to try: docker {' '.join(arguments)}"
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    named = [word for word in arguments[2:] if not word.startswith("-")]
    assert set(named) <= set(services), f"no service {named}"
    assert (ROOT / "Dockerfile").is_file()


def _check_options(arguments: list[str]) -> None:
    offered = {
        name for option in typer.main.get_command(cli).commands[arguments[0]].params for name in option.opts
    }
    assert {word for word in arguments if word.startswith("-")} <= offered, f"no such option: {arguments}"


def _check_tests(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "--collect-only", "-p", "no:cacheprovider"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_documents_show_commands() -> None:
    shown = {name_of(document) for document in WITH_COMMANDS}
    assert {"README.md", "docs/api.md", "docs/operators.md", "docs/secretariat.md"} <= shown


@pytest.mark.parametrize(
    "text", ["make nothing", "docker compose up nowhere", "commonspace serve --prot 8000"]
)
def test_a_command_that_does_not_exist_is_found(text: str) -> None:
    program, arguments = _program(text)
    check = {"make": _check_make, "docker": _check_compose, "commonspace": _check_options}[program]
    with pytest.raises(AssertionError, match=r"no target|nowhere|no such option"):
        check(arguments)


def test_a_wrong_example_is_found(demonstration: str, tmp_path: Path) -> None:
    address = "http://localhost:8000/api/v1/consultations"
    with reading(tmp_path, demonstration, served=True) as reader:
        with pytest.raises(AssertionError, match="404"):
            _check(reader, Command(f"curl {address}/nowhere"))
        with pytest.raises(AssertionError):
            _check(reader, Command(f"curl {address}/hld-2013", answers=403))
        with pytest.raises(AssertionError, match="No such option"):
            _check(reader, Command(".venv/bin/commonspace tally hld-2013 BAL-1 --jsno"))
        with pytest.raises(AssertionError, match="no way to try"):
            _check(reader, Command("rm -r var"))
