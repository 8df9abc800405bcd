"""Nothing in the program runs text as code, reads objects out of bytes, asks a shell, or draws secrets from weak chance."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "static" / "js").glob("*.js") if not path.name.endswith(".min.js"))
CALLS = {"eval", "exec", "compile", "__import__"}
OF_MODULES = {
    "os": {"system", "popen"}, "pickle": {"load", "loads"}, "marshal": {"load", "loads"}, "hashlib": {"md5", "sha1"},
    "yaml": {"load", "unsafe_load"}, "tempfile": {"mktemp"}, "ssl": {"_create_unverified_context"},
}  # fmt: skip
# Made-up consultations for measuring are the same at every run.
BY_CHANCE = {"app/dossier/synth.py"}


def dangers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) if name in CALLS:
                    yield f"{name}()"
                case ast.Attribute(value=ast.Name(id=module), attr=name) if name in OF_MODULES.get(
                    module, ()
                ):
                    yield f"{module}.{name}()"
            for given in node.keywords:
                value = given.value.value if isinstance(given.value, ast.Constant) else None
                if (given.arg, value) in (("shell", True), ("verify", False), ("autoescape", False)):
                    yield f"{given.arg}={value}"


def imported(tree: ast.AST) -> set[str]:
    return {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip


def test_no_module_does_what_is_dangerous() -> None:
    assert len(MODULES) > 400
    for path in MODULES:
        tree, name = ast.parse(path.read_text()), path.relative_to(ROOT).as_posix()
        assert list(dangers(tree)) == [], name
        assert name in BY_CHANCE or "random" not in imported(tree), f"{name}: secrets are drawn by `secrets`"


def test_what_is_dangerous_would_be_found() -> None:
    code = "eval('1')\nos.system('ls')\nrun('ls', shell=True)\nhashlib.md5(b'')\npickle.loads(b'')"
    assert len(list(dangers(ast.parse(code)))) == 5


def test_no_script_runs_text_or_puts_it_into_a_page_as_html() -> None:
    """What comes from the site is read as a document of its own, in which nothing runs; what was typed is text."""
    forbidden = r"\beval\(|new Function|\.(?:inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write|postMessage"
    assert len(SCRIPTS) > 5
    for path in SCRIPTS:
        assert re.search(forbidden, path.read_text()) is None, path.name
