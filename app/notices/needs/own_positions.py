"""What a member is asked in a ballot in which each member has a position of its own."""

from app.consultations.calendar import closes
from app.consultations.models import Round
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.voting.members.rules import member_seats


def is_member(scene: Scene) -> bool:
    """Whether the person sits anywhere so that they can have a position of their own."""
    return any(member_seats(scene.actor, here.consultation) for here in scene.moving)


def give_own(here: Here, round_: Round, one: Fact, given: int, all_: int) -> Need:
    """That some are still to be given: `given` of `all_` are."""
    return here.need(
        NeedKind.POSITIONS,
        one.code,
        title=ngettext(
            "You have not given %(n)s position", "You have not given %(n)s positions", all_ - given
        )
        % {"n": all_ - given},
        why=_("In “%(ballot)s” each member of the working groups has a position of its own: %(given)s of %(all)s are given.")
        % {"ballot": one.title, "given": given, "all": all_},
        due_at=min(filter(None, (one.until, closes(round_)))),
        url=f"{here.base}/ballots/{one.code}/sheet{'?show=missing' if given else ''}",
        act=_("Open the voting sheet"),
        since=round_.opens_at,
    )  # fmt: skip
