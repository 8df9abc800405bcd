"""How many queries ratings and convergence may ask, the same with ten times the texts and more people."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.consultations.actions.seats import seat_person
from app.consultations.models import Round
from app.consultations.queries import visible_consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.drafting.models import Proposal
from app.kernel.actor import SYSTEM
from app.people.models import Person
from app.voting.ratings.models import Rating
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import POST, WHOLE
from tests.support import NOON, Form, Site

SIZES = (("few", Size(20, 40, 10, 100), 4), ("many", Size(200, 400, 100, 1000), 9))
DAY = timedelta(days=1)
# Two rounds that have closed and one that is open, in each consultation.
ROUNDS = (("A", -30, -20), ("B", -19, -10), ("C", -9, 20))


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size, people in SIZES:
            with site.database.unit_of_work() as db:
                import_package(
                    db, SYSTEM, synthetic_package(slug, size, seed=1, today=NOON.date()), slug=slug
                )
                here = visible_consultation(db, SYSTEM, slug)
                seat_person(
                    db, SYSTEM, here, email="observer@demo.example", role="observer", title="Observer"
                )
                for old in db.exec(select(Round).where(Round.consultation_id == here.id)).all():
                    old.cancelled_at = old.opens_at
                rounds = [
                    Round(
                        consultation_id=here.id or 0, code=code, number=90, title=code, kind="rating",
                        opens_at=NOON + first * DAY, closes_at=NOON + last * DAY, opening_given_at=NOON + first * DAY,
                    )
                    for code, first, last in ROUNDS
                ]  # fmt: skip
                db.add_all(rounds)
                texts = db.exec(select(Proposal).where(Proposal.consultation_id == here.id)).all()
                raters = db.exec(select(Person.id).order_by(col(Person.id)).limit(people)).all()
                for text in texts:
                    text.state, text.created_at = "submitted", NOON - 60 * DAY
                db.flush()
                db.add_all(
                    Rating(
                        consultation_id=here.id or 0, round_id=round_.id or 0, proposal_id=text.id or 0, version=1,
                        score=1 + (text.id or 0 + n) % 9, word="Because.", person_id=person or 0, rated_at=NOON,
                    )
                    for round_ in rounds[:2]
                    for text in texts
                    for n, person in enumerate(raters)
                )  # fmt: skip
        yield site


def asked(site: Site, path: str) -> list[int]:
    """How many statements a page takes with few texts and with many."""
    browser, found = site.client("observer"), []
    for slug, *_rest in SIZES:
        with counted(site.database) as statements:
            answer = browser.get(path.format(slug=slug))
        assert answer.status_code == 200, answer.text
        found.append(len(statements))
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/{slug}/rounds/C/sheet",
        "/{slug}/rounds/B/ratings",
        "/{slug}/rounds/B/ratings.csv",
        "/{slug}/convergence",
        "/{slug}/rounds/C",
    ],
)
def test_pages_ask_the_same_of_few_texts_and_of_many(sizes: Site, path: str) -> None:
    few, many = asked(sizes, path)
    assert few == many <= WHOLE


def test_rating_asks_the_same_of_few_texts_and_of_many(sizes: Site) -> None:
    api, browser = sizes.api("observer"), sizes.client("observer")
    one, as_one_goes, whole = [], [], []
    for slug, *_rest in SIZES:
        sheet = f"/{slug}/rounds/C/sheet"
        form = Form(browser.get(sheet), "/sheet")
        codes = sorted(name.removesuffix("-turn") for name in form.values if name.endswith("-turn"))
        with counted(sizes.database) as statements:
            put = api.put(f"/consultations/{slug}/rounds/C/ratings/{codes[0]}", json={"score": 7})
        assert put.status_code == 200, put.text
        one.append(len(statements))
        with counted(sizes.database) as statements:
            row = {**form.values, "only": codes[1], codes[1]: "8"}
            part = browser.post(sheet, data=row, headers={"HX-Request": "true"})
        assert part.status_code == 200, part.text
        as_one_goes.append(len(statements))
        form = Form(browser.get(sheet), "/sheet")
        with counted(sizes.database) as statements:
            done = form.submit(browser, follow=False, **dict.fromkeys(codes[2:], "5"))
        assert done.status_code == 303, done.text
        whole.append(len(statements))
    assert one[0] == one[1] <= POST, one
    assert as_one_goes[0] == as_one_goes[1] <= POST, as_one_goes
    # The rows go to the database in bundles of some hundred, so that ten times the texts may take one or two more.
    assert whole[0] <= POST, whole
    assert whole[1] <= whole[0] + 2, whole
