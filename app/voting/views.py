"""What the doors show of ballots: plain, frozen, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.consultations.calendar import RoundStage
from app.consultations.models import Round
from app.voting.amendments.deciding import Amends
from app.voting.conditions import OBJECTIONS, Rule, Stance
from app.voting.counting import Elector, Result, measure
from app.voting.disclosure.sentences import disclosure_words
from app.voting.members.rules import by_members
from app.voting.members.twins import speaking_of
from app.voting.models import Ballot, Choice
from app.voting.words import Called, Slice, called_position, preset_words, slices_of, willing_words


@dataclass(frozen=True)
class BallotView:
    """A ballot with its round, and where it stands at the instant it was loaded."""

    ballot: Ballot
    round: Round
    rule: Rule
    at: datetime
    closes_at: datetime
    stage: RoundStage
    why_no_count: str | None

    @property
    def counted(self) -> bool:
        """Whether it has closed, so that its result is everybody's."""
        return self.why_no_count is None

    @property
    def void(self) -> bool:
        """Whether it was declared void: it stays readable, and counts nowhere as a result."""
        return self.ballot.voided_at is not None

    @property
    def by_members(self) -> bool:
        """Whether each member has a position of its own, and not each delegation."""
        return by_members(self.rule)

    @property
    def overrules(self) -> bool:
        """Whether its rule lets the chair overrule an objection."""
        return any(stance.overruled_as for stance in self.rule.stances)

    @property
    def rule_name(self) -> str:
        """What the rule is called."""
        return preset_words(self.rule.preset)[0]

    @property
    def disclosure_name(self) -> str:
        """What is published of it after the close, in a few words."""
        with speaking_of(self.rule):
            return disclosure_words(self.rule.disclosure)

    @property
    def options(self) -> list[tuple[Stance, Called]]:
        """The positions that can be given, in the order of the rule, each with its words."""
        return [(stance, called_position(stance.name)) for stance in self.rule.offered]


@dataclass(frozen=True)
class Line:
    """A proposal on a ballot, in the version that is decided on.

    Of an amendment also the text that it amends, by code and number, and the field and the paragraph that it changes.
    """

    proposal_id: int
    code: str
    kind: str
    title: str
    title_i18n: dict[str, str]
    state: str
    version: int
    place: int
    roundtable: str
    roundtable_number: int
    roundtable_title: str
    roundtable_i18n: dict[str, str]
    group_id: int
    closed_group: bool
    amends: str | None = None
    amends_id: int | None = None
    field: str = ""
    paragraph: str = ""

    @property
    def target(self) -> Amends | None:
        """What it amends, for the arithmetic; None of a text."""
        return Amends(self.amends, self.field, self.paragraph) if self.amends else None


@dataclass(frozen=True)
class Seated:
    """A delegation of the electorate under the constituency it counts in, both as the reader calls them; `stored_name`
    is what it is called in no reader's language.

    `left` marks one that has ended since: what it gave stands (invariant 2). Where small constituencies are counted together
    the constituency is their bloc, and `within` the code of its own. Where each member has a position of its own it is one
    of them: `seat` is its number in the delegation, `code` and `name` are the member's, and `person_id`, shown to nobody, says
    who it is.
    """

    delegation_id: int
    code: str
    name: str
    constituency_id: int
    constituency: str
    constituency_name: str
    left: bool = False
    related: str = ""
    stored_name: str = ""
    within: str = ""
    seat: int = 0
    person_id: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Whose positions are its own: the number of the delegation, and that of the member."""
        return self.delegation_id, self.seat

    def as_elector(self) -> Elector:
        """The same for the arithmetic."""
        return Elector(self.code, self.constituency, self.name, self.constituency_name, self.related)


@dataclass(frozen=True)
class Said:
    """A reservation or an objection, word for word; `overruled` has the reasons of the chair who overruled it."""

    delegation: str
    name: str
    constituency: str
    position: str
    reason: str
    overruled: str = ""
    overruled_by: str = ""

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)


@dataclass(frozen=True)
class ProposalResult:
    """The result on one proposal with what was said to it, in the order of the electorate."""

    line: Line
    result: Result
    reservations: tuple[Said, ...]
    objections: tuple[Said, ...]

    def as_amendment(self) -> dict[str, Any]:
        """What it amends, and what it fell to, where it is an amendment; nothing of a text."""
        target = self.line.target
        if target is None:
            return {}
        fell = {"fell_to": self.result.fell_to} if self.result.fell_to else {}
        return {"amends": target.as_dict(), **fell}

    @property
    def only_reservations(self) -> bool:
        """Whether what was said besides objections are reservations, and no other positions that need a reason."""
        return all(said.position == Choice.SUPPORT_WITH_RESERVATION for said in self.reservations)

    @property
    def objecting(self) -> int:
        """How many object: also where nobody is named with an objection."""
        if self.result.rule.is_open:
            return len(self.objections)
        return measure(self.result.rule, self.result.overall, OBJECTIONS)

    @property
    def spoke_against(self) -> list[str]:
        """The codes of the constituencies in which somebody objects, whatever the rule calls that."""
        counted = self.result.inside or self.result.by_constituency
        return [code for code, counts in counted.items() if measure(self.result.rule, counts, OBJECTIONS)]

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The seats of everybody, for the row of seats and its key."""
        return slices_of(self.result.rule, self.result.overall)

    @property
    def rows(self) -> list[tuple[str, tuple[Slice, ...]]]:
        """Each constituency's name with its seats, for the table of seats."""
        rule, names = self.result.rule, self.result.names
        return [
            (names[code], slices_of(rule, counts)) for code, counts in self.result.by_constituency.items()
        ]


@dataclass(frozen=True)
class Tally:
    """The count of a whole ballot, made anew from the positions each time it is asked for."""

    view: BallotView
    electorate: tuple[Seated, ...]
    results: tuple[ProposalResult, ...]

    @property
    def on_texts(self) -> bool:
        """Whether a text was decided on; a ballot on amendments alone decides on none."""
        return any(found.line.amends is None for found in self.results)

    @property
    def on_amendments(self) -> bool:
        """Whether an amendment was decided on."""
        return any(found.line.amends is not None for found in self.results)

    def as_document(self, slug: str) -> dict[str, Any]:
        """The count under the names of the contract, in the order of the ballot."""
        return {
            "consultation": slug,
            "ballot": self.view.ballot.code,
            "void": self.view.void,
            "rule": self.view.ballot.rule,
            "electorate": len(self.electorate),
            "results": [
                {
                    "proposal": r.line.code,
                    "outcome": str(r.result.outcome),
                    "why": list(r.result.why),
                    "overall": r.result.overall.as_dict(),
                    "by_constituency": {
                        code: {**counts.as_dict(), "electorate": counts.electorate}
                        for code, counts in r.result.by_constituency.items()
                    },
                    **r.as_amendment(),
                }
                for r in self.results
            ],
        }

    def outcomes(self) -> dict[str, int]:
        """How many proposals came to each outcome."""
        words = [str(r.result.outcome) for r in self.results]
        return {name: words.count(name) for name in ("consensus", "adopted", "not_adopted", "no_quorum")}


@dataclass(frozen=True)
class Given:
    """The position that counts for a delegation now, with who gave it and its receipt."""

    id: int
    position: str
    reason: str | None
    turn: int
    version: int
    person_id: int | None
    author_title: str
    cast_at: datetime
    receipt: str
    nonce: str
    willing: str | None = None
    given_by_id: int | None = None

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)

    @property
    def would(self) -> str:
        """What the delegation would do for a pilot, in words; empty where it did not say."""
        return dict(willing_words()).get(self.willing or "", "")


@dataclass(frozen=True)
class Row:
    """One line of a delegation's sheet. `voted_by` says that it was voted on in a secret ballot: the seat that handed the
    paper in, empty where that is not shown; None where it was not voted on, and in every other ballot."""

    line: Line
    given: Given | None
    voted_by: str | None = None

    @property
    def done(self) -> bool:
        """Whether the delegation has said what it says here, in whatever kind of ballot."""
        return self.given is not None or self.voted_by is not None


@dataclass(frozen=True)
class Mandate:
    """A delegation whose positions somebody gives, as head or alternate.

    `in_electorate` says whether it takes part in the ballot, `spoken` whether this person has given positions of it,
    `recused` whether this person takes no part in the ballot, `elsewhere` whether they have spoken in it from another
    delegation, also from one in which they sit no more (invariant 22). `holder_id` and `holder` are the delegation they sit
    in where it gives these positions by proxy; `left` says of such a one that it has left the consultation. `member` is the
    person's own number in the delegation where each member has a position; `left` that they hold the seat no longer.
    """

    delegation_id: int
    code: str
    name: str
    seat: str
    in_electorate: bool
    spoken: bool
    recused: bool = False
    elsewhere: bool = False
    constituency_id: int | None = None
    holder_id: int | None = None
    holder: str = ""
    holder_name: str = ""
    left: bool = False
    member: int = 0
    body: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """Whose positions they are: the number of the delegation, and that of the member."""
        return self.delegation_id, self.member


@dataclass(frozen=True)
class Recorded:
    """What counts after positions were given, and for which delegation."""

    mandate: Mandate
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """All that a delegation has given in one ballot, and what it has not."""

    view: BallotView
    delegation: str
    name: str
    rows: tuple[Row, ...]

    @property
    def given(self) -> int:
        """How many positions there are; of a secret ballot, how many papers were handed in."""
        return sum(row.done for row in self.rows)

    @property
    def missing(self) -> list[Row]:
        """What is still to give."""
        return [row for row in self.rows if not row.done]

    @property
    def with_reason(self) -> list[Row]:
        """What was given with a reason."""
        return [row for row in self.rows if row.given is not None and row.given.reason]


@dataclass(frozen=True, slots=True)
class PublishedPaper:
    """A position of a ballot that names no delegation, under its key: the bloc is a constituency, or small ones together.

    The key of a secret paper was drawn at random; elsewhere it is the receipt.
    """

    proposal: str
    bloc: str
    position: str
    key: str
    place: int


@dataclass(frozen=True)
class SupportView:
    """The show of support on one proposal: how many of its group, and the reader's own voice.

    `words` are triples of who is shown to speak, the voice and the word why. `shown_as` says under what name a voice
    given now is shown, where that is another than the seat.
    """

    proposal: str
    voices: dict[str, int]
    words: tuple[tuple[str, str, str], ...]
    mine: str | None
    my_word: str
    why_not: str | None
    shown_as: str = ""


def stored_result(found: Tally) -> dict[str, object]:
    """What is kept of a count, in no language: to be held against a recount by `verify`."""
    document = found.as_document("")
    results = [
        {name: value for name, value in result.items() if name != "why"} for result in document["results"]
    ]
    return {"electorate": document["electorate"], "results": results}
