"""Which proposals a reader may know of: those of the groups that the reader may see."""

from sqlalchemy import ColumnElement

from app.consultations.queries import seen_groups
from app.kernel.actor import Actor


def readable(actor: Actor) -> ColumnElement[bool]:
    """The condition on a query that joins the working group of a proposal."""
    return seen_groups(actor)
