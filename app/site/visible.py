"""Which proposals a reader may know of: those of open groups, and of closed groups the own ones."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from app.consultations.models import WorkingGroup
from app.consultations.rules import own_groups
from app.kernel.actor import Actor


def readable(actor: Actor) -> ColumnElement[bool]:
    """The condition on a query that joins the working group of a proposal."""
    return or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor)))
