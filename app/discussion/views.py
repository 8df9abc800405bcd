"""What the reader of comments sees: plain frozen objects, read by templates and by the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.consultations.attribution import Shown
from app.discussion.models import DispositionCode
from app.kernel.text.anchors import Anchor
from app.kernel.text.diff import Piece, redline

WHOLE = "text"


@dataclass(frozen=True, slots=True)
class AcknowledgementView:
    """What the commenter said of an answer, the last time: whether it satisfies, and a word why."""

    satisfied: bool
    word: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class DispositionView:
    """An issued disposition. `superseded_at` is when a later one took its place; None for the one that counts."""

    code: str
    reason: str
    decided_by: str
    issued_at: datetime
    n: int
    version: int | None = None
    superseded_at: datetime | None = None
    acknowledgement: AcknowledgementView | None = None


@dataclass(frozen=True, slots=True)
class DraftView:
    """An answer that is drafted and not issued: seen by the group's writers and by who moderates it."""

    code: str
    reason: str
    version: int | None
    author_title: str
    drafted_at: datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """What the reader may do with a comment: each None where it is permitted, else the sentence why not.

    `answers` says whether answering is the reader's task here at all, so that others are not told of it at each comment.
    """

    draft: str | None
    issue: str | None
    withdraw: str | None
    acknowledge: str | None
    answers: bool = False
    mine: bool = False

    @property
    def may_answer(self) -> bool:
        """Whether the reader drafts or issues the answer."""
        return self.draft is None or self.issue is None


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment with its author, its anchor in words and its answer. `field` is None for the whole text.

    `lead` is the comment it says the same as; `alike` are those that say the same as it, `own_alike` those of them that
    the reader made and so does not answer. `mine` says that the reader made it, which is told to nobody else. `late` is
    one that came after the deadline, as its round allows; `brought` one that came in its body's table, by somebody else.
    """

    id: int
    code: str
    proposal: str
    proposal_title: str
    proposal_title_i18n: Mapping[str, str]
    round: str | None
    round_title: str
    version: int
    field: str | None
    anchor: str
    quote: Mapping[str, str] | None
    type: str
    stance: str
    severity: str
    text: str
    proposed_text: str | None
    language: str
    direction: str
    parent: str | None
    author: Shown
    created_at: datetime
    disposition: DispositionView | None
    replies: tuple["CommentView", ...] = ()
    paragraph: str | None = None
    earlier: tuple[DispositionView, ...] = ()
    draft: DraftView | None = None
    lead: str | None = None
    alike: tuple[str, ...] = ()
    own_alike: tuple[str, ...] = ()
    leave: Leave | None = None
    mine: bool = False
    place: Anchor | None = None
    newest: int = 0
    late: bool = False
    brought: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether its author took it back; it stays readable."""
        return self.disposition is not None and self.disposition.code == DispositionCode.WITHDRAWN

    @property
    def redline(self) -> list[Piece]:
        """What became of the paragraph it quotes from, where that paragraph has changed."""
        return redline(self.place.old, self.place.new) if self.place is not None else []

    @property
    def speaker(self) -> str:
        """Who is shown to speak: the delegation, the capacity of somebody who speaks for none, or that it is not said."""
        return self.author.speaker

    @property
    def exact(self) -> str:
        """The words in the text that the comment is about; empty where it is about all of them."""
        return (self.quote or {}).get("exact", "")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a disposition."""
        return self.disposition is None

    def everything(self) -> Iterator["CommentView"]:
        """The comment and all that was said in reply, in reading order."""
        yield self
        yield from self.replies


@dataclass(frozen=True, slots=True)
class ThreadView:
    """What was said on one field, or on the whole text: top comments with their replies inside. `fresh` is the code of
    a comment that was just made, marked in place."""

    key: str
    label: str
    comments: tuple[CommentView, ...]
    slug: str = ""
    proposal: str = ""
    zone: str = "UTC"
    may_reply: bool = False
    fresh: str = ""

    @property
    def id(self) -> str:
        """The id of the region on the page."""
        return f"thread-{self.key}"

    @property
    def count(self) -> int:
        """How many comments, replies included."""
        return sum(1 for comment in self.comments for _ in comment.everything())


@dataclass(frozen=True, slots=True)
class Threads:
    """Everything said on one proposal, by field in the order of the text; the whole text comes first."""

    by_key: Mapping[str, ThreadView]

    def of(self, name: str | None) -> ThreadView:
        """The thread on a field, or on the whole text for None; an empty one where nothing was said."""
        key = name or WHOLE
        return self.by_key.get(key) or ThreadView(key, "", ())

    @property
    def spoken(self) -> list[ThreadView]:
        """The threads in which something was said."""
        return [thread for thread in self.by_key.values() if thread.comments]

    @property
    def comments(self) -> list[CommentView]:
        """Every comment in reading order."""
        return [c for thread in self.by_key.values() for top in thread.comments for c in top.everything()]

    @property
    def open(self) -> list[CommentView]:
        """The comments that still wait for a disposition."""
        return [comment for comment in self.comments if comment.is_open]


@dataclass(frozen=True, slots=True)
class CommentForm:
    """A form for a comment or a reply: what can be chosen, what was typed, what is wrong with it, or why not now."""

    id: str
    slug: str
    proposal: str
    action: str
    fields: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    delegations: tuple[tuple[str, str], ...]
    round_title: str
    closes: datetime | None
    zone: str
    reason: str | None
    late: bool = False
    shown_as: str = ""
    sign_in: bool = False
    parent: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""

    def value(self, name: str) -> str:
        """What was typed or chosen in a control."""
        return self.values.get(name, "")

    @property
    def may(self) -> bool:
        """Whether the reader may comment now."""
        return self.reason is None

    @property
    def anchored(self) -> dict[str, str]:
        """The errors under the ids of their controls, for the summary at the head of the form."""
        return {f"{self.id}-{name}": sentence for name, sentence in self.errors.items()}

    def error(self, name: str) -> str:
        """The sentence at a control."""
        return self.errors.get(name, "")


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A stretch of a long list, with the code from which the next stretch goes on."""

    items: tuple[CommentView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class RoundVoice:
    """What a round brought: comments, how many of them are answered, how many delegations spoke."""

    comments: int
    answered: int
    delegations: int


@dataclass(frozen=True, slots=True)
class ConstituencyVoice:
    """How many delegations of a constituency there are, how many of them commented, and how much they said."""

    delegations: int
    spoke: int
    comments: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who commented in a consultation: by the code of the round, the constituency and the delegation."""

    comments: int
    answered: int
    by_round: Mapping[str, RoundVoice]
    by_constituency: Mapping[str, ConstituencyVoice]
    by_delegation: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form to answer one comment: what is drafted or was typed, what is wrong with it, or why not now.

    `back` is the address the form leads back to; empty for the comment at its place in the text.
    """

    slug: str
    comment: CommentView
    zone: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    back: str = ""

    @property
    def id(self) -> str:
        """The id of the region on the page."""
        return f"answer-{self.comment.code}"

    @property
    def action(self) -> str:
        """Where it is sent."""
        return f"/{self.slug}/comments/{self.comment.code}/answer"

    def value(self, name: str) -> str:
        """What was typed; where nothing was, what is drafted."""
        if self.values:
            return self.values.get(name, "")
        draft = self.comment.draft
        if draft is None:
            return ""
        drafted = {"code": draft.code, "reason": draft.reason, "version": str(draft.version or "")}
        return drafted.get(name, "")

    @property
    def anchored(self) -> dict[str, str]:
        """The errors under the ids of their controls, for the summary at the head of the form."""
        return {f"{self.id}-{name}": sentence for name, sentence in self.errors.items()}

    def error(self, name: str) -> str:
        """The sentence at a control."""
        return self.errors.get(name, "")
