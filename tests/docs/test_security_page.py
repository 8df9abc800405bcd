"""What `docs/security.md` says of the standard is complete, and what it names is there."""

import ast
import re
from functools import cache

import pytest

from app.consultations.admission.sheet import reading as sheet
from app.documents import table_reading as tables
from app.people import security, sessions
from app.people.ways import links, passwords
from app.web import bodies, limits
from tests.docs.reading import ROOT, code_words

PAGE = ROOT / "docs" / "security.md"
# OWASP ASVS 5.0.0: in each section the numbers of the requirements of level 1 and 2.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3,
    "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2,
    "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2, "3.3": 4,
}  # fmt: skip
STATES = ("met", "not applicable", "not met")


def rows() -> list[tuple[list[str], str, str]]:
    """Each row of the walk: its requirements, its state, and what is said of it."""
    found = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and re.match(r"\d+\.\d+\.\d+", cells[0]):
            found.append((_numbers(cells[0]), cells[1], cells[2]))
    return found


def _numbers(cell: str) -> list[str]:
    """`1.2.1–3, 1.2.5` names four."""
    numbers = []
    for part in cell.split(", "):
        section, first, last = re.fullmatch(r"(\d+\.\d+)\.(\d+)(?:–(\d+))?", part).groups()  # type: ignore[union-attr]
        numbers += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return numbers


@cache
def known_tests() -> frozenset[str]:
    return frozenset(
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )


def test_every_requirement_of_level_1_and_2_stands_there_once() -> None:
    said = [number for numbers, _state, _words in rows() for number in numbers]
    due = [f"{section}.{n}" for section, last in SECTIONS.items() for n in range(1, last + 1)]
    assert sorted(said) == sorted(due)


def test_each_has_one_of_three_states_and_a_reason() -> None:
    for numbers, state, words in rows():
        assert state in STATES, numbers
        assert len(words) > 10, numbers
        if state == "met":
            assert any(
                word.startswith(("test_", "app/", "docs/")) for word in re.findall(r"`([^`]+)`", words)
            ), f"{numbers}: where"


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = code_words(PAGE)
    named_tests = {word for word in named if word.startswith("test_")}
    assert len(named_tests) > 100
    assert named_tests - known_tests() == set()
    files = {word for word in named if re.match(r"(app|tests|docs|static|templates|migrations)/", word)}
    assert files
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []


def test_the_summary_counts_what_stands_below() -> None:
    count = {state: sum(len(numbers) for numbers, its, _words in rows() if its == state) for state in STATES}
    line = f"{count['met']} met, {count['not applicable']} not applicable, {count['not met']} not met"
    assert line in PAGE.read_text(), line


@pytest.mark.parametrize(
    "rule",
    [limits.SIGN_IN, limits.LINKS, limits.APPLICATIONS, limits.COMMENTS, limits.PROGRAMS, limits.REFUSALS],
    ids=lambda rule: rule.name,
)
def test_the_limits_are_those_of_the_program(rule: limits.Rule) -> None:
    said = f"| {rule.account or '–'} | {rule.address} | {rule.minutes} |"
    assert any(line.endswith(said) for line in PAGE.read_text().splitlines()), said


def test_the_other_figures_are_those_of_the_program() -> None:
    text = " ".join(PAGE.read_text().split())
    for said in (
        f"{bodies.LARGEST_BODY // 1024 // 1024} MB, {bodies.LARGEST_UPLOAD // 1024 // 1024} MB where",
        f"a file of {sheet.LARGEST_FILE // 1024 // 1024} MB",
        f"{sheet.MOST_ROWS:,} people",
        f"unpacks to {tables._UNPACKED // 1024 // 1024} MB in at most {tables._PARTS} parts",
        f"unused for {sessions.IDLE.total_seconds() / 3600:.0f} hours",
        f"after {sessions.LASTS.days} days",
        f"{links.LINK_LASTS.total_seconds() / 60:.0f} minutes",
        f"{passwords.LEAST} to {passwords.MOST} characters",
        f"kept for {security.KEPT.days} days",
        f"{limits.READING.times:,} in a minute",
    ):
        assert said in text, said
