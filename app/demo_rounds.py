"""The demonstration's rounds of rating and of silence, which no package has: done by the verbs, as people do them."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlmodel import Session, select

from app.consultations.admission.queries import actor_numbered
from app.consultations.models import Consultation
from app.discussion.objections.actions import raise_objection
from app.dossier.loading import import_package
from app.dossier.package import Package
from app.dossier.replay import Replay
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import local_day, now, standing_clock
from app.kernel.ledger import lock_track
from app.people.actions import SITE
from app.people.models import Person
from app.review.actions.ending import complete_round
from app.review.actions.opening import open_round
from app.review.actions.planning import plan_round
from app.review.actions.readiness import declare_ready
from app.voting.ratings.actions import Wish, give_rating

# Between its rounds of comments, where people here rate texts a second time and others are under silence.
BETWEEN, BETWEEN_ON = "hld-2013-rounds", "2013-05-04"
# What eight of the people give the mechanisms of roundtable 2 in two rounds of rating; composed, as all positions here.
RATED = ("RT2-M1", "RT2-M2", "RT2-M3", "RT2-M4")
FIRST_SCORES = {
    "observer": "7583", "secretariat": "8674", "member": "8775", "rapporteur": "9866", "moderator": "6575",
    "state": "5742", "alternate": "6763", "ngo": "9987",
}  # fmt: skip
SECOND_SCORES = {"member": "8876", "rapporteur": "8866", "ngo": "8987", "alternate": "7764"}
WORDS = {
    "state": "The cost falls on small administrations.",
    "ngo": "It is what families ask for.",
    "member": "The evidence is good enough to try it.",
}
SILENT = ("RT1-M1", "RT1-M3", "RT1-M4")
BROKEN, WHY, REMOVED = (
    "RT1-M3",
    "A fund that only matches money leaves out diaspora groups that have none to bring.",
    "Say that time and skills are matched too.",
)


def let_rounds_run(
    db: Session, package: Callable[[], Package], accounts: Mapping[str, Person], seat: Callable[[str], None]
) -> None:
    """Twelve days in which people rate texts, say it again, and texts come under silence, which one of them breaks.

    A package knows rounds of comments and ballots alone, so it is done by the verbs, each on its own day.
    `package` reads the demonstration's, `accounts` are its people, `seat` gives one of them their seats.
    """
    lock_track(db, SITE)
    if db.exec(select(Consultation).where(Consultation.slug == BETWEEN)).first():
        return
    today = now(db)

    def day(number: int) -> None:
        db.info["clock"] = standing_clock(today - timedelta(days=12 - number))

    day(0)
    import_package(db, SYSTEM, package(), slug=BETWEEN, replay=Replay.on(BETWEEN_ON))
    here = db.exec(select(Consultation).where(Consultation.slug == BETWEEN)).one()
    for who in accounts:
        seat(who)

    def someone(who: str) -> Actor:
        return actor_numbered(db, accounts[who].id, now(db))

    def rate(round_: str, scores: Mapping[str, str]) -> None:
        for who, given in scores.items():
            word = WORDS.get(who)
            wishes = [Wish(code, score, word) for code, score in zip(RATED, given, strict=True)]
            give_rating(db, someone(who), here, round_, wishes)

    def begin(kind: str, title: str, table: str, first: int, last: int) -> str:
        days = [local_day(today - timedelta(days=12 - n), here.timezone).isoformat() for n in (first, last)]
        chair = someone("moderator")
        promise = "inform" if kind == "silence" else "consult"
        planned = plan_round(
            db, chair, here, kind=kind, title=title, opens=days[0], closes=days[1], scope=[table], promise=promise
        )  # fmt: skip
        return open_round(db, chair, here, planned.code).code

    complete_round(db, someone("moderator"), here, "R1")
    first = begin("rating", "How far each text is supported", "RT2", 1, 4)
    day(2)
    rate(first, FIRST_SCORES)
    day(6)
    second = begin("rating", "How far each text is supported, once more", "RT2", 7, 15)
    for code in SILENT:
        declare_ready(db, someone("moderator"), here, code)
    begin("silence", "Silence on three texts of roundtable 1", "RT1", 9, 15)
    day(10)
    rate(second, SECOND_SCORES)
    day(11)
    raise_objection(db, someone("ngo"), here, BROKEN, reason=WHY, removal=REMOVED, field="summary")
    day(12)
