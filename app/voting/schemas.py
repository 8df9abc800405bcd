"""Ballots as programs send and receive them: the contract's words, strictly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from app.voting.register import RegisterRow
from app.voting.views import BallotView, Line, PublishedPaper, Row, Seated


class PositionIn(BaseModel):
    """A position to be given, one of those that the ballot's rule has; in a secret ballot once. `delegation` may be left out by who speaks for one only.

    `turn` is the turn the program last saw; with it, nobody's later change is overwritten unseen. `willing` is what the
    delegation would do for a pilot: lead, partner, fund or none; left out, what was said of it stands, and "" takes it back. `version` is the
    version that was read: where another is decided on, nothing is recorded.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    position: str
    reason: str | None = None
    delegation: str | None = None
    turn: int | None = None
    willing: str | None = None
    version: int | None = None


class ReceiptOut(BaseModel):
    """What was recorded. The receipt is the SHA-256 of the canonical event, which the nonce is a part of; in a secret ballot
    it is the key of the paper, told this once, and the nonce is empty."""

    receipt: str
    nonce: str
    position: str
    reason: str | None
    proposal: str
    delegation: str
    version: int
    turn: int
    cast_at: datetime
    willing: str | None = None

    @classmethod
    def of(cls, delegation: str, row: Row) -> "ReceiptOut":
        """The same for programs."""
        given = row.given
        assert given is not None
        return cls(
            receipt=given.receipt,
            nonce=given.nonce,
            position=given.position,
            reason=given.reason,
            proposal=row.line.code,
            delegation=delegation,
            version=given.version,
            turn=given.turn,
            cast_at=given.cast_at,
            willing=given.willing,
        )


class SupportIn(BaseModel):
    """A group member's show of support."""

    model_config = ConfigDict(extra="forbid", strict=True)

    choice: Literal["for", "against", "neither"]
    word: str = ""


class SupportOut(BaseModel):
    """The voice as it stands, and how many there are of each."""

    proposal: str
    choice: str | None
    word: str
    voices: dict[str, int]


class SeatedOut(BaseModel):
    """A delegation of the electorate; `left` marks one that has ended since, whose positions stand."""

    delegation: str
    name: str
    constituency: str
    left: bool = False

    @classmethod
    def of(cls, seated: Seated) -> "SeatedOut":
        """The same for programs."""
        return cls(
            delegation=seated.code, name=seated.name, constituency=seated.constituency, left=seated.left
        )


class BallotLineOut(BaseModel):
    """A proposal on the ballot in the version that is decided on; `amends` where it is an amendment to a text."""

    code: str
    kind: str
    title: str
    version: int
    amends: "AmendsOut | None" = None

    @classmethod
    def of(cls, line: Line) -> "BallotLineOut":
        """The same for programs."""
        target = line.target
        return cls(
            code=line.code,
            kind=line.kind,
            title=line.title,
            version=line.version,
            amends=AmendsOut(**target.as_dict()) if target else None,
        )


class GivenOut(BaseModel):
    """What the caller's delegation has given on one proposal, or one that it speaks for by proxy; `by` is the delegation that
    gave it by proxy, where it was another one."""

    position: str
    reason: str | None
    version: int
    turn: int
    receipt: str
    nonce: str
    willing: str | None = None
    by: str | None = None


class BallotOut(BaseModel):
    """A ballot in a list; one that is `void` counts nowhere. `disclosure` is open, totals or secret."""

    code: str
    title: str
    round: str
    preset: str
    disclosure: str
    stage: str
    opens: datetime
    closes: datetime
    illustrative: bool
    notes: str
    void: bool

    @classmethod
    def fields_of(cls, view: BallotView) -> dict[str, Any]:
        """The fields every form of a ballot has."""
        ballot = view.ballot
        return {
            "code": ballot.code,
            "title": ballot.title,
            "round": view.round.code,
            "preset": ballot.preset,
            "disclosure": str(view.rule.disclosure),
            "stage": str(view.stage),
            "opens": ballot.opens_at,
            "closes": view.closes_at,
            "illustrative": ballot.illustrative,
            "notes": ballot.notes,
            "void": view.void,
        }


class BallotList(BaseModel):
    """The ballots of a consultation."""

    items: list[BallotOut]
    next: str | None = None


class WholeBallotOut(BallotOut):
    """A ballot with its rule, its electorate and what is on it; for heads and alternates also what they gave (`mine`), and
    on what they voted (`voted`), which is all that is known of a secret ballot."""

    rule: dict[str, Any]
    rule_in_words: list[str]
    electorate: list[SeatedOut]
    proposals: list[BallotLineOut]
    delegation: str | None = None
    mine: dict[str, GivenOut] | None = None
    voted: list[str] | None = None


def mine_of(rows: tuple[Row, ...], codes: Mapping[int, str]) -> dict[str, GivenOut]:
    """What a delegation has given, by proposal; `codes` are those of the electorate by the number of the delegation."""
    return {
        row.line.code: GivenOut(
            position=row.given.position,
            reason=row.given.reason,
            version=row.given.version,
            turn=row.given.turn,
            receipt=row.given.receipt,
            nonce=row.given.nonce,
            willing=row.given.willing,
            by=codes.get(row.given.given_by_id or 0),
        )
        for row in rows
        if row.given is not None
    }


class RegisterRowOut(BaseModel):
    """One position of the published register, with all that its receipt is computed from. `by` is no part of that: the
    delegation that gave it by proxy, where it was another one."""

    proposal: str
    delegation: str
    constituency: str
    position: str
    reason: str | None
    version: int
    turn: int
    cast_at: datetime
    receipt: str
    nonce: str
    willing: str | None = None
    by: str | None = None

    @classmethod
    def of(cls, row: RegisterRow) -> "RegisterRowOut":
        """The same for programs."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class PaperOut(BaseModel):
    """One paper of a ballot that names no delegation: `bloc` is a constituency, or small ones that are counted together;
    `key` is that of the paper in a secret ballot, else the receipt."""

    proposal: str
    bloc: str
    position: str
    key: str

    @classmethod
    def of(cls, paper: PublishedPaper) -> "PaperOut":
        """The same for programs."""
        return cls(proposal=paper.proposal, bloc=paper.bloc, position=paper.position, key=paper.key)


class RegisterOut(BaseModel):
    """A stretch of the register: positions, or where delegations are not named papers."""

    items: list[RegisterRowOut] | list[PaperOut]
    next: str | None


class AmendsOut(BaseModel):
    """What an amendment changes: a paragraph of a field of a text, or a field without paragraphs."""

    text: str
    field: str
    paragraph: str


class ResultOut(BaseModel):
    """What one proposal came to, and why.

    `overall` says how many took each position of the ballot's rule under its name, and `not_voted`; `by_constituency`
    the same for each, with the size of its `electorate`. Of an amendment `amends` says which text, field and paragraph it
    changes, and `fell_to` which amendment was adopted before it and excludes it; of a text they are not there.
    """

    proposal: str
    outcome: Literal["consensus", "adopted", "not_adopted", "no_quorum"]
    why: list[str]
    overall: dict[str, int]
    by_constituency: dict[str, dict[str, int]]
    amends: AmendsOut | None = None
    fell_to: str | None = None


class TallyOut(BaseModel):
    """The count of a ballot, in its order. One that is `void` counts nowhere."""

    consultation: str
    ballot: str
    void: bool
    rule: dict[str, Any]
    electorate: int
    results: list[ResultOut]
