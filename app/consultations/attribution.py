"""Under what name a contribution to a round is shown: the one place that decides it, for every door.

A round is personal (capacity and delegation), by delegation (the delegation alone) or not for attribution (nobody, after
the Chatham House rule: what was said may be used, who said it may not). Nobody is shown more, whatever their role:
neither who moderates nor the secretariat. The rows hold who it was; every door asks here what it may show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.models import Attribution, Round, RoundKind
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret

# In these kinds delegations give positions, which stand in the record under their names.
ON_RECORD = (RoundKind.BALLOT, RoundKind.SILENCE, RoundKind.SELECTION)
VEIL = "veil"


@dataclass(frozen=True, slots=True)
class Shown:
    """Who is shown to have spoken: the capacity, and the delegation with its constituency; empty what is not shown."""

    attribution: str
    title: str = ""
    delegation: str | None = None
    delegation_name: str = ""
    constituency: str | None = None
    constituency_name: str = ""
    constituency_name_i18n: Mapping[str, str] = field(default_factory=dict)

    @property
    def speaker(self) -> str:
        """In one word who speaks: the delegation, the capacity of somebody who speaks for none, or that it is not said."""
        return self.delegation_name or self.title or unnamed(self.attribution)


def shown_author(
    attribution: str | None,
    *,
    title: str,
    delegation: str | None = None,
    delegation_name: str | None = None,
    constituency: str | None = None,
    constituency_name: str | None = None,
    constituency_name_i18n: Mapping[str, str] | None = None,
) -> Shown:
    """The author of a contribution as everybody is shown them. `attribution` is that of its round; without one, and for
    what was said outside a round, it is personal."""
    if attribution == Attribution.NONE:
        return Shown(Attribution.NONE)
    by_delegation = attribution == Attribution.DELEGATION
    return Shown(
        Attribution.DELEGATION if by_delegation else Attribution.PERSONAL,
        "" if by_delegation else title,
        delegation,
        delegation_name or "",
        constituency,
        constituency_name or "",
        constituency_name_i18n or {},
    )


def unnamed(attribution: str | None) -> str:
    """What stands where a name would."""
    if attribution == Attribution.DELEGATION:
        return _("For no delegation")
    return _("Not for attribution") if attribution == Attribution.NONE else ""


def attributed() -> sa.ColumnElement[bool]:
    """The condition that contributions to a round, which the query joins where there is one, may be counted and found by
    who made them."""
    return col(Round.attribution).is_distinct_from(Attribution.NONE)


def why_not_this_attribution(kind: str, attribution: str | None) -> str | None:
    """Why a round of this kind cannot have this attribution, or None: what stands in the record of a vote has a name."""
    if kind in ON_RECORD and attribution == Attribution.NONE:
        return _(
            "Delegations give positions in a round of this kind, and positions stand in the record under their names. Choose another way to show who speaks."
        )
    return None


def attribution_words(attribution: str | None) -> str:
    """What those who contribute are told beside the form."""
    if attribution == Attribution.NONE:
        return _(
            "Your name is not shown, and neither is your delegation: to nobody, not to the moderators and not to the secretariat."
        )
    if attribution == Attribution.DELEGATION:
        return _("Your name is not shown. Your delegation is.")
    return _("Your capacity and your delegation are shown.")


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the ledger keeps of who contributed besides the public id, which no door shows where it is not for all.

    `attribution` and `veil` go into the facts. The veil is a word by chance that no door shows either, so that nobody
    finds an author out by trying every name against the hash of the row.
    """

    capacity: str | None
    delegation: str | None = None
    attribution: str | None = None
    veil: str | None = None


def capacity_in(round_: Round | None, capacity: str | None, delegation: str | None = None) -> Capacity:
    """What is kept in the ledger of the author of a contribution to this round."""
    attribution = round_.attribution if round_ is not None else None
    if attribution in (None, Attribution.PERSONAL):
        return Capacity(capacity, delegation)
    delegation = None if attribution == Attribution.NONE else delegation
    return Capacity(None, delegation, attribution, new_secret())
