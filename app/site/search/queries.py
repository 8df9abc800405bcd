"""Full-text search as a page: what was found, in which words, where."""

from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import all_consultations, groups_found_by
from app.kernel.actor import Actor
from app.kernel.search import search, terms_of
from app.kernel.text.fold import snippet

PAGE = 30
WIDTH = 220


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found. `words` are stretches of its text and whether each was searched for."""

    kind: str
    key: str
    url: str
    title: tuple[tuple[str, bool], ...]
    words: tuple[tuple[str, bool], ...]
    consultation: Consultation


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A stretch of results; `next` is the number of the next stretch."""

    q: str
    found: tuple[Found, ...]
    next: int | None
    page: int = 1

    @property
    def first(self) -> int:
        """The place of the first result of this stretch among all of them."""
        return (self.page - 1) * PAGE + 1


def search_page(
    db: Session, actor: Actor, q: str, *, consultation: Consultation | None, page: int = 1
) -> SearchPage:
    """What the actor may see and that holds every word of `q`, in one consultation or in all; two queries."""
    terms = terms_of(q)
    if not terms:
        return SearchPage(q, (), None)
    where = [consultation] if consultation is not None else all_consultations(db, actor)
    by_id = {c.id or 0: c for c in where}
    hits = search(
        db,
        q,
        consultations=list(by_id),
        groups=groups_found_by(actor),
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    found = tuple(
        Found(
            kind=hit.kind,
            key=hit.key,
            url=hit.url,
            title=tuple(snippet(hit.title, terms, 4 * len(hit.title))),
            words=tuple(snippet(hit.body, terms, WIDTH)),
            consultation=by_id[hit.consultation_id],
        )
        for hit in hits[:PAGE]
    )
    return SearchPage(q, found, page + 1 if len(hits) > PAGE else None, page)
