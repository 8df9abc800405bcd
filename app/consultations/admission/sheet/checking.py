"""Each row of a spreadsheet of people held against what is known: what it would do, or one sentence for each thing
that is wrong with it. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.consultations.admission.sheet.known import Body, Known, Term
from app.consultations.admission.sheet.reading import SheetRow
from app.consultations.admission.sheet.spelling import SAME_AS_ROW, Twin, twins_among
from app.consultations.admission.sheet.words import (
    CONSTITUENCY,
    EMAIL,
    GROUP,
    LANGUAGE,
    NAME,
    ORGANISATION,
    PERSONAL,
    ROLE,
    SINCE,
    TITLE,
    UNTIL,
    field_word,
    languages,
    plain_word,
    roles,
    yes_and_no,
)
from app.consultations.models import Constituency, Delegation, Role, WorkingGroup
from app.consultations.seating import (
    overlap,
    role_word,
    standing_seat,
    why_no_such_place,
    why_not_after_the_end,
    why_not_hold,
    why_not_personal,
)
from app.kernel.i18n import gettext as _
from app.people.rules import why_not_address

GIVEN = (
    Role.MEMBER, Role.RAPPORTEUR, Role.MODERATOR, Role.OBSERVER, Role.HEAD, Role.ALTERNATE, Role.REPORTER,
    Role.SECRETARIAT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seating:
    """What a right row asks for. `body` is the organisation where it is known; `accredits` the name of the one that
    gets a delegation by it, in `constituency`."""

    email: str
    name: str
    role: str
    title: str
    group: str
    body: Body | None
    accredits: str
    constituency: str
    since: date | None
    until: date | None
    language: str
    personal: bool

    @property
    def term(self) -> Term:
        """Its first and its last day."""
        return self.since, self.until


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what is wrong with it, if anything: then it is not written. `offers` are known bodies that a name
    may mean; `there` where the seat is held or offered already; `new_here` where nobody has
    this address yet."""

    row: SheetRow
    sentences: tuple[str, ...]
    seating: Seating | None
    offers: tuple[Body, ...] = ()
    there: bool = False
    new_here: bool = False


class _Row:
    """One row on its way through the checks."""

    def __init__(self, known: Known, row: SheetRow, twins: Mapping[str, Twin]) -> None:
        self.known, self.row, self.twins = known, row, twins
        self.sentences: list[str] = []
        self.offers: list[Body] = []

    def wrong(self, sentence: str) -> None:
        """Say one thing about the row."""
        self.sentences.append(sentence)

    def broken(self) -> None:
        """Formulas, and what nobody can store."""
        for name in self.row.formulas:
            self.wrong(
                _("There is a formula under “%(column)s”. Put its value in its place.")
                % {"column": field_word(name)}
            )
        for name, sentence in self.row.damaged.items():
            self.wrong(f"{field_word(name)}: {sentence}")

    def is_broken(self, name: str) -> bool:
        """Whether a column of this row is not to be read, which has been said."""
        return name in self.row.formulas or name in self.row.damaged

    def email(self) -> str:
        """The address."""
        written = self.row.get(EMAIL)
        if self.is_broken(EMAIL):
            return ""
        if not written:
            self.wrong(_("The e-mail address is missing."))
        elif (why_not := why_not_address(written)) is not None:
            self.wrong(why_not)
        return written.lower()

    def role(self) -> str:
        """The role, by its name for programs."""
        written = self.row.get(ROLE)
        if self.is_broken(ROLE):
            return ""
        found = roles().get(plain_word(written), "")
        if not written:
            self.wrong(_("The role is missing."))
        elif not found:
            self.wrong(
                _("“%(role)s” is not a role here. Roles are: %(roles)s.")
                % {"role": written, "roles": ", ".join(role_word(role) for role in GIVEN)}
            )
        return found

    def group(self) -> WorkingGroup | None:
        """The working group, by its code or its title."""
        written = self.row.get(GROUP)
        if not written:
            return None
        found = self.known.groups.get(written.upper()) or next(
            (one for one in self.known.groups.values() if plain_word(one.title) == plain_word(written)), None
        )
        if found is None:
            self.wrong(_("There is no working group “%(code)s” here.") % {"code": written})
        elif (ended := why_not_after_the_end(found)) is not None:
            self.wrong(ended)
        return found

    def constituency(self) -> Constituency | None:
        """The constituency, by its code or a name."""
        written = self.row.get(CONSTITUENCY)
        if not written:
            return None
        found = self.known.constituencies.get(plain_word(written))
        if found is None:
            names = dict.fromkeys(part.name for part in self.known.constituencies.values())
            self.wrong(
                _("There is no constituency “%(name)s” here. There are: %(names)s.")
                % {"name": written, "names": ", ".join(names)}
            )
        return found

    def body(self, place: Constituency | None) -> tuple[Body | None, str]:
        """The organisation: a known one, or the name of one that is to be accredited."""
        written = self.row.get(ORGANISATION)
        if not written:
            return None, ""
        found = [self.known.body(number) for number in sorted(self.known.named.get(plain_word(written), ()))]
        if len(found) > 1:
            here = [body for body in found if body.delegation is not None]
            found = here if len(here) == 1 else found
        if len(found) > 1:
            self.offers = found[:3]
            self.wrong(_("“%(name)s” may be several organisations. Say which.") % {"name": written})
            return None, ""
        if found:
            return self._known_body(found[0], place)
        if not self.row.kept and (offers := self.known.alike(written)):
            self.offers = offers
            self.wrong(
                _("“%(name)s” is not known here. Is it %(known)s?")
                % {"name": written, "known": _(" or ").join(body.name for body in offers)}
            )
            return None, ""
        if not self.row.kept and (twin := self.twins.get(plain_word(written))) is not None:
            self.offers = [Body(0, f"{SAME_AS_ROW}{twin.row}", twin.written, None)]
            self.wrong(
                _("“%(name)s” is nearly “%(other)s” in row %(row)s. Say whether it is the same organisation.")
                % {"name": written, "other": twin.written, "row": twin.row}
            )
            return None, ""
        if place is None and not self.row.get(CONSTITUENCY):
            self.wrong(
                _("“%(name)s” is not known here. Name its constituency, and it is accredited.")
                % {"name": written}
            )
        return None, written

    def _known_body(self, body: Body, place: Constituency | None) -> tuple[Body | None, str]:
        if body.delegation is None:
            if place is None and not self.row.get(CONSTITUENCY):
                self.wrong(
                    _("%(name)s has no delegation here. Name its constituency, and it is accredited.")
                    % {"name": body.name}
                )
            return body, body.name
        if place is not None and body.delegation.constituency_id != place.id:
            self.wrong(
                _("The delegation of %(name)s sits in another constituency than “%(constituency)s”.")
                % {"name": body.name, "constituency": place.name}
            )
        return body, ""

    def day(self, name: str) -> date | None:
        """A day."""
        written = self.row.get(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.wrong(
                _("“%(day)s” under “%(column)s” is no day. Write it as year-month-day, such as 2027-03-01.")
                % {"day": written, "column": field_word(name)}
            )
            return None

    def language(self) -> str:
        """The language, by its code."""
        written = self.row.get(LANGUAGE)
        found = languages().get(plain_word(written), "")
        if written and not found:
            self.wrong(_("“%(language)s” is not one of the languages of this site.") % {"language": written})
        return found

    def personal(self) -> bool:
        """Whether the seat is held in personal capacity."""
        written = self.row.get(PERSONAL)
        found = yes_and_no().get(plain_word(written))
        if found is None:
            self.wrong(
                _("Write yes or no under “%(column)s”, not “%(word)s”.")
                % {"column": field_word(PERSONAL), "word": written}
            )
        return bool(found)


def checked_rows(known: Known, rows: Iterable[SheetRow]) -> list[Checked]:
    """Every row with what it would do or what is wrong with it, in the order of the sheet."""
    before: dict[str, list[tuple[int, Seating]]] = defaultdict(list)
    heads: dict[str, list[tuple[int, Seating]]] = defaultdict(list)
    placed: dict[str, tuple[int, str]] = {}
    rows = list(rows)
    named = ((row.number, row.get(ORGANISATION)) for row in rows if row.get(ORGANISATION))
    twins = twins_among((number, name) for number, name in named if plain_word(name) not in known.named)
    return [_check(known, row, twins, before, heads, placed) for row in rows]


def _check(
    known: Known,
    row: SheetRow,
    twins: Mapping[str, Twin],
    before: dict[str, list[tuple[int, Seating]]],
    heads: dict[str, list[tuple[int, Seating]]],
    placed: dict[str, tuple[int, str]],
) -> Checked:
    on = _Row(known, row, twins)
    on.broken()
    email, role, group, place = on.email(), on.role(), on.group(), on.constituency()
    personal = on.personal()
    body, accredits = on.body(place)
    since, until, language = on.day(SINCE), on.day(UNTIL), on.language()
    if since is not None and until is not None and until < since:
        on.wrong(_("The seat ends before it begins."))
    elif until is not None and until < known.today:
        on.wrong(_("This seat would have ended already."))
    person = known.people.get(email)
    if person is None and email and not row.get(NAME) and not on.is_broken(NAME):
        on.wrong(_("The name is missing, and nobody here has this address yet."))
    delegation = body.delegation if body is not None else None
    if role:
        _check_place(on, role, group, delegation, accredits)
        if personal and row.get(ORGANISATION):
            on.wrong(_("Who sits for a delegation is not there in personal capacity. Choose one of the two."))
        elif personal and (office := why_not_personal(role)) is not None:
            on.wrong(office)
        held = known.seats.get(person.id or 0, []) if person else []
        name = person.name if person else row.get(NAME)
        if (why := why_not_hold(role, name, held, known.consultation.id or 0)) is not None:
            on.wrong(why)
    seating = Seating(
        email=email, name=row.get(NAME), role=role, title=row.get(TITLE), group=group.code if group else "",
        body=body, accredits=accredits, constituency=place.code if place else "",
        since=since, until=until, language=language, personal=personal,
    )  # fmt: skip
    _check_others(on, seating, before[email] if email else [])
    if accredits and place is not None:
        _check_one_place(on, seating, place, placed)
    there = _is_there(known, person.id if person else None, seating, group)
    if role == Role.HEAD and (body is not None or accredits) and not there:
        _check_heads(on, seating, person.id if person else None, heads)
    if on.sentences:
        return Checked(row, tuple(on.sentences), None, tuple(on.offers))
    if email:
        before[email].append((row.number, seating))
    return Checked(row, (), seating, there=there, new_here=person is None)


def _check_place(
    on: _Row, role: str, group: WorkingGroup | None, delegation: Delegation | None, accredits: str
) -> None:
    """Whether such a role is held in such a place; what is wrong with the place itself has been said."""
    said = bool(on.row.get(GROUP) and group is None) or bool(on.offers) or on.is_broken(GROUP)
    if said or on.is_broken(ORGANISATION):
        return
    sits = delegation or (Delegation.model_construct(short_name=accredits) if accredits else None)
    if (elsewhere := why_no_such_place(role, group, sits)) is not None:
        on.wrong(elsewhere[1])


def _check_others(on: _Row, seating: Seating, before: Sequence[tuple[int, Seating]]) -> None:
    """What rows further up say of the same address."""
    for number, other in before:
        if _place(other) == _place(seating) and overlap(other.term, seating.term):
            on.wrong(_("It says the same as row %(row)s: one seat is enough.") % {"row": number})
            return
        if other.name and seating.name and plain_word(other.name) != plain_word(seating.name):
            on.wrong(
                _("The same address stands in row %(row)s for %(name)s.")
                % {"row": number, "name": other.name}
            )
            return


def _check_one_place(
    on: _Row, seating: Seating, place: Constituency, placed: dict[str, tuple[int, str]]
) -> None:
    """A delegation that comes about by the sheet sits in one constituency: the one its first right row names."""
    number, code = placed.get(_body(seating), (on.row.number, place.code))
    if code != place.code:
        on.wrong(
            _("Row %(row)s puts %(name)s in another constituency. Say in both which it is.")
            % {"row": number, "name": seating.accredits}
        )
    if not on.sentences:
        placed.setdefault(_body(seating), (number, code))


def _check_heads(
    on: _Row, seating: Seating, person: int | None, heads: dict[str, list[tuple[int, Seating]]]
) -> None:
    """A delegation has one head at a time: also within the sheet."""
    delegation = seating.body.delegation if seating.body else None
    standing = on.known.heads.get(delegation.id or 0, []) if delegation else []
    if any(
        overlap(seating.term, held.term) for held in standing if held.person is None or held.person != person
    ):
        on.wrong(_("This delegation has a head. End that seat first, or let the terms follow each other."))
    mine = heads[_body(seating)]
    for number, other in mine:
        if overlap(seating.term, other.term):
            on.wrong(_("Row %(row)s names another head of this delegation.") % {"row": number})
            return
    if not on.sentences:
        mine.append((on.row.number, seating))


def _body(seating: Seating) -> str:
    return seating.body.public_id if seating.body else plain_word(seating.accredits)


def _place(seating: Seating) -> tuple[str, str, str]:
    return seating.role, seating.group, _body(seating)


def _is_there(known: Known, person: int | None, seating: Seating, group: WorkingGroup | None) -> bool:
    """Whether this person holds this very seat on one of its days, or has an invitation to it that waits."""
    delegation = seating.body.delegation if seating.body is not None else None
    if seating.accredits:
        return False
    place = (group.id if group else None, delegation.id if delegation else None)
    offered = known.invited.get((seating.email, seating.role, *place), ())
    if any(overlap(seating.term, term) for term in offered):
        return True
    held = known.seats.get(person or 0, ())
    return standing_seat(held, seating.role, (known.consultation.id, *place), seating.term) is not None
