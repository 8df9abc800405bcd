"""Who may do what, and when: verb x role x stage, in one table.

The rules themselves are the `why_not_…` functions of the floors; this table says what they must answer. Tests hold every
cell against them through the real doors, and fail for a writing route that no verb names.
"""

import sys

from app.site.permissions.administration import VERBS_OF_ADMINISTRATION
from app.site.permissions.terms import (
    CONVENORS,
    EVERYBODY,
    RUNNING,
    SEATED,
    SETTERS,
    VOTERS,
    WRITERS,
    WRITING,
    Cast,
    Stand,
    Verb,
    during,
)
from app.site.permissions.texts import VERBS_OF_TEXTS

__all__ = ["VERBS", "Cast", "Stand", "Verb", "as_markdown"]

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
    *VERBS_OF_TEXTS,
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
        name="draft a disposition",
        doors=(
            "POST /{slug}/comments/{id}/answer step=draft",
            "PUT /api/v1/consultations/{slug}/comments/{id}/disposition step=draft",
        ),
        cells=during(
            frozenset({Cast.RAPPORTEUR, Cast.MODERATOR}),
            Stand.BETWEEN,
            Stand.COMMENT,
            Stand.REVISION,
            Stand.LAST_CALL,
        ),
        rule="discussion.answer_rules.why_not_draft_disposition: of a comment that somebody else made",
    ),
    Verb(
        name="issue a disposition",
        doors=(
            "POST /{slug}/comments/{id}/answer step=issued",
            "PUT /api/v1/consultations/{slug}/comments/{id}/disposition step=issued",
        ),
        cells=during(
            frozenset({Cast.MODERATOR}), Stand.BETWEEN, Stand.COMMENT, Stand.REVISION, Stand.LAST_CALL
        ),
        rule="discussion.answer_rules.why_not_issue_disposition: of a comment that somebody else made",
    ),
    Verb(
        name="put comments together that say the same",
        doors=("POST /{slug}/comments/{id}/group", "PUT /api/v1/consultations/{slug}/comments/{id}/group"),
        cells=during(
            frozenset({Cast.RAPPORTEUR, Cast.MODERATOR}),
            Stand.BETWEEN,
            Stand.COMMENT,
            Stand.REVISION,
            Stand.LAST_CALL,
        ),
        rule="discussion.answer_rules.why_not_group_comments",
    ),
    Verb(
        name="withdraw one's own comment",
        doors=(
            "POST /{slug}/comments/{id}/withdrawal",
            "PUT /api/v1/consultations/{slug}/comments/{id}/disposition step=withdrawn",
        ),
        cells=during(SEATED, *RUNNING),
        rule="discussion.answer_rules.why_not_withdraw_comment: who made it, until its round is completed",
    ),
    Verb(
        name="say whether an answer satisfies",
        doors=(
            "POST /{slug}/comments/{id}/acknowledgement",
            "POST /api/v1/consultations/{slug}/comments/{id}/acknowledgement",
        ),
        cells=during(SEATED, *RUNNING),
        rule="discussion.answer_rules.why_not_acknowledge: who made the comment",
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
    Verb(
        name="plan a round",
        doors=("POST /{slug}/rounds", "POST /api/v1/consultations/{slug}/rounds"),
        cells={**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
        rule="review.rules.why_not_plan",
    ),
    Verb(
        name="change the plan of a round",
        doors=("POST /{slug}/rounds/{code}/plan", "PATCH /api/v1/consultations/{slug}/rounds/{code}"),
        cells={**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
        rule="review.rules.why_not_change_plan",
    ),
    Verb(
        name="open a round",
        doors=(
            "POST /{slug}/rounds/{code}/opening",
            "POST /api/v1/consultations/{slug}/rounds/{code}/opening",
        ),
        cells=during(CONVENORS, *RUNNING),
        rule="review.rules.why_not_open",
    ),
    Verb(
        name="extend a round",
        doors=(
            "POST /{slug}/rounds/{code}/extension",
            "POST /api/v1/consultations/{slug}/rounds/{code}/extension",
        ),
        cells=during(CONVENORS, *RUNNING),
        rule="review.rules.why_not_extend",
    ),
    Verb(
        name="close a round early",
        doors=(
            "POST /{slug}/rounds/{code}/closure",
            "POST /api/v1/consultations/{slug}/rounds/{code}/closure",
        ),
        cells=during(CONVENORS, *RUNNING),
        rule="review.rules.why_not_close",
    ),
    Verb(
        name="cancel a round",
        doors=(
            "POST /{slug}/rounds/{code}/cancellation",
            "POST /api/v1/consultations/{slug}/rounds/{code}/cancellation",
        ),
        cells={**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
        rule="review.rules.why_not_cancel",
    ),
    Verb(
        name="complete a round",
        doors=(
            "POST /{slug}/rounds/{code}/completion",
            "POST /api/v1/consultations/{slug}/rounds/{code}/completion",
        ),
        cells=during(CONVENORS, *RUNNING),
        rule="review.rules.why_not_complete",
    ),
    Verb(
        name="declare a text ready",
        doors=(
            "POST /{slug}/{code}/readiness",
            "POST /api/v1/consultations/{slug}/proposals/{code}/readiness",
        ),
        cells=during(CONVENORS, Stand.BETWEEN, Stand.DRAFTING, Stand.REVISION, Stand.BALLOT),
        rule="review.rules.why_not_declare_ready",
    ),
    Verb(
        name="declare all texts of a round ready",
        doors=(
            "POST /{slug}/rounds/{code}/readiness",
            "POST /api/v1/consultations/{slug}/rounds/{code}/readiness",
        ),
        cells=during(CONVENORS, Stand.BETWEEN, Stand.DRAFTING, Stand.REVISION, Stand.BALLOT),
        rule="review.rules.why_not_declare_ready",
    ),
    Verb(
        name="set up a part of a consultation",
        doors=(
            "POST /{slug}/setup/constituencies",
            "POST /{slug}/setup/constituencies/{code}",
            "POST /{slug}/setup/roundtables",
            "POST /{slug}/setup/roundtables/{code}",
            "POST /{slug}/setup/roundtables/{code}/title",
            "POST /{slug}/setup/roundtables/{code}/end",
            "POST /{slug}/setup/groups",
            "POST /{slug}/setup/groups/{code}",
            "POST /{slug}/setup/groups/{code}/closing",
            "POST /{slug}/setup/groups/{code}/end",
            "POST /{slug}/setup/delegations",
            "POST /{slug}/setup/delegations/{code}",
            "POST /{slug}/setup/delegations/{code}/end",
            "POST /api/v1/consultations/{slug}/constituencies",
            "PATCH /api/v1/consultations/{slug}/constituencies/{code}",
            "POST /api/v1/consultations/{slug}/roundtables",
            "PATCH /api/v1/consultations/{slug}/roundtables/{code}",
            "POST /api/v1/consultations/{slug}/roundtables/{code}/end",
            "POST /api/v1/consultations/{slug}/groups",
            "PATCH /api/v1/consultations/{slug}/groups/{code}",
            "POST /api/v1/consultations/{slug}/groups/{code}/closing",
            "POST /api/v1/consultations/{slug}/groups/{code}/end",
            "POST /api/v1/consultations/{slug}/delegations",
            "PATCH /api/v1/consultations/{slug}/delegations/{code}",
            "POST /api/v1/consultations/{slug}/delegations/{code}/end",
        ),
        cells=during(frozenset({Cast.SECRETARIAT}), Stand.SETUP, *RUNNING),
        rule="consultations.rules.why_not_set_up",
    ),
    Verb(
        name="seat somebody in a working group",
        doors=(
            "POST /{slug}/setup/members",
            "POST /{slug}/groups/{code}/members",
            "POST /api/v1/consultations/{slug}/members",
        ),
        cells={
            **during(frozenset({Cast.SECRETARIAT}), Stand.SETUP),
            **during(frozenset({Cast.SECRETARIAT, Cast.MODERATOR}), *RUNNING),
        },
        rule="consultations.seating.why_not_seat",
    ),
    Verb(
        name="end a seat in a working group",
        doors=(
            "POST /{slug}/setup/members/{seat}/end",
            "POST /{slug}/groups/{code}/members/{seat}/end",
            "POST /api/v1/consultations/{slug}/members/{seat}/end",
        ),
        cells={
            **during(frozenset({Cast.SECRETARIAT}), Stand.SETUP),
            **during(frozenset({Cast.SECRETARIAT, Cast.MODERATOR}), *RUNNING),
        },
        rule="consultations.seating.why_not_end",
    ),
    Verb(
        name="hand over a first sign-in link",
        doors=(
            "POST /{slug}/setup/members/{seat}/link",
            "POST /{slug}/groups/{code}/members/{seat}/link",
            "POST /api/v1/consultations/{slug}/members/{seat}/link",
        ),
        cells={
            **during(frozenset({Cast.SECRETARIAT}), Stand.SETUP),
            **during(frozenset({Cast.SECRETARIAT, Cast.MODERATOR}), *RUNNING),
        },
        rule="consultations.seating.why_not_hand_link",
    ),
    *VERBS_OF_ADMINISTRATION,
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
