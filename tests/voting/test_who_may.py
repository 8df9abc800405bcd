"""Who may give a position, and when: the pure rule, over every combination that matters."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.consultations.models import Consultation, Role, Round, RoundKind
from app.kernel.actor import Actor, Seat
from app.voting.models import Ballot
from app.voting.rules import why_not_cast, why_not_count

HERE = 1
OURS, THEIRS = 11, 12
OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CLOSES = datetime(2026, 3, 20, tzinfo=UTC)
CONSULTATION = Consultation(
    id=HERE, slug="x", code="X", title="X", start_date=OPENS.date(), end_date=CLOSES.date(), created_at=OPENS
)
BALLOT = Ballot(
    id=1, consultation_id=HERE, round_id=1, code="BAL-1", title="B", opens_at=OPENS, closes_at=CLOSES, rule={}
)

moments = st.one_of(
    st.sampled_from([OPENS, CLOSES, OPENS - timedelta(microseconds=1), CLOSES - timedelta(microseconds=1)]),
    st.integers(-40, 40).map(lambda days: OPENS + timedelta(days=days, seconds=1)),
)


def round_(*, given_at: datetime | None = OPENS, early: datetime | None = None) -> Round:
    return Round(
        id=1, consultation_id=HERE, code="R1", number=1, title="Decision round", kind=RoundKind.BALLOT,
        opens_at=OPENS, closes_at=CLOSES, opening_given_at=given_at, closed_early_at=early,
    )  # fmt: skip


def head_of(*delegations: int, role: Role = Role.HEAD, more: tuple[Seat, ...] = ()) -> Actor:
    seats = tuple(
        Seat(role=role, title="Head", consultation_id=HERE, delegation_id=delegation)
        for delegation in delegations
    )
    return Actor(person_id=1, public_id="p-1", seats=seats + more)


def asked(actor: Actor, at: datetime, **changed: object) -> str | None:
    usual: dict[str, object] = {
        "round_": round_(),
        "delegation_id": OURS,
        "electors": [OURS, THEIRS],
        "elsewhere": False,
    }
    found = {**usual, **changed}
    r = found.pop("round_")
    return why_not_cast(actor, CONSULTATION, BALLOT, r, at=at, **found)  # type: ignore[arg-type]


@given(moments)
def test_positions_are_taken_from_the_opening_until_before_the_deadline(at: datetime) -> None:
    assert (asked(head_of(OURS), at) is None) == (OPENS <= at < CLOSES)


@given(moments, moments)
def test_a_round_closed_early_takes_no_position_from_that_moment_on(at: datetime, early: datetime) -> None:
    taken = asked(head_of(OURS), at, round_=round_(early=early)) is None
    assert taken == (OPENS <= at < min(CLOSES, early))


@given(moments)
def test_a_round_that_nobody_opened_takes_no_position(at: datetime) -> None:
    assert asked(head_of(OURS), at, round_=round_(given_at=None)) is not None


@given(moments)
def test_positions_and_counts_are_never_open_at_the_same_time(at: datetime) -> None:
    taken = asked(head_of(OURS), at) is None
    shown = why_not_count(BALLOT, round_(), at) is None
    assert not (taken and shown)
    assert shown == (at >= CLOSES)


@given(st.sets(st.sampled_from([OURS, THEIRS])), st.booleans())
def test_only_the_electorate_votes_and_one_person_for_one_delegation(
    electors: set[int], elsewhere: bool
) -> None:
    reason = asked(head_of(OURS, THEIRS), OPENS, electors=electors, elsewhere=elsewhere)
    assert (reason is None) == (OURS in electors and not elsewhere)


@given(st.sampled_from(list(Role)))
def test_only_head_and_alternate_of_that_delegation_give_its_position(role: Role) -> None:
    assert (asked(head_of(OURS, role=role), OPENS) is None) == (role in (Role.HEAD, Role.ALTERNATE))
    assert asked(head_of(THEIRS, role=role), OPENS) is not None


@given(st.sampled_from([(Role.SECRETARIAT, HERE), (Role.ADMINISTRATOR, None), (Role.ADMINISTRATOR, HERE)]))
def test_secretariat_and_administrators_never_give_a_position_even_as_heads(
    held: tuple[Role, int | None],
) -> None:
    seat = Seat(role=held[0], title="Office", consultation_id=held[1])
    assert asked(head_of(OURS, more=(seat,)), OPENS) is not None


def test_a_seat_in_another_consultation_gives_nothing_here() -> None:
    elsewhere = Seat(role=Role.HEAD, title="Head", consultation_id=2, delegation_id=OURS)
    assert asked(Actor(person_id=1, public_id="p-1", seats=(elsewhere,)), OPENS) is not None
    assert asked(Actor(), OPENS) is not None
