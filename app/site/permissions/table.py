"""Who may do what, and when: verb x role x stage, in one table.

The rules themselves are the `why_not_…` functions of the floors; this table says what they must answer. Tests hold every
cell against them through the real doors, and fail for a writing route that no verb names.
"""

import sys

from app.site.permissions.terms import (
    ADMINISTRATORS,
    ANSWERING,
    BEFORE_BALLOT,
    CONVENORS,
    EVERYBODY,
    LEADERS,
    RUNNING,
    SEATED,
    SETTERS,
    SETTLING,
    VOTERS,
    WRITERS,
    WRITING,
    Cast,
    Stand,
    Verb,
    during,
)

__all__ = ["OF_ADMINISTRATORS", "VERBS", "Cast", "Stand", "Verb", "as_markdown"]

# fmt: off
# Accounts and the machine: an administrator's, at any time, and nobody else's.
OF_ADMINISTRATORS = (
    Verb("add a person", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people",)),
    Verb("give or end a role for the whole site", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/role", "POST /admin/people/{public_id}/role/end")),
    Verb("make a sign-in link", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/link",)),
    Verb("sign somebody out everywhere", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/sessions/end",)),
    Verb("send a test message", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/mail/test",)),
    Verb("download a back-up", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/backup",)),
)

VERBS = (
    Verb("sign in", during(EVERYBODY, *Stand),
         rule="people: a link that is known, not used up, not too old",
         pages=("POST /sign-in/{secret}",)),
    Verb("sign out", during(EVERYBODY, *Stand),
         rule="people: always",
         pages=("POST /sign-out",)),
    Verb("create a consultation", {},
         rule="consultations.rules.why_not_create",
         pages=("POST /consultations/new",),
         api=("POST ", "POST /")),
    Verb("set a consultation", during(SETTERS, Stand.SETUP, *RUNNING),
         rule="consultations.rules.why_not_set_up",
         pages=("POST /{slug}/setup/settings",),
         api=("PATCH /{slug}",)),
    Verb("move a consultation back a stage", during(SETTERS, *RUNNING, Stand.CLOSED),
         rule="consultations.course.why_not_move",
         pages=("POST /{slug}/setup/stage",),
         api=("POST /{slug}/stage",)),
    Verb("begin a proposal", during(WRITERS, *WRITING),
         rule="drafting.rules.why_not_draft",
         pages=("POST /{slug}/proposals",),
         api=("POST /{slug}/proposals",)),
    Verb("save a version", during(WRITERS, *WRITING),
         rule="drafting.rules.why_not_edit",
         pages=("POST /{slug}/{code}/versions",),
         api=("PATCH /{slug}/proposals/{code}",)),
    Verb("keep a personal draft", during(WRITERS, *Stand),
         rule="drafting.drafts.why_not_keep",
         pages=("POST /{slug}/{place}/draft", "POST /{slug}/{place}/draft/discard")),
    Verb("say where one is writing", during(WRITERS, *Stand),
         rule="drafting.drafts.why_not_keep",
         pages=("POST /{slug}/{code}/presence",)),
    Verb("circulate a version", during(LEADERS, *RUNNING),
         rule="drafting.circulation.why_not_circulate",
         pages=("POST /{slug}/{code}/circulations",),
         api=("POST /{slug}/proposals/{code}/circulations",)),
    Verb("confirm a circulation", during(SEATED, *RUNNING),
         rule="drafting.circulation.why_not_confirm: those it was sent to",
         pages=("POST /{slug}/circulations/{circulation}/receipt",),
         api=("POST /{slug}/circulations/{circulation}/receipt",)),
    Verb("submit a proposal", during(WRITERS, *WRITING),
         rule="drafting.course_rules.why_not_submit",
         pages=("POST /{slug}/{code}/steps step=submitted",),
         api=("POST /{slug}/proposals/{code}/steps step=submitted",)),
    Verb("return a proposal to draft", during(LEADERS, *WRITING),
         rule="drafting.course_rules.why_not_return, also who wrote its newest version",
         pages=("POST /{slug}/{code}/steps step=returned",),
         api=("POST /{slug}/proposals/{code}/steps step=returned",)),
    Verb("withdraw a proposal", during(LEADERS, *RUNNING),
         rule="drafting.course_rules.why_not_withdraw, also who began it; not while it is under decision",
         pages=("POST /{slug}/{code}/steps step=withdrawn",),
         api=("POST /{slug}/proposals/{code}/steps step=withdrawn",)),
    Verb("take a withdrawn proposal up again", during(WRITERS, *WRITING),
         rule="drafting.course_rules.why_not_take_up",
         pages=("POST /{slug}/{code}/steps step=taken_up",),
         api=("POST /{slug}/proposals/{code}/steps step=taken_up",)),
    Verb("merge a proposal into another", during(LEADERS, *WRITING),
         rule="drafting.course_rules.why_not_merge, of both groups",
         pages=("POST /{slug}/{code}/steps step=merged",),
         api=("POST /{slug}/proposals/{code}/steps step=merged",)),
    Verb("refer a proposal back", during(CONVENORS, *BEFORE_BALLOT),
         rule="drafting.course_rules.why_not_refer_back",
         pages=("POST /{slug}/{code}/steps step=referred_back",),
         api=("POST /{slug}/proposals/{code}/steps step=referred_back",)),
    Verb("restore a version", during(WRITERS, *WRITING),
         rule="drafting.rules.why_not_edit",
         pages=("POST /{slug}/{code}/restoration",),
         api=("POST /{slug}/proposals/{code}/restoration",)),
    Verb("link a mechanism and a benchmark", during(WRITERS, *WRITING),
         rule="drafting.course_rules.why_not_link, of either group",
         pages=("POST /{slug}/{code}/links",),
         api=("PUT /{slug}/proposals/{code}/links/{other}",)),
    Verb("unlink a mechanism and a benchmark", during(WRITERS, *WRITING),
         rule="drafting.course_rules.why_not_unlink, of either group",
         pages=("POST /{slug}/{code}/links/{other}/removal",),
         api=("DELETE /{slug}/proposals/{code}/links/{other}",)),
    Verb("comment", {**during(WRITERS, Stand.DRAFTING), **during(SEATED, Stand.COMMENT, Stand.LAST_CALL)},
         rule="discussion.rules.why_not_comment",
         pages=("POST /{slug}/{code}/comments",),
         api=("POST /{slug}/proposals/{code}/comments",)),
    Verb("draft a disposition", during(LEADERS, *ANSWERING),
         rule="discussion.answer_rules.why_not_draft_disposition: of a comment that somebody else made",
         pages=("POST /{slug}/comments/{id}/answer step=draft",),
         api=("PUT /{slug}/comments/{id}/disposition step=draft",)),
    Verb("issue a disposition", during(CONVENORS, *ANSWERING),
         rule="discussion.answer_rules.why_not_issue_disposition: of a comment that somebody else made",
         pages=("POST /{slug}/comments/{id}/answer step=issued",),
         api=("PUT /{slug}/comments/{id}/disposition step=issued",)),
    Verb("put comments together that say the same", during(LEADERS, *ANSWERING),
         rule="discussion.answer_rules.why_not_group_comments",
         pages=("POST /{slug}/comments/{id}/group",),
         api=("PUT /{slug}/comments/{id}/group",)),
    Verb("withdraw one's own comment", during(SEATED, *RUNNING),
         rule="discussion.answer_rules.why_not_withdraw_comment: who made it, until its round is completed",
         pages=("POST /{slug}/comments/{id}/withdrawal",),
         api=("PUT /{slug}/comments/{id}/disposition step=withdrawn",)),
    Verb("say whether an answer satisfies", during(SEATED, *RUNNING),
         rule="discussion.answer_rules.why_not_acknowledge: who made the comment",
         pages=("POST /{slug}/comments/{id}/acknowledgement",),
         api=("POST /{slug}/comments/{id}/acknowledgement",)),
    Verb("show support", during(WRITERS, *WRITING),
         rule="voting.rules.why_not_show_support",
         pages=("POST /{slug}/{code}/support",),
         api=("PUT /{slug}/proposals/{code}/support",)),
    Verb("give a position", during(VOTERS, Stand.BALLOT),
         rule="voting.rules.why_not_cast",
         pages=("POST /{slug}/ballots/{ballot}/sheet",),
         api=("PUT /{slug}/ballots/{ballot}/positions/{code}",)),
    Verb("plan a round", {**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
         rule="review.rules.why_not_plan",
         pages=("POST /{slug}/rounds",),
         api=("POST /{slug}/rounds",)),
    Verb("change the plan of a round", {**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
         rule="review.rules.why_not_change_plan",
         pages=("POST /{slug}/rounds/{code}/plan",),
         api=("PATCH /{slug}/rounds/{code}",)),
    Verb("open a round", during(CONVENORS, *RUNNING),
         rule="review.rules.why_not_open",
         pages=("POST /{slug}/rounds/{code}/opening",),
         api=("POST /{slug}/rounds/{code}/opening",)),
    Verb("extend a round", during(CONVENORS, *RUNNING),
         rule="review.rules.why_not_extend",
         pages=("POST /{slug}/rounds/{code}/extension",),
         api=("POST /{slug}/rounds/{code}/extension",)),
    Verb("close a round early", during(CONVENORS, *RUNNING),
         rule="review.rules.why_not_close",
         pages=("POST /{slug}/rounds/{code}/closure",),
         api=("POST /{slug}/rounds/{code}/closure",)),
    Verb("cancel a round", {**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
         rule="review.rules.why_not_cancel",
         pages=("POST /{slug}/rounds/{code}/cancellation",),
         api=("POST /{slug}/rounds/{code}/cancellation",)),
    Verb("complete a round", during(CONVENORS, *RUNNING),
         rule="review.rules.why_not_complete",
         pages=("POST /{slug}/rounds/{code}/completion",),
         api=("POST /{slug}/rounds/{code}/completion",)),
    Verb("declare a text ready", during(CONVENORS, *SETTLING),
         rule="review.rules.why_not_declare_ready",
         pages=("POST /{slug}/{code}/readiness",),
         api=("POST /{slug}/proposals/{code}/readiness",)),
    Verb("declare all texts of a round ready", during(CONVENORS, *SETTLING),
         rule="review.rules.why_not_declare_ready",
         pages=("POST /{slug}/rounds/{code}/readiness",),
         api=("POST /{slug}/rounds/{code}/readiness",)),
    Verb("set up a part of a consultation", during(SETTERS, Stand.SETUP, *RUNNING),
         rule="consultations.rules.why_not_set_up",
         pages=(
             "POST /{slug}/setup/constituencies", "POST /{slug}/setup/constituencies/{code}",
             "POST /{slug}/setup/roundtables", "POST /{slug}/setup/roundtables/{code}",
             "POST /{slug}/setup/roundtables/{code}/title",
             "POST /{slug}/setup/roundtables/{code}/end", "POST /{slug}/setup/groups",
             "POST /{slug}/setup/groups/{code}", "POST /{slug}/setup/groups/{code}/closing",
             "POST /{slug}/setup/groups/{code}/end", "POST /{slug}/setup/delegations",
             "POST /{slug}/setup/delegations/{code}", "POST /{slug}/setup/delegations/{code}/end",
         ),
         api=(
             "POST /{slug}/constituencies", "PATCH /{slug}/constituencies/{code}",
             "POST /{slug}/roundtables", "PATCH /{slug}/roundtables/{code}",
             "POST /{slug}/roundtables/{code}/end", "POST /{slug}/groups",
             "PATCH /{slug}/groups/{code}", "POST /{slug}/groups/{code}/closing",
             "POST /{slug}/groups/{code}/end", "POST /{slug}/delegations",
             "PATCH /{slug}/delegations/{code}", "POST /{slug}/delegations/{code}/end",
         )),
    Verb("seat somebody in a working group", {**during(SETTERS, Stand.SETUP), **during(SETTERS | CONVENORS, *RUNNING)},
         rule="consultations.seating.why_not_seat",
         pages=("POST /{slug}/setup/members", "POST /{slug}/groups/{code}/members"),
         api=("POST /{slug}/members",)),
    Verb("end a seat in a working group", {**during(SETTERS, Stand.SETUP), **during(SETTERS | CONVENORS, *RUNNING)},
         rule="consultations.seating.why_not_end",
         pages=(
             "POST /{slug}/setup/members/{seat}/end", "POST /{slug}/groups/{code}/members/{seat}/end",
         ),
         api=("POST /{slug}/members/{seat}/end",)),
    Verb("hand over a first sign-in link", {**during(SETTERS, Stand.SETUP), **during(SETTERS | CONVENORS, *RUNNING)},
         rule="consultations.seating.why_not_hand_link",
         pages=(
             "POST /{slug}/setup/members/{seat}/link",
             "POST /{slug}/groups/{code}/members/{seat}/link",
         ),
         api=("POST /{slug}/members/{seat}/link",)),
    Verb("let long work begin again that failed", {**during(SEATED, Stand.SETUP), **during(EVERYBODY, *RUNNING, Stand.CLOSED)},
         rule="kernel.works.why_not_again: whoever was given its address",
         pages=("POST /{slug}/work/{public_id}/again",)),
    *OF_ADMINISTRATORS,
)
# fmt: on

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
