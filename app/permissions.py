"""Who may do what, and when: verb x role x stage, in one table.

The rules themselves are the `why_not_…` functions of the floors; this table says what they must answer. Tests hold every
cell against them through the real doors, and fail for a writing route that no verb names.
"""

import sys
from dataclasses import dataclass
from enum import StrEnum


class Stand(StrEnum):
    """The stands of a consultation that the table tells apart, as far as a proposal in review or on a ballot sees them."""

    BETWEEN = "between rounds"
    COMMENT = "comment round open"
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


@dataclass(frozen=True)
class Verb:
    """A verb, the doors it is done through, who may, and in which stands. `rule` is the function that answers."""

    name: str
    doors: tuple[str, ...]
    who: frozenset[Cast]
    when: frozenset[Stand]
    rule: str

    def allows(self, cast: Cast, stand: Stand) -> bool:
        """The cell of the table."""
        return cast in self.who and stand in self.when


VERBS = (
    Verb(
        name="sign in",
        doors=("POST /sign-in/{secret}",),
        who=EVERYBODY,
        when=ALL_STANDS,
        rule="people: a link that is known, not used up, not too old",
    ),
    Verb(name="sign out", doors=("POST /sign-out",), who=EVERYBODY, when=ALL_STANDS, rule="people: always"),
    Verb(
        name="begin a proposal",
        doors=("POST /{slug}/proposals", "POST /api/v1/consultations/{slug}/proposals"),
        who=WRITERS,
        when=frozenset({Stand.BETWEEN, Stand.COMMENT}),
        rule="drafting.rules.why_not_draft",
    ),
    Verb(
        name="save a version",
        doors=("POST /{slug}/{code}/versions", "PATCH /api/v1/consultations/{slug}/proposals/{code}"),
        who=WRITERS,
        when=frozenset({Stand.BETWEEN, Stand.COMMENT}),
        rule="drafting.rules.why_not_edit",
    ),
    Verb(
        name="comment",
        doors=(
            "POST /{slug}/{code}/comments",
            "POST /api/v1/consultations/{slug}/proposals/{code}/comments",
        ),
        who=SEATED,
        when=frozenset({Stand.COMMENT}),
        rule="discussion.rules.why_not_comment",
    ),
    Verb(
        name="show support",
        doors=("POST /{slug}/{code}/support", "PUT /api/v1/consultations/{slug}/proposals/{code}/support"),
        who=WRITERS,
        when=frozenset({Stand.BETWEEN, Stand.COMMENT}),
        rule="voting.rules.why_not_show_support",
    ),
    Verb(
        name="give a position",
        doors=(
            "POST /{slug}/ballots/{ballot}/sheet",
            "PUT /api/v1/consultations/{slug}/ballots/{ballot}/positions/{code}",
        ),
        who=VOTERS,
        when=frozenset({Stand.BALLOT}),
        rule="voting.rules.why_not_cast",
    ),
)

_HEAD = """# Who may do what, and when

This page is written from `app/permissions.py`, the table that the tests hold every cell of against the running product.
Do not edit it by hand; write it anew with `python -m app.permissions`.

An act is allowed where both tables say yes: the role in the first, the moment in the second. Reading needs no account.
What a closed working group writes is invisible to everybody outside it, as if it did not exist. Beside a control that
may not be used stands the reason in a sentence; the same sentence answers whoever tries all the same.

The demonstration knows comment rounds and a ballot. What the other kinds of rounds permit stands in [Terms](terms.md).
"""


def as_markdown() -> str:
    """The table as the page `docs/permissions.md`: who, when, through which doors, and which rule answers."""
    names = [verb.name for verb in VERBS]
    who = [[cast, *("yes" if cast in verb.who else "no" for verb in VERBS)] for cast in Cast]
    when = [[stand, *("yes" if stand in verb.when else "no" for verb in VERBS)] for stand in Stand]
    doors = [[verb.name, "<br>".join(f"`{door}`" for door in verb.doors), _rule(verb)] for verb in VERBS]
    parts = [
        _HEAD,
        "## Who\n",
        _table(["role", *names], who),
        "“Of the group” means the working group that drafts the proposal. The convenor of a group is its moderator.\n",
        "## When\n",
        _table(["moment", *names], when),
        "## Where, and which rule answers\n",
        _table(["act", "addresses", "rule"], doors),
    ]
    return "\n".join(parts)


def _rule(verb: Verb) -> str:
    return f"`{verb.rule}`" if " " not in verb.rule else verb.rule


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
