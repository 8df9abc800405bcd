"""How each verb on objections and silences is done, and what its world must have."""

from collections.abc import Callable

from sqlmodel import select

from app.discussion.objections.models import Objection, ObjectionStep
from app.drafting.models import Proposal
from app.review.silence.models import Silence
from app.site.permissions.table import Cast
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON

AT = f"/consultations/{SLUG}"
WHY = "It would bind the small recruiters."


def object_(world: World, cast: Cast) -> int:
    body = {"reason": f"{WHY} So the {cast}.", "removal": "A lower fee.", "field": "summary"}
    return world.programs[cast].post(f"{AT}/proposals/RT1-M1/objections", json=body).status_code


def raised(*, addressed: bool) -> Callable[[World], None]:
    """One objection of everybody who can have one, and the first of somebody else."""

    def prepare(world: World) -> None:
        people = [None, *(cast for cast in Cast if cast not in (Cast.ANONYMOUS, Cast.ADMINISTRATOR))]
        with world.keep() as db:
            text = db.exec(
                select(Proposal).where(Proposal.consultation_id == world.here, Proposal.code == "RT1-M1")
            ).one()
            round_id = world.site.rows(
                "SELECT id FROM round WHERE consultation_id = :here AND code = 'R2'", here=world.here
            )[0][0]
            for n, cast in enumerate(people):
                one = Objection(
                    consultation_id=world.here, code=f"OBJ-{n:03d}", round_id=round_id, proposal_id=text.id or 0,
                    version=1, field="summary", reason=WHY, removal="A lower fee.", author_title="Somebody",
                    person_id=world.person(cast) if cast else None, raised_at=NOON - DAY,
                )  # fmt: skip
                db.add(one)
                db.flush()
                if addressed:
                    db.add(
                        ObjectionStep(
                            consultation_id=world.here, objection_id=one.id or 0, n=1, state="addressed",
                            words="The fee is lower now.", taken_at=NOON - DAY,
                        )
                    )  # fmt: skip

    return prepare


def step(state: str, *, own: bool = False, **more: str) -> Callable[[World, Cast], int]:
    """A step with somebody else's objection, or with one's own where one has one."""

    def do(world: World, cast: Cast) -> int:
        code = "OBJ-000"
        if own and cast not in (Cast.ANONYMOUS, Cast.ADMINISTRATOR):
            code = world.site.rows(
                "SELECT code FROM objection WHERE consultation_id = :here AND person_id = :person",
                here=world.here, person=world.person(cast),
            )[0][0]  # fmt: skip
        body = {"state": state, "words": "It was halved.", **more}
        return world.programs[cast].post(f"{AT}/objections/{code}/steps", json=body).status_code

    return do


def silent(world: World) -> None:
    """A round of silence that has closed, with a text on which nobody broke it."""
    world.add_round("R90", "silence", NOON - 20 * DAY, NOON - 10 * DAY, given=True)
    with world.keep() as db:
        text = db.exec(
            select(Proposal).where(Proposal.consultation_id == world.here, Proposal.code == "RT4-M1")
        ).one()
        text.state = "under_decision"
        round_id = world.site.rows(
            "SELECT id FROM round WHERE consultation_id = :here AND code = 'R90'", here=world.here
        )[0][0]
        db.add(text)
        db.add(
            Silence(
                consultation_id=world.here, round_id=round_id, proposal_id=text.id or 0, version=text.version,
                begins_at=NOON - 20 * DAY,
            )
        )  # fmt: skip


def confirm(world: World, cast: Cast) -> int:
    return world.programs[cast].post(f"{AT}/rounds/R90/silences/confirmation", json={}).status_code


def last_call(world: World) -> None:
    """A last call that has closed."""
    world.add_round("R90", "last_call", NOON - 20 * DAY, NOON - 10 * DAY, given=True)


def state(world: World, cast: Cast) -> int:
    body = {"words": "Everybody can live with it.", "addressed": {}}
    return world.programs[cast].post(f"{AT}/rounds/R90/statements", json=body).status_code


def nothing(_world: World) -> None:
    """Nothing has to be there first."""


Prepared = tuple[Callable[[World, Cast], int], Callable[[World], object]]
OF_OBJECTIONS: dict[str, Prepared] = {
    "object to a text": (object_, nothing),
    "address an objection": (step("addressed"), raised(addressed=False)),
    "withdraw an objection, or say that it stands": (step("sustained", own=True), raised(addressed=True)),
    "overrule an objection": (
        step("overruled", rule="Terms of reference, paragraph 4"),
        raised(addressed=True),
    ),
    "confirm a silence": (confirm, silent),
    "state the consensus after a last call": (state, last_call),
}
