"""Who may do what, and when: verb x role x stage, in one table.

The rules themselves are the `why_not_…` functions of the floors; this table says what they must answer. Tests hold every
cell against them through the real doors, and fail for a writing route that no verb names.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stand(StrEnum):
    """The moments of a consultation that the table tells apart: while it is set up, by the round that is open on a
    proposal's roundtable, and when it has ended."""

    SETUP = "being set up"
    BETWEEN = "between rounds"
    DRAFTING = "drafting round open"
    COMMENT = "comment round open"
    REVISION = "revision round open"
    LAST_CALL = "last call open"
    BALLOT = "ballot open"
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


ALL_STANDS = frozenset(Stand)
EVERYBODY = frozenset(Cast)
SIGNED_IN = EVERYBODY - {Cast.ANONYMOUS}
WRITERS = frozenset({Cast.MEMBER, Cast.RAPPORTEUR, Cast.MODERATOR})
SEATED = SIGNED_IN - {Cast.ADMINISTRATOR}
VOTERS = frozenset({Cast.HEAD, Cast.ALTERNATE})
RUNNING = tuple(stand for stand in Stand if stand not in (Stand.SETUP, Stand.CLOSED))
WRITING = (Stand.BETWEEN, Stand.DRAFTING, Stand.COMMENT, Stand.REVISION)


def during(who: frozenset[Cast], *stands: Stand) -> dict[Stand, frozenset[Cast]]:
    """These people in each of these moments."""
    return dict.fromkeys(stands, who)


@dataclass(frozen=True)
class Verb:
    """A verb, the doors it is done through, and who may in which moment; in a moment not named, nobody.

    `rule` is the function that answers.
    """

    name: str
    doors: tuple[str, ...]
    cells: Mapping[Stand, frozenset[Cast]]
    rule: str

    def allows(self, cast: Cast, stand: Stand) -> bool:
        """The cell of the table."""
        return cast in self.cells.get(stand, frozenset())


VERBS = (
    Verb(
        name="sign in",
        doors=("POST /sign-in/{secret}",),
        cells=during(EVERYBODY, *Stand),
        rule="people: a link that is known, not used up, not too old",
    ),
    Verb(name="sign out", doors=("POST /sign-out",), cells=during(EVERYBODY, *Stand), rule="people: always"),
    Verb(
        name="create a consultation",
        doors=("POST /consultations/new", "POST /api/v1/consultations", "POST /api/v1/consultations/"),
        cells={},
        rule="consultations.rules.why_not_create",
    ),
    Verb(
        name="set a consultation",
        doors=("POST /{slug}/setup/settings", "PATCH /api/v1/consultations/{slug}"),
        cells=during(frozenset({Cast.SECRETARIAT}), Stand.SETUP, *RUNNING),
        rule="consultations.rules.why_not_set_up",
    ),
    Verb(
        name="move a consultation back a stage",
        doors=("POST /{slug}/setup/stage", "POST /api/v1/consultations/{slug}/stage"),
        cells=during(frozenset({Cast.SECRETARIAT}), *RUNNING, Stand.CLOSED),
        rule="consultations.course.why_not_move",
    ),
    Verb(
        name="begin a proposal",
        doors=("POST /{slug}/proposals", "POST /api/v1/consultations/{slug}/proposals"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.rules.why_not_draft",
    ),
    Verb(
        name="save a version",
        doors=("POST /{slug}/{code}/versions", "PATCH /api/v1/consultations/{slug}/proposals/{code}"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.rules.why_not_edit",
    ),
    Verb(
        name="keep a personal draft",
        doors=("POST /{slug}/{place}/draft", "POST /{slug}/{place}/draft/discard"),
        cells=during(WRITERS, *Stand),
        rule="drafting.drafts.why_not_keep",
    ),
    Verb(
        name="say where one is writing",
        doors=("POST /{slug}/{code}/presence",),
        cells=during(WRITERS, *Stand),
        rule="drafting.drafts.why_not_keep",
    ),
    Verb(
        name="comment",
        doors=(
            "POST /{slug}/{code}/comments",
            "POST /api/v1/consultations/{slug}/proposals/{code}/comments",
        ),
        cells={
            **during(WRITERS, Stand.DRAFTING),
            **during(SEATED, Stand.COMMENT, Stand.LAST_CALL),
        },
        rule="discussion.rules.why_not_comment",
    ),
    Verb(
        name="show support",
        doors=("POST /{slug}/{code}/support", "PUT /api/v1/consultations/{slug}/proposals/{code}/support"),
        cells=during(WRITERS, *WRITING),
        rule="voting.rules.why_not_show_support",
    ),
    Verb(
        name="give a position",
        doors=(
            "POST /{slug}/ballots/{ballot}/sheet",
            "PUT /api/v1/consultations/{slug}/ballots/{ballot}/positions/{code}",
        ),
        cells=during(VOTERS, Stand.BALLOT),
        rule="voting.rules.why_not_cast",
    ),
)

_HEAD = """# Who may do what, and when

This page is written from `app/site/permissions/table.py`, the table that the tests hold every cell of against the
running product. Do not edit it by hand; write it anew with `python -m app.site.permissions.table`.

Reading needs no account. What a closed working group writes is invisible to everybody outside it, as if it did not
exist. Beside a control that may not be used stands the reason in a sentence; the same sentence answers whoever tries
all the same. “Of the group” means the working group that drafts the proposal; the convenor of a group is its moderator.
"""


def as_markdown() -> str:
    """The table as the page `docs/permissions.md`: for each verb who may in which moment, its doors and its rule."""
    return "\n".join([_HEAD, *(_section(verb) for verb in VERBS)])


def _section(verb: Verb) -> str:
    rows = [[cast, *("yes" if verb.allows(cast, stand) else "no" for stand in Stand)] for cast in Cast]
    rule = f"`{verb.rule}`" if " " not in verb.rule else verb.rule
    doors = ", ".join(f"`{door}`" for door in verb.doors)
    words = f"Through {doors}. The rule: {rule}."
    return f"## {verb.name.capitalize()}\n\n{words}\n\n{_table(['role', *Stand], rows)}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
