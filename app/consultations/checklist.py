"""What is missing before a consultation can open (domain D3). Pure: counts in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.consultations.models import Consultation, ConsultationState, RoundKind
from app.kernel.i18n import LANGUAGES, ngettext
from app.kernel.i18n import gettext as _
from app.kernel.text.fold import fold


class Need(StrEnum):
    """What the checklist asks about."""

    MANDATE = "mandate"
    TERMS = "terms_of_reference"
    ROUNDTABLES = "roundtables"
    GROUPS = "groups"
    COMPOSITION = "composition"
    OFFICERS = "officers"
    CONSTITUENCIES = "constituencies"
    SCHEDULE = "schedule"
    VOTERS = "voters"
    OUTCOME = "outcome_kinds"
    TITLES = "titles"
    NAMES = "roundtable_titles"


@dataclass(frozen=True, slots=True)
class GroupParts:
    """A working group as the checklist sees it: which roundtable it drafts for, whether somebody leads it, and which
    constituencies lack seats by its rule of composition (None without one), each with how many."""

    code: str
    roundtable_id: int | None
    convenor: bool
    rapporteur: bool
    lacks: tuple[tuple[str, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class TableParts:
    """A roundtable as the checklist sees it: its code, the languages its title is in, and whether it has one yet."""

    id: int
    code: str
    languages: frozenset[str]
    named: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What a consultation is made of so far, without what has ended; `rounds` are the kinds in its calendar, and
    `applications` those that wait for a decision."""

    roundtables: tuple[TableParts, ...]
    groups: tuple[GroupParts, ...]
    constituencies: int
    delegations: int
    voting: int
    members: int
    applications: int
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `blocks` is False for advice; `where` is the page where it is mended."""

    need: Need
    met: bool
    blocks: bool
    words: str
    where: str


def checklist(consultation: Consultation, parts: Parts) -> tuple[Item, ...]:
    """Every line, met or not, what blocks first."""
    base = f"/{consultation.slug}/setup"
    lines = (
        _mandate(consultation, base),
        _terms(consultation, base),
        _outcome(consultation, base),
        _constituencies(parts, base),
        _roundtables(parts, base),
        _groups(parts, base),
        _officers(parts, base),
        _composition(parts, base),
        _schedule(consultation, parts),
        _voters(parts, base),
        _titles(consultation, base),
        _names(consultation, parts, base),
    )
    asked = [line for line in lines if line is not None]
    if consultation.state != ConsultationState.DRAFT:
        # It has opened: what is still missing is worth mending and stands in nobody's way.
        asked = [replace(line, blocks=False) for line in asked]
    return tuple(sorted(asked, key=lambda item: not item.blocks))


def missing(items: Sequence[Item]) -> int:
    """How many lines stand between the consultation and its opening."""
    return sum(item.blocks and not item.met for item in items)


def _mandate(consultation: Consultation, base: str) -> Item:
    met = bool(fold(consultation.mandate))
    words = _("The mandate is stated.") if met else _("State the mandate: the decision it rests on.")
    return Item(Need.MANDATE, met, True, words, f"{base}/settings#mandate")


def _terms(consultation: Consultation, base: str) -> Item:
    met = bool(fold(consultation.terms_of_reference))
    words = (
        _("The terms of reference are stated.")
        if met
        else _("State the terms of reference: what it may and may not do.")
    )
    return Item(Need.TERMS, met, True, words, f"{base}/settings#terms_of_reference")


def _outcome(consultation: Consultation, base: str) -> Item:
    met = bool(consultation.outcome_kinds)
    words = (
        _("The mandate’s kind of outcome is named.") if met else _("Name the kind of outcome it may end in.")
    )
    return Item(Need.OUTCOME, met, False, words, f"{base}/settings#outcome_kinds")


def _constituencies(parts: Parts, base: str) -> Item:
    n = parts.constituencies
    words = (
        ngettext("There is %(n)s constituency.", "There are %(n)s constituencies.", n) % {"n": n}
        if n
        else _("Add at least one constituency.")
    )
    return Item(Need.CONSTITUENCIES, n > 0, True, words, f"{base}/constituencies")


def _roundtables(parts: Parts, base: str) -> Item:
    n = len(parts.roundtables)
    words = (
        ngettext("There is %(n)s roundtable.", "There are %(n)s roundtables.", n) % {"n": n}
        if n
        else _("Add at least one roundtable.")
    )
    return Item(Need.ROUNDTABLES, n > 0, True, words, f"{base}/roundtables")


def _groups(parts: Parts, base: str) -> Item:
    with_group = {group.roundtable_id for group in parts.groups}
    without = [table.code for table in parts.roundtables if table.id not in with_group]
    met = bool(parts.roundtables) and not without
    if met:
        words = _("Every roundtable has a working group.")
    elif without:
        words = _("Form a working group for each roundtable. Without one: %(codes)s.") % {
            "codes": ", ".join(without)
        }
    else:
        words = _("Form a working group for each roundtable.")
    return Item(Need.GROUPS, met, True, words, f"{base}/groups")


def _officers(parts: Parts, base: str) -> Item:
    without = [group.code for group in parts.groups if not (group.convenor and group.rapporteur)]
    met = bool(parts.groups) and not without
    if met:
        words = _("Every working group has a convenor and a rapporteur.")
    elif without:
        words = _("Seat a convenor and a rapporteur in each working group. Not yet: %(codes)s.") % {
            "codes": ", ".join(without)
        }
    else:
        words = _("Seat a convenor and a rapporteur in each working group.")
    return Item(Need.OFFICERS, met, True, words, f"{base}/members")


def _composition(parts: Parts, base: str) -> Item | None:
    """The rules of composition: they stand in the way of a round of selection, not of the opening."""
    ruled = [group for group in parts.groups if group.lacks is not None]
    if not ruled:
        return None
    left = [
        f"{group.code}: " + ", ".join(f"{name} ({n})" for name, n in group.lacks)
        for group in ruled
        if group.lacks
    ]
    words = (
        _("Every seat that a group’s composition asks for is filled.")
        if not left
        else _("Fill these seats before a round of selection; without them it cannot open. %(groups)s.")
        % {"groups": "; ".join(left)}
    )
    return Item(Need.COMPOSITION, not left, False, words, f"{base}/members")


def _schedule(consultation: Consultation, parts: Parts) -> Item:
    n = len(parts.rounds)
    words = (
        ngettext("%(n)s round is in the calendar.", "%(n)s rounds are in the calendar.", n) % {"n": n}
        if n
        else _("Plan the calendar: at least one round.")
    )
    return Item(Need.SCHEDULE, n > 0, True, words, f"/{consultation.slug}/rounds")


def _voters(parts: Parts, base: str) -> Item | None:
    if RoundKind.BALLOT not in parts.rounds:
        return None
    n = parts.voting
    words = (
        ngettext("%(n)s delegation may take positions.", "%(n)s delegations may take positions.", n)
        % {"n": n}
        if n
        else _("A ballot is planned: accredit at least one delegation that may take positions.")
    )
    return Item(Need.VOTERS, n > 0, True, words, f"{base}/delegations")


def _titles(consultation: Consultation, base: str) -> Item | None:
    if len(consultation.languages) < 2:
        return None
    left = [_called(code) for code in consultation.languages if not consultation.title_i18n.get(code)]
    words = (
        _("The title is given in each language.")
        if not left
        else _("The title has no translation yet into: %(languages)s.") % {"languages": ", ".join(left)}
    )
    return Item(Need.TITLES, not left, False, words, f"{base}/settings#titles")


def _names(consultation: Consultation, parts: Parts, base: str) -> Item | None:
    if not parts.roundtables:
        return None
    wanted = set(consultation.languages) - {consultation.default_language}
    left = [table.code for table in parts.roundtables if not table.named or wanted - table.languages]
    words = (
        _("Every roundtable has its title in each language.")
        if not left
        else _("Give these roundtables their titles, in each language: %(codes)s.")
        % {"codes": ", ".join(left)}
    )
    return Item(Need.NAMES, not left, False, words, f"{base}/roundtables")


def _called(code: str) -> str:
    return LANGUAGES.get(code, code)
