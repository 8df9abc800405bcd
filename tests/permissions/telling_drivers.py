"""How the response to a round is published, and how programs elsewhere are given to be told."""

from collections.abc import Callable

from app.notices.models import Webhook
from app.review.report.models import ResponseReport, ResponseText
from app.site.permissions.table import Cast
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON, Form


def a_completed_round(world: World) -> None:
    world.add_round("R90", "comment", NOON - 20 * DAY, NOON - 10 * DAY, given=True)
    world.site.tamper("UPDATE round SET completed_at = closes_at WHERE code = 'R90'")


def publish(world: World, cast: Cast) -> int:
    return world.sent(cast, f"/{SLUG}/rounds/R90/response", foreword="Thank you.")


def a_published_response(world: World) -> None:
    from tests.permissions.drivers import fail_work

    fail_work(world)
    a_completed_round(world)
    round_ = world.site.rows("SELECT id FROM round WHERE code = 'R90'")[0][0]
    with world.site.database.unit_of_work() as db:
        report = ResponseReport(consultation_id=world.here, round_id=round_, n=1, hash="h", published_at=NOON)
        db.add(report)
        db.flush()
        text = {"consultation_id": world.here, "report_id": report.id, "language": "en", "hash": "h"}
        db.add(ResponseText(tree="{}", **text))


def make_file(world: World, cast: Cast) -> int:
    """Asked for from a page that has a form: the file's own is there only where the response is long."""
    there = world.browsers[cast].get(f"/{SLUG}/jobs/failed")
    if there.status_code != 200:
        return int(there.status_code)
    form = Form(there, "/again")
    form.url = f"http://localhost:8000/{SLUG}/rounds/R90/response.html"
    return int(form.submit(world.browsers[cast], follow=False).status_code)


def add_webhook(world: World, cast: Cast) -> int:
    return world.sent(cast, f"/{SLUG}/setup/webhooks", url="https://example.org/told")


def a_webhook(world: World) -> None:
    with world.site.database.unit_of_work() as db:
        db.add(
            Webhook(
                consultation_id=world.here, public_id="wh-tested", url="https://example.org/", secret="whsec_MTIz",
                created_at=NOON,
            )
        )  # fmt: skip


def send_test(world: World, cast: Cast) -> int:
    return world.sent(cast, f"/{SLUG}/setup/webhooks/wh-tested/test")


def nothing(_world: World) -> None:
    """Nothing has to be there first."""


Prepared = tuple[Callable[[World, Cast], int], Callable[[World], object]]
OF_TELLING: dict[str, Prepared] = {
    "publish the response to a round": (publish, a_completed_round),
    "have a file of a long response made": (make_file, a_published_response),
    "add or end a webhook": (add_webhook, nothing),
    "send a webhook again, or a test": (send_test, a_webhook),
}
