"""What holds whatever anybody tries: every answer that is no acceptance has its reason and is changed only by a later
one; nobody answers the own comment; the chain and its rows agree (domain D4, 6 and 7)."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.breaks import Known, chain_breaks, row_breaks
from app.kernel.ledger import sealed_models
from tests.discussion.answers import SLUG, comment
from tests.support import Site

WHO = ("state", "ngo", "member", "rapporteur", "moderator", "secretariat")
CODES = ("accepted", "noted", "not_accepted", "withdrawn")
REASONS = ("", "\u200b", "no", "It is in version 2.", "Not in the mandate of this dialogue.")
TRY = st.tuples(
    st.sampled_from(WHO), st.integers(0, 2), st.sampled_from(["draft", "issued"]), st.sampled_from(CODES), st.sampled_from(REASONS)
)  # fmt: skip


def answers(site: Site) -> list[Any]:
    return site.rows(
        "SELECT d.id, d.comment_id, d.n, d.code, d.reason, d.person_id, m.person_id AS author FROM disposition d"
        " JOIN comment m ON m.id = d.comment_id JOIN consultation c ON c.id = d.consultation_id"
        " WHERE c.slug = :slug ORDER BY d.id",
        slug=SLUG,
    )


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TRY, min_size=3, max_size=8))
def test_whatever_is_tried_answers_keep_their_rules(site: Site, tries: list[Any]) -> None:
    doors = {who: site.api(who) for who in WHO}
    codes = [
        comment(site, who, text=f"Said {len(answers(site))} {who}")
        for who in ("state", "rapporteur", "moderator")
    ]
    before = {row.id: tuple(row) for row in answers(site)}
    for who, which, state, code, reason in tries:
        body = {"code": code, "reason": reason, "state": state}
        done = doors[who].put(f"/consultations/{SLUG}/comments/{codes[which]}/disposition", json=body)
        assert done.status_code in (200, 403, 422), done.text
    after = answers(site)
    assert {row.id: tuple(row) for row in after if row.id in before} == before, (
        "an issued answer never changes"
    )
    numbers: dict[int, list[int]] = {}
    for row in after:
        numbers.setdefault(row.comment_id, []).append(row.n)
        assert row.code == "accepted" or len(row.reason) >= 3, "everything but an acceptance has its reason"
        if row.id not in before:
            own = row.person_id == row.author
            assert own == (row.code == "withdrawn"), (
                "on one's own comment there is nothing but to withdraw it"
            )
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    known: Known = {}
    with site.database.reading() as db:
        assert list(chain_breaks(db, SLUG, known)) == []
        for model in sealed_models():
            if model.__tablename__ in ("disposition", "comment"):
                mine = model.consultation_id == site.consultation(SLUG).id  # type: ignore[attr-defined]
                assert list(row_breaks(db, model, known, only=mine)) == []  # fmt: skip
