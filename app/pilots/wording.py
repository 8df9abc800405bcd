"""What is stored of a pilot, in the reader's words."""

from app.kernel.i18n import gettext as _


def state_name(state: str) -> str:
    """Where a pilot stands."""
    return {
        "proposed": _("Proposed"),
        "confirmed": _("Confirmed"),
        "active": _("Active"),
        "on_hold": _("On hold"),
        "completed": _("Completed"),
        "terminated": _("Terminated"),
    }.get(state, state)


def stage_name(stage: str) -> str:
    """Where a milestone or a report stands."""
    return {
        "met": _("Met"),
        "late": _("Late"),
        "missed": _("Missed"),
        "planned": _("Planned"),
        "rescheduled": _("Rescheduled"),
        "dropped": _("Dropped"),
        "due": _("Due"),
        "submitted": _("Submitted"),
    }.get(stage, stage)


def light_name(light: str) -> str:
    """How a pilot stands, apart from its state."""
    return {
        "blue": _("Achieved"),
        "green": _("On track"),
        "amber": _("At risk"),
        "red": _("Off track"),
        "grey": _("No data"),
    }.get(light, light)


def step_name(verb: str) -> str:
    """A step on the course of a pilot."""
    return {
        "proposed": _("Taken up"),
        "confirmed": _("Confirmed"),
        "begun": _("Begun"),
        "held": _("Put on hold"),
        "resumed": _("Resumed"),
        "completed": _("Completed"),
        "terminated": _("Ended before its time"),
    }.get(verb, verb)


def follow_up_name(follow_up: str) -> str:
    """What a completed pilot recommends."""
    return {
        "scale_up": _("Scale it up"),
        "adapt": _("Adapt it"),
        "stop": _("Stop it"),
    }.get(follow_up, follow_up)
