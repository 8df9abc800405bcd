"""The trace of the outcome as programs read it."""

from datetime import date

from pydantic import BaseModel


class OriginOut(BaseModel):
    """What a paragraph was made from: a field of a proposal, or a paragraph of a field by its permanent id."""

    proposal: str
    field: str
    paragraph: str | None


class RemarkOut(BaseModel):
    """A comment on the field that a paragraph was made from, with the disposition that counts."""

    id: str
    disposition: str | None


class DecidedOut(BaseModel):
    """What the latest ballot on the proposal decided; the counts are there once it has closed."""

    ballot: str
    outcome: str | None
    counts: dict[str, int] | None


class ParagraphOut(BaseModel):
    """A paragraph of the outcome with where it came from and where it went; without `origin` the words are the document's own."""

    number: int
    origin: OriginOut | None
    contributions: list[str]
    version: int | None
    comments: list[RemarkOut]
    ballots: list[DecidedOut]
    pilots: list[str]


class TraceOut(BaseModel):
    """The trace of every paragraph of an edition, or of the draft where `edition` is null."""

    consultation: str
    edition: int | None
    symbol: str | None
    issued_on: date | None
    paragraphs: list[ParagraphOut]
