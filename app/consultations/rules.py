"""Who may see and do what in a consultation, as far as it depends on seats alone."""

from collections.abc import Iterable, Mapping

from app.consultations.models import Consultation, ConsultationState, Role, Visibility, WorkingGroup
from app.kernel.actor import SYSTEM, Actor, Seat
from app.kernel.i18n import gettext as _

WRITING_ROLES = (Role.MODERATOR, Role.RAPPORTEUR, Role.MEMBER)
VOTING_ROLES = (Role.HEAD, Role.ALTERNATE)

# Words that stand first in addresses of the site itself and so cannot name a consultation.
RESERVED_SLUGS = frozenset(
    [
        "api",
        "static",
        "sign-in",
        "sign-out",
        "search",
        "healthz",
        "readyz",
        "metrics",
        "help",
        "about",
        "patterns",
        "desk",
        "consultations",
        "organisations",
        "people",
        "admin",
        "me",
        "settings",
        "favicon.ico",
        "robots.txt",
        "events",
        "feed",
    ]
)


def may_see_consultation(actor: Actor, consultation: Consultation) -> bool:
    """A consultation that is being set up is seen by the secretariat and by those with a seat in it; others by all."""
    if consultation.state != ConsultationState.DRAFT or actor == SYSTEM:
        return True
    here = consultation.id or 0
    return bool(actor.seats_in(here)) or actor.has_role(Role.SECRETARIAT, here)


def may_see_group(actor: Actor, group: WorkingGroup) -> bool:
    """What a closed group writes is seen by its members and by nobody else; what one within the consultation writes, by
    everybody with a seat in that and by the secretariat; public groups are open to read (domain A21).

    The same as a condition of a query is `seen_groups` in the queries of this floor.
    """
    if not group.closed or actor.in_group(group.id or 0) is not None:
        return True
    here = group.consultation_id
    return group.within and (bool(actor.seats_in(here)) or actor.has_role(Role.SECRETARIAT, here))


def visibility_of(group: WorkingGroup) -> Visibility:
    """For whom a group writes."""
    if not group.closed:
        return Visibility.PUBLIC
    return Visibility.WITHIN if group.within else Visibility.CLOSED


def seats_filled(composition: Mapping[str, int], held: Iterable[tuple[int, str]]) -> dict[str, int]:
    """How many seats of each constituency are filled by people: pairs of a person and the constituency they sit for, in
    the order in which the seats were given.

    Nobody fills two seats: whoever sits for several bodies counts for the first of them that the rule asks for.
    """
    filled: dict[str, int] = {}
    counted: set[int] = set()
    for person, constituency in held:
        if constituency in composition and person not in counted:
            counted.add(person)
            filled[constituency] = filled.get(constituency, 0) + 1
    return filled


def missing_seats(composition: Mapping[str, int], seated: Mapping[str, int]) -> dict[str, int]:
    """How many seats each constituency still lacks by a rule of composition; only those that lack some."""
    lacks = {code: least - seated.get(code, 0) for code, least in composition.items()}
    return {code: n for code, n in lacks.items() if n > 0}


def why_not_open_selection(
    group: WorkingGroup, seated: Mapping[str, int], names: Mapping[str, str] | None = None
) -> str | None:
    """Why no round of selection can be opened for a group, or None: each constituency that its rule of composition
    asks for holds its seats first (domain A6). `seated` counts the seats by constituency, `names` says their names.
    """
    missing = missing_seats(group.composition, seated)
    if not missing:
        return None
    said = ", ".join(f"{(names or {}).get(code, code)} ({n})" for code, n in missing.items())
    return _(
        "A round of selection cannot be opened for %(code)s: seats of these constituencies are not filled yet: %(missing)s."
    ) % {"code": group.code, "missing": said}


def own_groups(actor: Actor) -> list[int]:
    """The groups this person sits in, whose texts are seen whatever their visibility."""
    return sorted({seat.group_id for seat in actor.seats if seat.group_id is not None})


def own_consultations(actor: Actor) -> list[int]:
    """The consultations in which this person has a seat of any kind."""
    return sorted({seat.consultation_id for seat in actor.seats if seat.consultation_id is not None})


def of_the_house(actor: Actor) -> bool:
    """Whether this person is of the secretariat of the whole site, which sees what is within any consultation."""
    return any(seat.role == Role.SECRETARIAT and seat.consultation_id is None for seat in actor.seats)


def sight_of(actor: Actor) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """All that decides which groups somebody sees: two people alike in this see the same."""
    return tuple(own_groups(actor)), tuple(own_consultations(actor)), of_the_house(actor)


def writer_seat(actor: Actor, group_id: int) -> Seat | None:
    """The seat from which the actor writes in a group: convenor, rapporteur or member, not observer."""
    return actor.in_group(group_id, *WRITING_ROLES)


def voting_seats(actor: Actor, consultation: Consultation) -> list[Seat]:
    """The seats from which the actor gives a delegation's positions here; one in personal capacity is none."""
    return [
        s
        for s in actor.seats_in(consultation.id or 0)
        if s.role in VOTING_ROLES and s.delegation_id is not None and not s.personal
    ]


def is_secretariat(actor: Actor, consultation: Consultation) -> bool:
    """Whether the actor is of the secretariat, of this consultation or of the whole site."""
    return actor.has_role(Role.SECRETARIAT, consultation.id or 0)


def moderator_seat(actor: Actor, consultation: Consultation, group_id: int | None = None) -> Seat | None:
    """The seat from which the actor moderates: of this consultation as a whole, or of a group (any, where none is named)."""
    seats = [seat for seat in actor.seats_in(consultation.id or 0) if seat.role == Role.MODERATOR]
    whole = [seat for seat in seats if seat.group_id is None]
    own = [seat for seat in seats if seat.group_id is not None and group_id in (None, seat.group_id)]
    return next(iter(own + whole), None)


def why_not_of_the_secretariat(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not do what only the secretariat does here, whatever the stage; or None. The house itself may."""
    if actor == SYSTEM or is_secretariat(actor, consultation):
        return None
    if not actor.signed_in:
        return _("You are not signed in. The secretariat of a consultation sets it up.")
    return _("The secretariat sets up a consultation, and you are not of the secretariat here.")


def why_not_create(actor: Actor) -> str | None:
    """Why `actor` may not create a consultation, or None: the secretariat of the whole site does."""
    if actor == SYSTEM or any(
        seat.role == Role.SECRETARIAT and seat.consultation_id is None for seat in actor.seats
    ):
        return None
    if not actor.signed_in:
        return _("You are not signed in. The secretariat of this site creates consultations.")
    return _(
        "The secretariat of this site creates consultations, and you are not of it. An administrator names who is."
    )


def why_not_set_up(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not change how a consultation is set up: its settings, its parts, who sits in it; or None.

    The secretariat sets up, of the consultation or of the whole site (domain D3). What is archived is never changed
    again; what is closed is first moved back a stage, with a reason.
    """
    if (why := why_not_of_the_secretariat(actor, consultation)) is not None:
        return why
    if consultation.state == ConsultationState.ARCHIVED:
        return _("This consultation is archived: it is kept as it was, and nothing in it changes any more.")
    if consultation.state == ConsultationState.CLOSED:
        return _(
            "This consultation is closed. The secretariat can move it back a stage, with a reason; then it can be changed."
        )
    return None
