"""How a table of comments is brought."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World

FILE = b"MB/NC,Clause,Type of comment,Comments\nBelgium,RT1-M1,te,The fees are missing.\n"


def bring(world: World, cast: Cast) -> int:
    return (
        world.browsers[cast]
        .post(
            f"/{SLUG}/rounds/R2/table",
            data={"csrf_token": world.token(cast)},
            files={"sheet": ("table.csv", FILE, "text/csv")},
            follow_redirects=False,
        )
        .status_code
    )


OF_TABLES: dict[str, Callable[[World, Cast], int]] = {"bring a table of comments": bring}
