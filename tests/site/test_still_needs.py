"""The line “what this still needs” is true in every state, and names one next step with who takes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.consultations.calendar import Stage
from app.consultations.models import Round, RoundKind
from app.drafting.models import ProposalState
from app.drafting.rules import Need
from app.site.proposal.needs import Situation, StillNeeds, still_needs
from tests.site.reading import page, words
from tests.support import Site

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_round(kind: RoundKind, begins: int, ends: int, n: int = 1, *, given: bool = True) -> Round:
    return Round(
        consultation_id=1, code=f"R{n}", number=n, title=f"Round {n}", kind=kind, opens_at=AT + timedelta(days=begins),
        closes_at=AT + timedelta(days=ends), opening_given_at=AT - timedelta(days=99) if given else None,
    )  # fmt: skip


OPEN_COMMENT = a_round(RoundKind.COMMENT, -2, 5)
OPEN_BALLOT = a_round(RoundKind.BALLOT, -2, 5)
COMING_COMMENT = a_round(RoundKind.COMMENT, 9, 12, 2)
COMING_BALLOT = a_round(RoundKind.BALLOT, 19, 22, 3)


def situation(state: str, *rounds: Round, **more: object) -> Situation:
    now = next((r for r in rounds if r.opens_at <= AT), None)
    base = Situation(
        code="RT1-M1", kind="mechanism", state=state, group="WG-1A", zone="UTC", stage=Stage(at=AT, round=now),
        rounds=rounds, roundtable="RT1",
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def told(state: str, *rounds: Round, **more: object) -> StillNeeds:
    return still_needs(situation(state, *rounds, **more))


@pytest.mark.parametrize("state", list(ProposalState))
@pytest.mark.parametrize("rounds", [(), (OPEN_COMMENT,), (OPEN_BALLOT,), (COMING_COMMENT, COMING_BALLOT)])
@pytest.mark.parametrize("kind", ["mechanism", "benchmark"])
def test_in_every_state_something_comes_next_or_it_is_said_that_nothing_does(
    state: str, rounds: tuple[Round, ...], kind: str
) -> None:
    for decided in (False, True):
        for unanswered in (0, 2):
            line = told(
                state, *rounds, kind=kind, decided=decided, unanswered=unanswered, first_unanswered="CM-1"
            )
            assert line.next.endswith(".")
            assert "%" not in line.next


@pytest.mark.parametrize(
    ("state", "rounds", "more", "sentence"),
    [
        ("draft", (), {"needs": (Need("problem", "Empty."),)}, "fills in what is missing and submits it"),
        ("draft", (), {"needs": (Need("benchmarks", "None.", blocks=False),)}, "a writer of WG-1A submits it"),
        ("submitted", (), {}, "a moderator plans a round of comments"),
        ("submitted", (COMING_COMMENT,), {}, "“Round 2” takes it up; it opens on 30 November 2026"),
        ("submitted", (OPEN_COMMENT,), {}, "comments in “Round 1”"),
        ("submitted", (OPEN_COMMENT, COMING_COMMENT), {"reviewed": False}, "“Round 2” takes it up"),
        ("under_review", (OPEN_COMMENT,), {}, "everybody with a seat comments in “Round 1”"),
        ("under_review", (), {"unanswered": 1}, "the rapporteur of WG-1A drafts the dispositions"),
        ("under_review", (), {}, "the convenor of WG-1A declares it ready"),
        ("revised", (COMING_COMMENT,), {}, "“Round 2” takes it up"),
        ("ready", (COMING_BALLOT,), {}, "delegations decide in “Round 3”, which opens on 10 December 2026"),
        ("ready", (), {}, "a moderator plans a ballot"),
        ("under_decision", (OPEN_BALLOT,), {}, "delegations give their positions, until"),
        ("under_decision", (), {"decided": True}, "a moderator completes the round"),
        ("adopted", (), {}, "the secretariat takes it into the outcome document"),
        ("not_adopted", (), {}, "unless the convenor of WG-1A refers it back"),
        ("consolidated", (), {}, "a State offers to lead a pilot"),
        ("consolidated", (), {"piloted": True}, "pilots report"),
        ("withdrawn", (), {}, "A writer of WG-1A can take it up again"),
        ("merged", (), {"into": "RT1-M2"}, "It goes on in RT1-M2."),
        ("superseded", (), {}, "A later decision replaced it."),
    ],
)  # fmt: skip
def test_the_next_step_is_the_one_that_the_text_waits_for(
    state: str, rounds: tuple[Round, ...], more: dict[str, object], sentence: str
) -> None:
    assert sentence in told(state, *rounds, **more).next


def test_what_has_gone_needs_nothing_and_what_was_decided_keeps_its_reservations_in_sight() -> None:
    gone = told("withdrawn", unanswered=3, first_unanswered="CM-1", unknown=["RT1-B1"])
    assert (gone.gone, gone.wants) == (True, ())
    decided = told("adopted", decided=True, reservations=2, objections=1)
    assert [words for words, _href in decided.beside] == ["1 objection", "2 reservations"]
    assert ("a State to lead a pilot", "#pilots") in decided.wants
    assert told("adopted", decided=True, piloted=True).wants == ()


def test_a_closed_consultation_promises_nothing() -> None:
    closed = situation("revised")
    closed = replace(closed, stage=Stage(at=AT, closed="HLD"))
    assert "closed" in still_needs(closed).next


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/hld-2013-review/RT1-M1", "comments in"),
        ("/hld-2013-decision/RT1-M1", "delegations give their positions, until"),
        ("/hld-2013/RT2-M3", "its record stands as it is"),
    ],
)
def test_the_line_stands_on_the_page(reading_site: Site, address: str, sentence: str) -> None:
    assert sentence in words(page(reading_site, address).get_element_by_id("needs"))


def test_the_next_step_leads_to_the_page_where_it_is_taken() -> None:
    over = a_round(RoundKind.COMMENT, -20, -10, 1)
    between = Stage(at=AT)
    assert told(ProposalState.UNDER_REVIEW, over, stage=between).href == "rounds/R1"
    assert told(ProposalState.READY, stage=between).href == "rounds"
    assert told(ProposalState.UNDER_REVIEW, OPEN_COMMENT).href == ""
    assert told(ProposalState.UNDER_REVIEW, over, unanswered=1, first_unanswered="CM-1").href == ""
