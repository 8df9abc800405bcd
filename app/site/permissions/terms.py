"""What the table of permissions is made of: the moments, the people, and a verb with its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stand(StrEnum):
    """The moments of a consultation that the table tells apart: while it is set up, by the round that is open on a
    proposal's roundtable, in consolidation or in piloting with no round open, and when it has ended."""

    SETUP = "being set up"
    BETWEEN = "between rounds"
    DRAFTING = "drafting round open"
    COMMENT = "comment round open"
    REVISION = "revision round open"
    LAST_CALL = "last call open"
    BALLOT = "ballot open"
    CONSOLIDATION = "in consolidation"
    PILOTING = "in piloting"
    CLOSED = "consultation closed"


class Cast(StrEnum):
    """Who acts: the seats held, for a proposal of one's own group where the role sits in a group."""

    ANONYMOUS = "anonymous"
    OBSERVER = "observer"
    MEMBER = "member of the group"
    RAPPORTEUR = "rapporteur of the group"
    MODERATOR = "convenor of the group"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    HEAD = "head of a delegation"
    ALTERNATE = "alternate of a delegation"
    REPORTER = "reporter of a pilot"


EVERYBODY = frozenset(Cast)
SIGNED_IN = EVERYBODY - {Cast.ANONYMOUS}
SEATED = SIGNED_IN - {Cast.ADMINISTRATOR}
# A reporter speaks on a pilot, and on no text.
COMMENTERS = SEATED - {Cast.REPORTER}
WRITERS = frozenset({Cast.MEMBER, Cast.RAPPORTEUR, Cast.MODERATOR})
LEADERS = WRITERS - {Cast.MEMBER}
CONVENORS = frozenset({Cast.MODERATOR})
SETTERS = frozenset({Cast.SECRETARIAT})
HEADS = frozenset({Cast.HEAD})
VOTERS = frozenset({Cast.HEAD, Cast.ALTERNATE})
REPORTERS = VOTERS | {Cast.REPORTER}
ADMINISTRATORS = frozenset({Cast.ADMINISTRATOR})

RUNNING = tuple(stand for stand in Stand if stand not in (Stand.SETUP, Stand.CLOSED))
BEFORE_BALLOT = tuple(stand for stand in RUNNING if stand is not Stand.BALLOT)
QUIET = (Stand.BETWEEN, Stand.CONSOLIDATION, Stand.PILOTING)
WRITING = (Stand.DRAFTING, Stand.COMMENT, Stand.REVISION, *QUIET)
ANSWERING = (Stand.COMMENT, Stand.REVISION, Stand.LAST_CALL, *QUIET)
SETTLING = (Stand.DRAFTING, Stand.REVISION, Stand.BALLOT, *QUIET)
LISTING = (Stand.CONSOLIDATION, Stand.PILOTING)
DECLARING = (Stand.CONSOLIDATION, Stand.PILOTING)

PROGRAMS = "/api/v1"
BELOW = f"{PROGRAMS}/consultations"


def during(who: frozenset[Cast], *stands: Stand) -> dict[Stand, frozenset[Cast]]:
    """These people in each of these moments."""
    return dict.fromkeys(stands, who)


@dataclass(frozen=True)
class Verb:
    """A verb, and who may in which moment; in a moment not named, nobody. `rule` is the function that answers.

    It is done through `pages`, and by programs through `api`, whose addresses stand below `/api/v1/consultations`, or
    `beside` it, those below `/api/v1`. An address that several verbs share is followed by the step that is sent.
    """

    name: str
    cells: Mapping[Stand, frozenset[Cast]]
    rule: str
    pages: tuple[str, ...]
    api: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def doors(self) -> tuple[str, ...]:
        """Every door, each with its method and whole address."""
        apart = (door.replace(" ", f" {PROGRAMS}", 1) for door in self.beside)
        return (*self.pages, *(door.replace(" ", f" {BELOW}", 1) for door in self.api), *apart)

    def allows(self, cast: Cast, stand: Stand) -> bool:
        """The cell of the table."""
        return cast in self.cells.get(stand, frozenset())
