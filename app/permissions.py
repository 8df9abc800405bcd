"""Who may do what, and when: verb x role x stage, in one table.

The rules themselves are the `why_not_…` functions of the floors; this table says what they must answer. Tests hold every
cell against them through the real doors, and fail for a writing route that no verb names.
"""

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
