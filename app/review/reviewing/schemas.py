"""Reviews as programs send and receive them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.review.reviewing.views import Reviewing, ReviewView


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReviewIn(_Strict):
    """Somebody is asked: `reviewer` is the id of a person who can be, `due` a day (2026-11-30, whole) or an instant."""

    reviewer: str
    due: str


class OfferIn(_Strict):
    """A review is offered until `due`, a day or an instant."""

    due: str


class WordIn(_Strict):
    """A word why: due for a refusal, free for a withdrawal."""

    word: str = ""


class ResultIn(_Strict):
    """The result of a review. `reasons` are due for every one but `ready`."""

    grade: Literal["ready", "ready_with_nits", "has_issues", "not_ready"]
    reasons: str = ""


class ReviewOut(BaseModel):
    """A review: bound to `version`; `newest` is the version that stands now. `reviewer` and `delegation` are as the round
    shows who speaks, empty where it does not."""

    code: str
    proposal: str
    version: int
    newest: int
    stage: Literal["asked", "accepted", "declined", "withdrawn", "handed_in"]
    late: bool
    offered: bool
    reviewer: str
    delegation: str | None
    asked_at: datetime
    due_at: datetime
    word: str
    grade: str | None
    reasons: str
    handed_in_at: datetime | None

    @classmethod
    def of(cls, view: ReviewView) -> Self:
        """From the view."""
        return cls.model_validate(
            {
                **{name: getattr(view, name) for name in cls.model_fields if hasattr(view, name)},
                "reviewer": view.author.title,
                "delegation": view.author.delegation,
            }
        )


class ReviewsOut(BaseModel):
    """A stretch of reviews; `next` goes on after it."""

    items: list[ReviewOut]
    next: str | None


class ReviewerOut(BaseModel):
    """Somebody who can be asked: how many open reviews they have here, and why they cannot be asked for this text."""

    id: str
    name: str
    title: str
    open_reviews: int = Field(description="Open reviews of texts that you may see.")
    why_not: str | None


class ReviewersOut(BaseModel):
    """Who can be asked to review a text."""

    items: list[ReviewerOut]

    @classmethod
    def of(cls, page: Reviewing) -> Self:
        """Each person once, from the page of a text."""
        people = {one.person_id: one for body in reversed(page.bodies) for one in body.people}
        return cls(
            items=[
                ReviewerOut(
                    id=one.public_id,
                    name=one.name,
                    title=one.title,
                    open_reviews=page.load.get(one.person_id, 0),
                    why_not=page.unfit.get(one.person_id),
                )
                for one in people.values()
            ]
        )
