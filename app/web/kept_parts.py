"""Parts of pages that are the same for everybody with the same rights: drawn once and given again while nothing happens.

As with whole pages (`kept_pages`), what such a part shows changes by an act, and every act is a row of a chain of the
consultation. A part is drawn without the request and without the actor, so that it cannot show anything of either:
whose rights it was drawn for is in the key that it is kept under.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from markupsafe import Markup
from sqlmodel import Session

from app.kernel.i18n import current_locale

MOST = 64
_HEADS = sa.table("ledger_head", *map(sa.column, ("track", "seq", "hash")))
_STAND = (
    sa.select(_HEADS.c.track, _HEADS.c.seq, _HEADS.c.hash)
    .where(
        sa.or_(
            _HEADS.c.track == sa.bindparam("slug"),
            sa.and_(_HEADS.c.track > sa.bindparam("first"), _HEADS.c.track < sa.bindparam("last")),
        )
    )
    .order_by(_HEADS.c.track)
)


class KeptParts:
    """What is kept in this process, by what each part follows from, with where the chains stood."""

    def __init__(self) -> None:
        self.parts: OrderedDict[Hashable, tuple[Hashable, Markup]] = OrderedDict()

    def find(self, key: Hashable, stamp: Hashable) -> Markup | None:
        """The part, where the chains stand as they stood."""
        found = self.parts.get(key)
        return found[1] if found is not None and found[0] == stamp else None

    def keep(self, key: Hashable, stamp: Hashable, part: Markup) -> None:
        """Keep it, and no more of them than `MOST`."""
        self.parts[key] = (stamp, part)
        while len(self.parts) > MOST:
            self.parts.popitem(last=False)


def drawn_part(
    request: Request,
    db: Session,
    template: str,
    slug: str,
    rights: Hashable,
    asked: Hashable,
    read: Callable[[], dict[str, Any]],
    *,
    keep: bool = True,
) -> Markup:
    """`template` with what `read` gives, a part of a page of the consultation `slug`.

    It must follow from `slug`, from `rights` (all that decides who sees what in it), from `asked`, the language and
    the chains of the consultation alone; not from the clock. Without `keep` it is drawn anew in any case.
    """
    kept: KeptParts | None = request.app.state.kept_parts if keep else None
    key = (template, slug, rights, asked, current_locale())
    stamp = stand_of(db, slug) if kept is not None else ()
    part = kept.find(key, stamp) if kept is not None else None
    if part is None:
        part = Markup(
            request.app.state.templates.get_template(template).render(locale=current_locale(), **read())
        )
        if kept is not None:
            kept.keep(key, stamp, part)
    return part


def stand_of(db: Session, slug: str) -> tuple[tuple[str, int, str], ...]:
    """Where the chains of a consultation stand, those of its closed groups too; one query. Ask before reading the rest."""
    # A chain of a closed group is called `slug/…`; "0" is what comes after "/".
    rows = db.execute(_STAND, {"slug": slug, "first": f"{slug}/", "last": f"{slug}0"})
    return tuple((row[0], row[1], row[2]) for row in rows)
