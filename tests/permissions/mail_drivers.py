"""How each verb of mail is done."""

from app.notices.links import Home
from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World
from tests.support import KEY


def wish(world: World, cast: Cast) -> int:
    return world.programs[cast].patch(f"/account/mail/{SLUG}", json={"hour": 9}).status_code


def stop_all(world: World, cast: Cast) -> int:
    return world.sent(cast, "/account/mail", stopped="yes")


def stop_by_link(world: World, cast: Cast) -> int:
    """The link of somebody else works for whoever has it: it needs no form and no cookie."""
    who = world.site.rows("SELECT public_id FROM person WHERE email = 'state@demo.example'")[0][0]
    link = Home("", KEY).stop_link(who, SLUG)
    return (
        world.browsers[cast]
        .post(link, data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
        .status_code
    )


def remind(world: World, cast: Cast) -> int:
    return (
        world.programs[cast]
        .post(f"/consultations/{SLUG}/rounds/R2/reminders", json={"word": "Please."})
        .status_code
    )


OF_MAIL = {
    "say how one wants mail": wish,
    "stop all mail to oneself": stop_all,
    "stop mail by the link in it": stop_by_link,
    "remind the undecided of a round": remind,
}
