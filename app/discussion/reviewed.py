"""The text a comment is about: which version, and its words."""

from collections import defaultdict

from sqlmodel import Session

from app.consultations.calendar import Act, Who
from app.drafting.content import rows
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal, Version
from app.drafting.queries import Desk, current_version, version_under_review


def version_commented(db: Session, desk: Desk) -> Version:
    """The version a comment made now is about: in a round the one that stood when it opened,
    also where it comes late; otherwise the newest."""
    if _newest_is_meant(desk) or desk.stage.commented is None:
        return current_version(db, desk.proposal)
    version = version_under_review(db, desk.proposal, desk.stage.commented)
    return version or current_version(db, desk.proposal)


def number_commented(db: Session, desk: Desk) -> int:
    """The number of `version_commented`; nothing is asked where the text has not changed since the round opened."""
    return desk.proposal.version if _newest_is_meant(desk) else version_commented(db, desk).n


def _newest_is_meant(desk: Desk) -> bool:
    round_ = desk.stage.commented
    if round_ is None or desk.stage.who_may(Act.COMMENT) is Who.WRITERS:
        return True
    return desk.proposal.updated_at < round_.opens_at


def texts_by_part(proposal: Proposal, version: Version) -> dict[str, list[str]]:
    """The words of a version, paragraph by paragraph, under the names of its fields; the whole text has none itself."""
    parts = {spec.name: spec.shape for spec in fields_of(Kind(proposal.kind))}
    return defaultdict(
        list,
        {name: [row.text for row in rows(shape, version.content.get(name))] for name, shape in parts.items()},
    )
