"""The page on permissions says what the table says."""

from app.site.permissions.table import VERBS, Cast, Stand, as_markdown
from tests.docs.reading import ROOT


def test_the_page_is_the_table_as_it_stands() -> None:
    page = (ROOT / "docs" / "permissions.md").read_text()
    assert page == as_markdown(), "write it anew: python -m app.site.permissions.table > docs/permissions.md"


def test_every_verb_has_its_section_with_its_doors() -> None:
    page = as_markdown()
    for verb in VERBS:
        section = page.split(f"\n## {verb.name.capitalize()}\n")[1].split("\n## ")[0]
        assert all(f"`{door}`" in section for door in verb.doors)
        for cast in Cast:
            row = next(line for line in section.splitlines() if line.startswith(f"| {cast} |"))
            cells = [cell.strip() for cell in row.strip("|").split("|")][1:]
            assert cells == ["yes" if verb.allows(cast, stand) else "no" for stand in Stand]
