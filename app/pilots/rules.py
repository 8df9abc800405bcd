"""What the clock says about a pilot. Pure."""

from datetime import date

from app.pilots.models import Milestone

PILOT_STATES = ("proposed", "confirmed", "active", "on_hold", "completed", "terminated")


def milestone_stage(state: str, due: date, completed: date | None, today: date) -> str:
    """`met`, `late`, `planned`, `rescheduled` or `dropped`.

    A milestone past its due day with no report is late by the clock alone: nobody has to say so.
    """
    if completed is not None or state == "met":
        return "met"
    if state == "planned" and due < today:
        return "late"
    return state


def days_late(milestone: Milestone, today: date) -> int:
    """By how many days a milestone was, or is, late; 0 when it is not."""
    stage = milestone_stage(milestone.state, milestone.due, milestone.completed, today)
    if stage == "met" and milestone.completed is not None:
        return max((milestone.completed - milestone.due).days, 0)
    return (today - milestone.due).days if stage == "late" else 0
