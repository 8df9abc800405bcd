"""The plan of a round as it is read: every field cleaned, and one sentence for each that cannot be. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.consultations.attribution import why_not_this_attribution
from app.consultations.calendar import overlapping
from app.consultations.models import Attribution, Consultation, Promise, Round, RoundKind
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold
from app.review.dates import begin_of, end_of
from app.review.rules import (
    OF_COMMENTS,
    OFFERED,
    PURPOSE_LIMIT,
    TITLE_LIMIT,
    why_not_offered,
    why_too_short,
)

# What a plan says of a round, and what a change of it may change.
PLANNED = ("title", "kind", "opens_at", "closes_at", "scope", "purpose", "attribution", "promise", "terms")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}", re.ASCII)
# The usual course stands at an address beside the rounds.
_TAKEN = ("course",)


@dataclass(frozen=True)
class Plan:
    """The plan of one round as it is typed or sent. `opens` and `closes` are days or instants; a day is meant in the
    consultation's zone, whole. `late` says whether comments are taken after the deadline and flagged."""

    kind: str
    title: str
    opens: str
    closes: str
    scope: Sequence[str] = ()
    purpose: str = ""
    attribution: str = Attribution.PERSONAL
    promise: str = ""
    late: bool = False
    code: str | None = None


@dataclass
class Reading:
    """Fields of a plan while they are read; what there is to say goes to `wrong`.

    `rounds` are those that stand, `tables` the codes of the roundtables that go on, `at` is the instant of planning.
    """

    consultation: Consultation
    rounds: Sequence[Round]
    tables: Sequence[str]
    at: datetime
    wrong: list[FieldError] = field(default_factory=list)

    def say(self, name: str, sentence: str) -> None:
        """One more thing that is wrong."""
        self.wrong.append(FieldError(name, sentence))

    def done(self) -> None:
        """Go on, or raise Invalid with every sentence."""
        if self.wrong:
            raise Invalid(self.wrong[0].message, errors=tuple(self.wrong))

    def round_of(self, plan: Plan, number: int) -> Round:
        """A new round after a plan, without its code; what is wrong is said."""
        found = Round(
            consultation_id=self.consultation.id or 0,
            number=number,
            code="",
            title=self.title(plan.title),
            kind=self.kind(plan.kind),
            opens_at=self.at,
            closes_at=self.at,
            scope=self.scope(plan.scope),
            purpose=self.purpose(plan.purpose),
            attribution=self.attribution(plan.attribution, plan.kind),
            promise=self.promise(plan.promise),
            terms=self.terms(plan.late, plan.kind),
        )
        found.opens_at, found.closes_at = self.stretch(plan.kind, plan.opens, plan.closes)
        return found

    def title(self, title: str) -> str:
        """The title; there must be one."""
        try:
            said = clean_line(title, limit=TITLE_LIMIT)
        except ValueError as error:
            self.say("title", str(error))
            return ""
        if not fold(said):
            self.say("title", _("Give the round a title."))
        return said

    def purpose(self, purpose: str) -> str | None:
        """What participants are asked, where it is said."""
        try:
            return clean(purpose, limit=PURPOSE_LIMIT).strip() or None
        except ValueError as error:
            self.say("purpose", str(error))
            return None

    def kind(self, kind: str) -> str:
        """A kind of round that is run here."""
        if kind not in list(RoundKind):
            self.say("kind", _("Choose a kind of round: %(kinds)s.") % {"kinds": ", ".join(OFFERED)})
        elif kind not in OFFERED:
            self.say("kind", why_not_offered())
        return kind

    def attribution(self, attribution: str, kind: str) -> str | None:
        """Under what name contributions will be shown; personal is what stands where nothing else is said."""
        if attribution not in list(Attribution):
            self.say("attribution", _("Say how those who speak are shown: personal, delegation or none."))
            return None
        refused = why_not_this_attribution(kind, attribution)
        if refused is not None:
            self.say("attribution", refused)
        return None if attribution == Attribution.PERSONAL else attribution

    def promise(self, promise: str) -> str | None:
        """What is promised to participants; nothing where nothing is chosen."""
        if promise and promise not in list(Promise):
            self.say("promise", _("Say what is promised: to inform, to consult or to engage."))
        return promise or None

    def terms(self, late: bool, kind: str) -> dict[str, bool] | None:
        """The particulars that a plan fixes: whether comments are taken after the deadline."""
        if late and kind in list(RoundKind) and kind not in OF_COMMENTS:
            self.say(
                "late",
                _(
                    "Late comments are taken in rounds of comments and last calls alone; in this kind there is nothing to be late with."
                ),
            )
        return {"late": True} if late else None

    def scope(self, scope: Sequence[str]) -> list[str]:
        """The roundtables it is about, in their order."""
        unknown = next((code for code in scope if code not in self.tables), None)
        if unknown is not None:
            self.say("scope", _("There is no roundtable “%(code)s” here.") % {"code": unknown[:40]})
        return [code for code in self.tables if code in scope]

    def code(self, code: str | None, number: int) -> str:
        """The code: the next R-number where none is asked for."""
        if not code:
            return f"R{number}"
        taken = _(
            "“%(code)s” is taken. A code is never used again; leave it out, and the next one is given."
        ) % {"code": code}
        if not _CODE.fullmatch(code):
            self.say(
                "code",
                _("A code is a letter and then letters, digits and hyphens, at most 20 in all, such as R4."),
            )
        elif code.casefold() in _TAKEN or any(r.code.casefold() == code.casefold() for r in self.rounds):
            self.say("code", taken)
        return code

    def stretch(
        self, kind: str, opens: str | None, closes: str | None, standing: Round | None = None
    ) -> tuple[datetime, datetime]:
        """Both ends of the round; what is None stays as it stands. A sentence for each that cannot be."""
        begin = standing.opens_at if standing else self.at
        end = standing.closes_at if standing else self.at
        zone, before = self.consultation.timezone, len(self.wrong)
        try:
            if opens is not None:
                begin = begin_of(opens, zone, field="opens", at=self.at)
        except Invalid as invalid:
            self.wrong.extend(invalid.errors)
        try:
            if closes is not None:
                end = end_of(closes, zone, field="closes", at=self.at)
        except Invalid as invalid:
            self.wrong.extend(invalid.errors)
        if len(self.wrong) > before:
            return begin, end
        if end <= begin:
            self.say("closes", _("The round would end before it begins."))
        elif (short := why_too_short(kind, max(begin, self.at), end)) is not None:
            self.say("closes", short)
        return begin, end

    def room_for(self, plan: Round, others: Sequence[Round], *, besides: int | None) -> None:
        """Say where the round would be open on the same roundtables as another."""
        if any(error.field in ("opens", "closes", "scope") for error in self.wrong):
            return
        other = overlapping(
            others, opens=plan.opens_at, closes_at=plan.closes_at, scope=plan.scope, besides=besides
        )
        if other is not None:
            self.say("opens", overlap_sentence(other))


def overlap_sentence(other: Round) -> str:
    """What is said of two rounds that would be open on the same roundtable at the same time."""
    return _(
        "It would overlap with %(code)s, “%(title)s”, on the same roundtables. Two rounds are never open on one text at a time."
    ) % {"code": other.code, "title": other.title}


def alike(known: Round, plan: Round) -> bool:
    """Whether a round that stands is the same plan."""
    return known.cancelled_at is None and all(getattr(known, n) == getattr(plan, n) for n in PLANNED)
