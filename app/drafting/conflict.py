"""A save from an old version: never lost, never overwriting."""

from dataclasses import dataclass

from app.drafting.compare import Collision
from app.drafting.content import Content
from app.drafting.models import Version
from app.kernel.errors import Conflict
from app.kernel.i18n import gettext as _


@dataclass(frozen=True)
class Clash:
    """What both sides wrote, and their merge: from `base` grew `mine` (not saved) and `theirs` (the newest version)."""

    kind: str
    base: Version
    theirs: Version
    mine: Content
    merged: Content
    collisions: tuple[Collision, ...]


class StaleVersion(Conflict):
    """Somebody saved a newer version meanwhile. 409 for pages, 412 for programs; `clash` holds every text."""

    def __init__(self, code: str, clash: Clash) -> None:
        super().__init__(
            _(
                "%(code)s was saved as version %(newest)s while you were writing from version %(base)s. Nothing of yours is lost."
            )
            % {"code": code, "newest": clash.theirs.n, "base": clash.base.n},
            details=clash,
        )
        self.clash = clash
