"""How many queries the pages of pilots ask, the same with many times the data."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.consultations.models import Consultation
from app.drafting.models import Proposal
from app.pilots.models import Measurement, Milestone, Pilot, PilotParty, PilotProposal, ProgressReport
from tests.ceilings.counting import counted
from tests.support import Form, Site

LIST, WHOLE, POST = 9, 15, 10
AT = "/hld-2013-pilots/pilots"
CEILINGS = {
    AT: LIST,
    f"{AT}/PIL-4": WHOLE,
    f"{AT}/new": LIST,
    f"{AT}/PIL-4/course": WHOLE,
    f"{AT}/PIL-4/parties": WHOLE,
    f"{AT}/PIL-4/values/new?benchmark=RT2-B5": WHOLE,
    f"{AT}/PIL-4/reports/1": WHOLE,
    f"{AT}/PIL-4/report.html": WHOLE,
    f"{AT}/PIL-4.csv": LIST,
    f"{AT}.json": LIST,
}


def asked(site: Site, who: str | None) -> dict[str, int]:
    client = site.client(who)
    found = {}
    for address in CEILINGS:
        with counted(site.database) as statements:
            answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(statements) <= CEILINGS[address], address + "\n" + "\n".join(statements)
        found[address] = len(statements)
    return found


def grow(site: Site) -> None:
    """Thirty more pilots, and a hundred more values, milestones and reports in one of them."""
    with site.database.unit_of_work() as db:
        here = db.exec(select(Consultation.id).where(Consultation.slug == "hld-2013-pilots")).one()
        pilot = db.exec(select(Pilot).where(Pilot.consultation_id == here, Pilot.code == "PIL-4")).one()
        benchmark = db.exec(
            select(Proposal).where(Proposal.consultation_id == here, Proposal.code == "RT2-B5")
        ).one()
        party = db.exec(
            select(PilotParty).where(PilotParty.pilot_id == pilot.id, PilotParty.part == "lead")
        ).one()
        begin = date(2020, 1, 1)
        for n in range(100):
            day = begin + timedelta(days=n)
            db.add(Measurement(consultation_id=here or 0, pilot_id=pilot.id, proposal_id=benchmark.id or 0, period=str(n), day=day, value=Decimal(n), scope="pilot", basis="real"))  # fmt: skip
            db.add(Milestone(consultation_id=here or 0, pilot_id=pilot.id or 0, place=n, title=str(n), due=day, state="planned"))  # fmt: skip
            db.add(ProgressReport(consultation_id=here or 0, pilot_id=pilot.id or 0, n=100 + n, starts=day, ends=day, due=day))  # fmt: skip
        for n in range(30):
            other = Pilot(
                consultation_id=here or 0, code=f"PIL-{n + 50}", title="t", state="active", starts=begin
            )
            db.add(other)
            db.flush()
            db.add(PilotProposal(pilot_id=other.id or 0, proposal_id=benchmark.id or 0))
            db.add(PilotParty(pilot_id=other.id or 0, delegation_id=party.delegation_id, part="lead"))


@pytest.mark.parametrize("who", [None, "state"])
def test_pages_of_pilots_keep_their_ceilings_whatever_the_size(site: Site, who: str | None) -> None:
    small = asked(site, who)
    grow(site)
    assert asked(site, who) == small


def test_reporting_a_value_through_the_page_keeps_its_ceiling(site: Site) -> None:
    client = site.client("reporter")
    form = Form(client.get(f"{AT}/PIL-4/values/new?benchmark=RT2-B5"), "/values")
    given = {"value": "20.4", "period": "2026-Q3", "date": "2026-09-30", "source": "Register"}
    with counted(site.database) as statements:
        answer = form.submit(client, follow=False, **given)
    assert answer.status_code == 303
    assert len(statements) <= POST, "\n".join(statements)
