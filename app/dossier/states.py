"""What the names of a package are called here, and where things stand on a day: the last table of the package format.

Pure: everything is decided from the package's own days.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.drafting.models import ProposalState
from app.voting.conditions import Outcome

CONSULTATIONS = {
    "draft": "draft",
    "open": "open",
    "review": "deliberation",
    "decision": "deliberation",
    "closed": "closed",
}
ROUND_KINDS = {"comment": "comment", "decision": "ballot"}
GROUP_ROLES = {
    "convenor": "moderator",
    "rapporteur": "rapporteur",
    "member": "member",
    "observer": "observer",
}
DISPOSITIONS = {
    "accepted": "accepted",
    "accepted_in_part": "partially_accepted",
    "noted": "noted",
    "not_accepted": "not_accepted",
}
MILESTONES = {"planned": "planned", "done": "met", "late": "planned", "dropped": "rescheduled"}
PROPOSALS = {
    "draft": ProposalState.DRAFT,
    "open_for_comment": ProposalState.UNDER_REVIEW,
    "in_revision": ProposalState.REVISED,
    "in_decision": ProposalState.UNDER_DECISION,
    "adopted": ProposalState.ADOPTED,
    "not_adopted": ProposalState.NOT_ADOPTED,
    "withdrawn": ProposalState.WITHDRAWN,
}
# Without a quorum nothing was decided: the proposal is ready for another ballot.
OUTCOMES = {
    Outcome.CONSENSUS: ProposalState.ADOPTED,
    Outcome.ADOPTED: ProposalState.ADOPTED,
    Outcome.NOT_ADOPTED: ProposalState.NOT_ADOPTED,
    Outcome.NO_QUORUM: ProposalState.READY,
}


def consultation_state(content: Mapping[str, Any], day: str) -> str:
    """The stage of a consultation on `day`. A package has no word for piloting: that is where one stands that is open,
    whose last decision round is over and of whose pilots at least one has begun."""
    status = str(content["consultation"]["status"])
    decisions = [r for r in content["review_rounds"] if r["kind"] == "decision"]
    decided = bool(decisions) and all(r["closes"] < day for r in decisions)
    if status == "open" and decided and any(p["start"] <= day for p in content["pilots"]):
        return "piloting"
    return CONSULTATIONS[status]


def pilot_state(status: str, lead_states: Sequence[str]) -> str:
    """A planned pilot is confirmed when a State is named, proposed otherwise; the rest are called otherwise here."""
    if status == "planned":
        return "confirmed" if lead_states else "proposed"
    return {"running": "active", "completed": "completed", "stopped": "terminated"}[status]


def status_on(
    day: str, status: str, code: str, roundtable: str, rounds: Sequence[Mapping[str, Any]],
    ballots: Sequence[Mapping[str, Any]],
) -> str:  # fmt: skip
    """The status a proposal had on `day`, in the package's words.

    On a ballot from its opening on; before that open for comment while a round about its roundtable is, in revision
    once one has closed, a draft before the first. What was withdrawn stays so: the package does not say when.
    """
    if status == "withdrawn":
        return status
    if any(code in ballot["proposals"] and ballot["opens"] <= day for ballot in ballots):
        return "in_decision"
    mine = [r for r in rounds if r["kind"] == "comment" and roundtable in r["scope"]]
    if any(r["opens"] <= day <= r["closes"] for r in mine):
        return "open_for_comment"
    return "in_revision" if any(r["closes"] < day for r in mine) else "draft"


def consultation_status_on(
    day: str, consultation: Mapping[str, Any], rounds: Sequence[Mapping[str, Any]]
) -> str:
    """The status a consultation had on `day`, in the package's words."""
    if day > consultation["end_date"]:
        return "closed"
    if day < consultation["start_date"]:
        return "draft"
    running = [r["kind"] for r in rounds if r["opens"] <= day <= r["closes"]]
    if "decision" in running:
        return "decision"
    return "review" if running else "open"


def pilot_status_on(day: str, pilot: Mapping[str, Any]) -> str:
    """The status a pilot had on `day`: it ends when it was to end, whatever became of it later."""
    if pilot["end"] is not None and pilot["end"] < day:
        return str(pilot["status"])
    return "running"


def first_days(content: Mapping[str, Any]) -> dict[str, str]:
    """The day each proposal began: a mechanism's first version, and for a benchmark that of its earliest mechanism.

    A benchmark has no history of its own in a package; without a mechanism it began with the consultation.
    """
    start = str(content["consultation"]["start_date"])
    days = {m["code"]: str(m["history"][0]["date"]) for m in content["mechanisms"]}
    for benchmark in content["benchmarks"]:
        days[benchmark["code"]] = min(
            (days[code] for code in benchmark["mechanisms"] if code in days), default=start
        )
    return days


def to_date(text: str | None) -> date | None:
    """A day as packages write it."""
    return None if text is None else date.fromisoformat(text)
