"""Who gives addresses to be told, and what they may be told of."""

from urllib.parse import urlsplit

from app.consultations.models import Consultation
from app.consultations.rules import why_not_set_up
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.notices.webhooks.calling import LOCAL

MOST = 10
"""How many addresses of one consultation are told at a time."""
LONGEST_ADDRESS = 1000

TOPICS: dict[str, tuple[str, ...]] = {
    "rounds": ("round_", "silence_", "consensus_", "response_"),
    "texts": ("proposal_", "version_", "step_"),
    "comments": ("comment_", "disposition_", "objection_", "acknowledgement_"),
    "decisions": ("ballot_", "result_"),
    "outcome": ("edition_", "entry_", "declaration_"),
    "pilots": ("pilot_", "milestone_", "value_", "progress_"),
}
"""What may be chosen to be told of, and how the verbs of it begin. Where nothing is chosen everything is told."""
UNTOLD = ("webhook_",)


def why_not_keep_webhooks(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not say which programs are told, or None: the secretariat says it, as it sets up everything else."""
    return why_not_set_up(actor, consultation)


def is_local(base_url: str) -> bool:
    """Whether a site answers on this very machine alone, as it does in development; it may call this machine too."""
    parts = urlsplit(base_url)
    return parts.scheme == "http" and (parts.hostname or "") in LOCAL


def topic_words() -> dict[str, str]:
    """What may be chosen, in words."""
    return {
        "rounds": _("Rounds: planned, opened, extended, closed, completed"),
        "texts": _("Texts: new ones, versions, steps on their course"),
        "comments": _("Comments, their answers, objections"),
        "decisions": _("Ballots and their results"),
        "outcome": _("The outcome: editions and corrections"),
        "pilots": _("Pilots: steps, milestones, measured values"),
    }


def is_told(verb: str, topics: list[str]) -> bool:
    """Whether somebody who chose these topics is told of this verb."""
    if verb.startswith(UNTOLD):
        return False
    return not topics or any(verb.startswith(TOPICS.get(topic, ())) for topic in topics)
