"""What the doors show of objections: plain, frozen, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime

from app.consultations.attribution import Shown
from app.discussion.objections.models import ObjectionState


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of an objection: what became of it, in whose words. `rule` is the one it was overruled under."""

    n: int
    state: str
    words: str
    rule: str
    version: int | None
    by: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """One objection as the reader sees it. `mine` says that the reader raised it, which is told to nobody else.

    `may` are for each step None where the reader may take it now, else the sentence why not; without it nothing was
    asked. `is_of` says that the reader raised it or speaks for the delegation that did.
    """

    id: int
    code: str
    proposal: str
    proposal_title: str
    proposal_title_i18n: Mapping[str, str]
    round: str
    round_title: str
    round_kind: str
    version: int
    newest: int
    field: str | None
    anchor: str
    paragraph: str | None
    quoted: str
    reason: str
    removal: str
    comment: str | None
    language: str
    direction: str
    author: Shown
    raised_at: datetime
    steps: tuple[StepView, ...]
    mine: bool = False
    is_of: bool = False
    answers: bool = False
    may: Mapping[str, str | None] = made(default_factory=dict)

    @property
    def state(self) -> ObjectionState:
        """Where it stands: as its newest step says, open without one."""
        return ObjectionState(self.steps[-1].state) if self.steps else ObjectionState.OPEN

    @property
    def speaker(self) -> str:
        """In one word who objects."""
        return self.author.speaker

    @property
    def standing(self) -> bool:
        """Whether it stands against the text: neither withdrawn nor overruled."""
        return self.state not in (ObjectionState.WITHDRAWN, ObjectionState.OVERRULED)

    @property
    def addressed(self) -> StepView | None:
        """How it was addressed, the last time."""
        found = [step for step in self.steps if step.state == ObjectionState.ADDRESSED]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Short:
    """An objection in one line, beside the text that it is raised to."""

    code: str
    state: ObjectionState
    speaker: str
    anchor: str
    reason: str
    language: str
    direction: str

    @property
    def standing(self) -> bool:
        """Whether it stands against the text: neither withdrawn nor overruled."""
        return self.state not in (ObjectionState.WITHDRAWN, ObjectionState.OVERRULED)


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """A stretch of objections, with the code from which the next stretch goes on."""

    items: tuple[ObjectionView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph that can be objected to: its value in the form, the part it stands in, and its words."""

    value: str
    part: str
    words: str


@dataclass(frozen=True)
class ObjectionForm:
    """The form to object to a text: its paragraphs, what was typed, what is wrong with it, or why not now."""

    slug: str
    proposal: str
    version: int
    zone: str
    kind: str
    round_title: str
    closes: datetime | None
    spots: Sequence[Spot]
    languages: Sequence[tuple[str, str]]
    delegations: Sequence[tuple[str, str]]
    shown_as: str
    reason: str | None
    sign_in: bool
    comment: str = ""
    values: Mapping[str, str] = made(default_factory=dict)
    errors: Mapping[str, str] = made(default_factory=dict)

    @property
    def action(self) -> str:
        """Where it is sent."""
        return f"/{self.slug}/{self.proposal}/objections"

    @property
    def breaks(self) -> bool:
        """Whether what is raised by it breaks a silence."""
        return self.kind == "silence" and not self.comment

    @property
    def by_part(self) -> list[tuple[str, list[Spot]]]:
        """The paragraphs under the words of the part they stand in."""
        found: dict[str, list[Spot]] = {}
        for spot in self.spots:
            found.setdefault(spot.part, []).append(spot)
        return list(found.items())

    def value(self, name: str) -> str:
        """What was typed or chosen in a control."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """The sentence at a control."""
        return self.errors.get(name, "")

    @property
    def anchored(self) -> dict[str, str]:
        """The errors under the ids of their controls."""
        return {f"objection-{name}": sentence for name, sentence in self.errors.items()}
