"""The house stands: imports point down its floors, doors do not know each other, files stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = [
    "kernel", "documents", "web", "people", "consultations", "contributions", "drafting", "discussion", "voting",
    "review", "outcome", "pilots", "notices", "dossier", "site",
]  # fmt: skip
LAYERS = ["events", "models", "rules", "queries", "actions"]
DOORS = ["pages", "api", "commands"]
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py"))
FLOOR_FILES = [path for path in FILES if path.parts[1] in FLOORS]


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, `from app import x` included."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> Iterator[list[str]]:
    yield from (name.split(".") for name in imported(path) if name.startswith("app."))


def test_every_folder_of_the_house_is_a_floor() -> None:
    folders = {
        p.name for p in (ROOT / "app").iterdir() if p.is_dir() and p.name not in ("__pycache__", "_shipped")
    }
    assert folders <= set(FLOORS), folders - set(FLOORS)


@pytest.mark.parametrize("path", FLOOR_FILES, ids=str)
def test_imports_point_down(path: Path) -> None:
    own = FLOORS.index(path.parts[1])
    for parts in ours(path):
        assert parts[1] in FLOORS, f"{path} reaches up to app/{parts[1]}.py"
        assert FLOORS.index(parts[1]) <= own, f"{path} reaches up to {'.'.join(parts)}"


@pytest.mark.parametrize("path", FLOOR_FILES, ids=str)
def test_within_a_floor_what_decides_does_not_know_what_writes(path: Path) -> None:
    layer = next(
        (part.removesuffix(".py") for part in path.parts[2:] if part.removesuffix(".py") in LAYERS), None
    )
    if layer is None:
        return
    for parts in ours(path):
        if parts[1] == path.parts[1] and len(parts) > 2:
            assert not set(parts[2:]) & set(DOORS), f"{path} imports its own door {'.'.join(parts)}"
            for part in set(parts[2:]) & set(LAYERS):
                assert LAYERS.index(part) <= LAYERS.index(layer), f"{path} imports {'.'.join(parts)}"


@pytest.mark.parametrize("path", [p for p in FLOOR_FILES if p.stem in DOORS], ids=str)
def test_doors_do_not_import_each_other(path: Path) -> None:
    for parts in ours(path):
        if path == Path("app/site/pages.py") and parts[1] == "site":
            continue  # it only collects the pages of its own folders
        assert not (len(parts) > 2 and parts[1] != "web" and set(parts[2:4]) & set(DOORS)), (
            f"{path} imports the door {'.'.join(parts)}"
        )


@pytest.mark.parametrize("path", [p for p in FLOOR_FILES if p.parts[1] == "site"], ids=str)
def test_site_holds_no_verbs_and_no_models(path: Path) -> None:
    assert path.stem not in ("models", "actions", "events")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_stay_under_four_hundred_lines(path: Path) -> None:
    assert len((ROOT / path).read_text().splitlines()) < 400


@pytest.mark.parametrize(
    "path", [p for p in FLOOR_FILES if p.stem == "actions" or "actions" in p.parts], ids=str
)
def test_actions_never_commit(path: Path) -> None:
    calls = [
        n.func.attr
        for n in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    ]
    assert "commit" not in calls
    assert "rollback" not in calls


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent, f"{path}: no docstring on {', '.join(silent)}"
    if tree.body:
        assert ast.get_docstring(tree), f"{path} does not say what it is for"


def test_nothing_is_left_for_later() -> None:
    marks = ("TODO", "FIXME", "XXX", "NotImplemented")
    found = [f"{path}: {mark}" for path in FILES for mark in marks if mark in (ROOT / path).read_text()]
    assert not found
