"""Templates: each compiles and is used, includes point down the floors, nothing inline that the policy forbids."""

import re
from pathlib import Path

import pytest

from app.web.render import build_templates
from tests.architecture.test_imports import FLOORS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SHARED = ["layouts", "shared", "errors", "patterns"]
FILES = sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.html"))
REFERENCE = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


@pytest.fixture(scope="module")
def environment():  # type: ignore[no-untyped-def]
    return build_templates(TEMPLATES, ROOT / "static")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_template_compiles(environment, path: Path) -> None:  # type: ignore[no-untyped-def]
    environment.get_template(str(path))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_includes_point_down(path: Path) -> None:
    for name in REFERENCE.findall((TEMPLATES / path).read_text()):
        assert (TEMPLATES / name).is_file(), f"{path} names {name}, which is not there"
        own, other = path.parts[0], name.split("/")[0]
        if other in SHARED or own == "patterns":
            continue
        assert own in FLOORS, f"{path} includes {name} of a floor"
        assert FLOORS.index(other) <= FLOORS.index(own), f"{path} reaches up to {name}"


def test_every_template_is_used() -> None:
    code = "".join(p.read_text() for p in (ROOT / "app").rglob("*.py"))
    text = code + "".join((TEMPLATES / p).read_text() for p in FILES)
    unused = [str(path) for path in FILES if f"{path}" not in text]
    assert not unused


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nothing_inline_that_the_policy_forbids(path: Path) -> None:
    text = (TEMPLATES / path).read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text), "inline handler"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_form_that_writes_carries_the_token(path: Path) -> None:
    text = (TEMPLATES / path).read_text()
    for form in re.findall(r"<form\b[^>]*method=.post.[^>]*>.*?</form>", text, flags=re.S | re.I):
        assert "csrf" in form, f"{path}: a form without the token"
