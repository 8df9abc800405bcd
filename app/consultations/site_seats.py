"""Who can hold a role for the whole site, and who does."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from app.consultations.models import Membership, Role
from app.consultations.seating import SITE_WIDE, role_word
from app.kernel.i18n import gettext as _


def why_not_hold_for_site(role: str, name: str, held: Collection[str]) -> str | None:
    """Why somebody who holds the roles `held`, anywhere, cannot be given `role` for the whole site; or None.

    An administrator takes no part in what is consulted about (domain D3), so nobody is administrator and something
    else: not by their own hand, and not by another's.
    """
    if role not in SITE_WIDE:
        return _("For the whole site there are two roles: secretariat and administrator.")
    if role == Role.SECRETARIAT and Role.ADMINISTRATOR in held:
        return _(
            "%(name)s is an administrator, who takes no part in consultations. End that role first, or add somebody else."
        ) % {"name": name}
    others = sorted({role_word(other) for other in held if other != Role.ADMINISTRATOR})
    if role == Role.ADMINISTRATOR and others:
        return _(
            "%(name)s takes part in consultations (%(roles)s), and an administrator does not. End those seats first, or add somebody else."
        ) % {"name": name, "roles": ", ".join(others)}
    return None


def why_not_end_for_site(role: str, name: str, administrators: int) -> str | None:
    """Why a role for the whole site cannot be ended; or None. A site always has an administrator."""
    if role == Role.ADMINISTRATOR and administrators <= 1:
        return _(
            "%(name)s is the only administrator, and nobody could look after this site any more. Make somebody else administrator first."
        ) % {"name": name}
    return None


def administrators(db: Session) -> int:
    """How many people are administrators."""
    return db.exec(
        select(func.count(func.distinct(Membership.person_id))).where(
            Membership.role == Role.ADMINISTRATOR,
            col(Membership.consultation_id).is_(None),
            col(Membership.ended_at).is_(None),
            col(Membership.person_id).is_not(None),
        )
    ).one()
