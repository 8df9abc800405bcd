"""How many queries objections, texts under silence and the chair's statement may ask, the same with ten times the data."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.consultations.actions.seats import seat_person
from app.consultations.models import Round
from app.consultations.queries import delegations_of, visible_consultation
from app.discussion.objections.models import Objection, ObjectionStep
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.drafting.models import Proposal
from app.kernel.actor import SYSTEM
from app.kernel.db import insert_many
from app.review.silence.models import Silence
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import NOON, Site

SIZES = (("few", Size(20, 40, 10, 100), 4), ("many", Size(200, 400, 100, 1000), 40))
# Breaking a silence is an objection, and at once the end of the silence and the step of the text, each with its entry.
BREAKING, CONFIRMING = 18, WHOLE


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size, many in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
                here = visible_consultation(db, SYSTEM, slug)
                seat_person(db, SYSTEM, here, email="moderator@demo.example", role="moderator", title="Chair")
                first = delegations_of(db, here)[0].code
                who = {"email": "state@demo.example", "role": "head", "title": "Head"}
                seat_person(db, SYSTEM, here, delegation=first, **who)
                db.execute(
                    sa.update(Round)
                    .where(Round.consultation_id == here.id)  # type: ignore[arg-type]
                    .values(cancelled_at=NOON, opening_given_at=None)
                )
                rounds = {}
                for n, (code, kind, opens) in enumerate((("LC", "last_call", -40), ("S", "silence", -1))):
                    rounds[code] = Round(
                        consultation_id=here.id or 0, code=code, number=80 + n, title=code, kind=kind,
                        opens_at=NOON.replace(day=1) if opens < -10 else NOON.replace(day=20),
                        closes_at=NOON.replace(day=10) if opens < -10 else NOON.replace(day=29),
                        opening_given_at=NOON.replace(day=1),
                    )  # fmt: skip
                    db.add(rounds[code])
                db.flush()
                texts = db.scalars(
                    sa.select(Proposal).where(Proposal.consultation_id == here.id).order_by(Proposal.id)  # type: ignore[arg-type]
                ).all()
                seal = {"consultation_id": here.id}
                insert_many(
                    db,
                    Silence,
                    [
                        {
                            **seal, "round_id": rounds["S"].id, "proposal_id": text.id, "version": text.version,
                            "note": "", "begins_at": NOON, "confirmed_title": "",
                        }
                        for text in texts[:many]
                    ],
                )  # fmt: skip
                for text in texts:
                    text.state = "under_decision"
                    db.add(text)
                insert_many(
                    db,
                    Objection,
                    [
                        {
                            **seal, "code": f"OBJ-{n:03d}", "round_id": rounds["LC"].id, "proposal_id": texts[0].id,
                            "version": 1, "field": "summary", "quoted": "", "reason": "No.", "removal": "Yes.",
                            "language": "en", "author_title": "Somebody", "raised_at": NOON,
                        }
                        for n in range(1, many + 1)
                    ],
                )  # fmt: skip
                db.flush()
                raised = db.scalars(sa.select(Objection).where(Objection.consultation_id == here.id)).all()  # type: ignore[arg-type]
                insert_many(
                    db,
                    ObjectionStep,
                    [
                        {
                            **seal, "objection_id": one.id, "n": 1, "state": "addressed", "words": "So.",
                            "rule": "", "author_title": "", "taken_at": NOON,
                        }
                        for one in raised[1:]
                    ],
                )  # fmt: skip
        yield site


def asked(site: Site, method: str, address: str, body: object = None, who: str = "moderator") -> list[int]:
    """How many statements it takes with few and with many."""
    api, browser = site.api(who), site.client(who)
    found = []
    for slug, _size, many in SIZES:
        text = site.rows(
            "SELECT code FROM proposal WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :slug) ORDER BY id",
            slug=slug,
        )[1][0]  # fmt: skip
        first = site.rows(
            "SELECT code FROM proposal WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :slug) ORDER BY id",
            slug=slug,
        )[0][0]  # fmt: skip
        path = address.format(slug=slug, text=text, first=first)
        sent = body(many) if callable(body) else body
        with counted(site.database) as statements:
            answer = browser.get(path) if method == "GET" else api.request(method, path, json=sent)
        assert answer.status_code in (200, 201), answer.text[:2000]
        found.append(len(statements))
    return found


def test_objections_silences_and_statements_ask_the_same_of_few_and_of_many(sizes: Site) -> None:
    acts = "/consultations/{slug}"
    how = {"state": "addressed", "words": "It was halved."}
    objection = {"reason": "It binds them.", "removal": "A lower fee.", "field": "title"}

    def statement(many: int) -> dict[str, object]:
        said = {f"OBJ-{n:03d}": "So." for n in range(1, many + 1)}
        return {"words": "Nearly all agree.", "addressed": said}

    ceilings = [
        (asked(sizes, "GET", "/{slug}/objections"), LIST),
        (asked(sizes, "GET", "/{slug}/objections?round=LC&state=addressed"), LIST),
        (asked(sizes, "GET", "/{slug}/objections/OBJ-002"), LIST),
        (asked(sizes, "GET", "/{slug}/{first}"), WHOLE),
        (asked(sizes, "GET", "/{slug}/{first}", who="state"), WHOLE),
        (asked(sizes, "GET", "/{slug}/{text}/objections", who="state"), LIST),
        (asked(sizes, "GET", "/{slug}/rounds/S"), WHOLE),
        (asked(sizes, "GET", "/{slug}/rounds/S", who="state"), WHOLE),
        (asked(sizes, "GET", "/{slug}/rounds/LC"), WHOLE),
        (asked(sizes, "GET", "/{slug}/rounds/S/silences"), LIST),
        (asked(sizes, "GET", "/{slug}/rounds/LC/statements"), LIST),
        (asked(sizes, "POST", f"{acts}/objections/OBJ-001/steps", how), POST),
        (asked(sizes, "POST", f"{acts}/rounds/LC/statements", statement), POST),
        (asked(sizes, "POST", acts + "/proposals/{text}/objections", objection, who="state"), BREAKING),
    ]
    sizes.now = NOON.replace(month=12)
    ceilings.append((asked(sizes, "POST", f"{acts}/rounds/S/silences/confirmation", {}), CONFIRMING))
    wrong = [
        (n, few, many, most) for n, ((few, many), most) in enumerate(ceilings) if not few == many <= most
    ]
    assert not wrong, wrong
