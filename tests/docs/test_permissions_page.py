"""The page on permissions says what the table says."""

from app.permissions import VERBS, Cast, Stand, as_markdown
from tests.docs.reading import ROOT


def test_the_page_is_the_table_as_it_stands() -> None:
    page = (ROOT / "docs" / "permissions.md").read_text()
    assert page == as_markdown(), "write it anew: python -m app.permissions > docs/permissions.md"


def test_every_role_every_moment_and_every_address_is_on_it() -> None:
    page = as_markdown()
    for name in (*Cast, *Stand):
        assert f"\n| {name} |" in page
    for verb in VERBS:
        assert all(f"`{door}`" in page for door in verb.doors)


def test_a_cell_says_what_the_table_says() -> None:
    head, *rows = (line for line in as_markdown().splitlines() if line.startswith("| "))
    names = [cell.strip() for cell in head.strip("|").split("|")]
    cells = {row.strip("| ").split(" | ")[0]: [c.strip() for c in row.strip("|").split("|")] for row in rows}
    for verb in VERBS:
        for cast in Cast:
            assert cells[cast][names.index(verb.name)] == ("yes" if cast in verb.who else "no")
        for stand in Stand:
            assert cells[stand][names.index(verb.name)] == ("yes" if stand in verb.when else "no")
