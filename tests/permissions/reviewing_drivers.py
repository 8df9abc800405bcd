"""How each verb on reviews is done: everybody of the cast who can be asked has one before them."""

from collections.abc import Callable

from app.review.reviewing.models import Review
from app.site.permissions.terms import COMMENTERS, Cast
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON

AT = f"/consultations/{SLUG}"
DUE = (NOON + 9 * DAY).date().isoformat()
ORDER = [cast for cast in Cast if cast in COMMENTERS]


def ask_them(world: World) -> None:
    """A review of RT1-M1 for each, with codes in the order of the cast."""
    text = world.site.rows(
        "SELECT id, version FROM proposal WHERE consultation_id = :here AND code = 'RT1-M1'", here=world.here
    )[0]
    with world.keep() as db:
        for n, cast in enumerate(ORDER, 1):
            db.add(
                Review(
                    consultation_id=world.here, code=f"REV-{n}", proposal_id=text[0], version=text[1],
                    reviewer_id=world.person(cast) or 0, asked_by_id=world.person(Cast.MODERATOR), asked_at=NOON,
                    due_at=NOON + 9 * DAY,
                )
            )  # fmt: skip


def written_by_two(world: World) -> None:
    """Nobody of the cast alone wrote RT1-M1."""
    world.site.tamper(
        "UPDATE version SET person_id = NULL WHERE consultation_id = :here AND proposal_id ="
        " (SELECT id FROM proposal WHERE consultation_id = :here AND code = 'RT1-M1')",
        here=world.here,
    )


def ask(world: World, cast: Cast) -> int:
    someone = world.site.rows("SELECT public_id FROM person WHERE email = 'ngo@demo.example'")[0][0]
    body = {"reviewer": someone, "due": DUE}
    return world.programs[cast].post(f"{AT}/proposals/RT1-M1/reviews", json=body).status_code


def offer(world: World, cast: Cast) -> int:
    return world.programs[cast].post(f"{AT}/proposals/RT1-M1/reviews/offer", json={"due": DUE}).status_code


def own(what: str, **body: str) -> Callable[[World, Cast], int]:
    """An act on the review of this person; of another's where they have none."""

    def do(world: World, cast: Cast) -> int:
        code = f"REV-{ORDER.index(cast) + 1 if cast in ORDER else 1}"
        return world.programs[cast].post(f"{AT}/reviews/{code}/{what}", json=body).status_code

    return do


def withdraw(world: World, cast: Cast) -> int:
    return world.programs[cast].post(f"{AT}/reviews/REV-1/withdrawal", json={"word": "Settled."}).status_code


Prepared = tuple[Callable[[World, Cast], int], Callable[[World], object]]
OF_REVIEWING: dict[str, Prepared] = {
    "ask for a review": (ask, written_by_two),
    "offer a review": (offer, written_by_two),
    "accept a review": (own("acceptance"), ask_them),
    "decline a review": (own("refusal", word="I am away."), ask_them),
    "hand in a review": (own("result", grade="ready"), ask_them),
    "withdraw a review": (withdraw, ask_them),
}
