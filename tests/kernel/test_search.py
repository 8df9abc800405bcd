"""Search means that every term occurs, in every script, the same on both databases."""

import pytest

from app.kernel.search import search
from tests.support import Site


def keys(site: Site, query: str, **options: object) -> set[str]:
    with site.database.reading() as db:
        here = site.consultation("hld-2013").id or 0
        return {hit.key for hit in search(db, query, consultations=[here], groups=[], limit=500, **options)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("remittances", "RT1-M2"),
        ("REMITTANCES sending", "RT1-M2"),
        ("rt1-m2", "RT1-M2"),
        ("移民", "RT1"),
        ("الهجرة", "RT1"),
        ("миграции", "RT1"),
        ("développement", "RT1"),
        ("developpement", "RT1"),
    ],
)
def test_what_holds_every_term_is_found(reading_site: Site, query: str, key: str) -> None:
    assert key in keys(reading_site, query)


def test_a_term_that_does_not_occur_finds_nothing(reading_site: Site) -> None:
    assert keys(reading_site, "remittances zyzzyva") == set()


@pytest.mark.parametrize(
    "query", ['"', "*", "a* OR b", "NEAR(", "%", "_", "\\", "'; DROP TABLE proposal; --", "  ", ""]
)
def test_signs_are_words_and_no_commands(reading_site: Site, query: str) -> None:
    assert isinstance(keys(reading_site, query), set)


def test_only_the_consultations_asked_for_are_searched(reading_site: Site) -> None:
    with reading_site.database.reading() as db:
        assert search(db, "remittances", consultations=[], groups=[]) == []


def test_what_a_closed_group_wrote_is_found_by_its_members_only(site: Site) -> None:
    group = site.rows("SELECT group_id FROM proposal WHERE code = 'RT1-M2' ORDER BY id")[0][0]
    site.tamper(
        "UPDATE search_entry SET group_id = :group WHERE kind = 'mechanism' AND key = 'RT1-M2'", group=group
    )
    with site.database.reading() as db:
        here = site.consultation("hld-2013").id or 0

        def found(groups: list[int]) -> bool:
            hits = search(db, "remittances", consultations=[here], groups=groups, kind="mechanism", limit=500)
            return any(hit.key == "RT1-M2" for hit in hits)

        assert found([group])
        assert not found([])
