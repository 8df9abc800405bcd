"""A world for each verb, in which nothing but the role and the moment can stand in its way; and it never changes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import lxml.html
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.consultations.models import Membership, Round
from app.drafting.models import Circulation, CirculationReceipt, Proposal
from app.kernel.actor import SYSTEM
from app.people.actions import add_person
from app.people.models import Passkey, Person
from app.pilots.models import Measurement, Milestone, Pilot, PilotParty, PilotProposal, ProgressReport
from app.site.permissions.table import Cast, Stand
from tests.support import NOON, Site, address

DAY = timedelta(days=1)
SLUG = "hld-2013-review"
WHO = {
    Cast.ANONYMOUS: None,
    Cast.OBSERVER: "observer",
    Cast.MEMBER: "member",
    Cast.RAPPORTEUR: "rapporteur",
    Cast.MODERATOR: "moderator",
    Cast.SECRETARIAT: "secretariat",
    Cast.ADMINISTRATOR: "administrator",
    Cast.HEAD: "state",
    Cast.ALTERNATE: "alternate",
    Cast.REPORTER: "reporter",
}
KINDS = {
    Stand.DRAFTING: "drafting",
    Stand.COMMENT: "comment",
    Stand.REVISION: "revision",
    Stand.LAST_CALL: "last_call",
    Stand.BALLOT: "ballot",
}
STATES = {
    Stand.SETUP: "draft",
    Stand.CONSOLIDATION: "consolidation",
    Stand.PILOTING: "piloting",
    Stand.CLOSED: "closed",
}
WITHOUT_ROUND = (Stand.BETWEEN, Stand.CONSOLIDATION, Stand.PILOTING)


class World:
    """The demonstration in one moment after the other. Whatever is done in it is rolled back when it has answered."""

    def __init__(self, url: str) -> None:
        self.site = Site(url)
        self.here = self.site.rows("SELECT id FROM consultation WHERE slug = :slug", slug=SLUG)[0][0]
        self.seat_the_reporter()
        self.programs = {cast: self.site.api(who) for cast, who in WHO.items()}
        self.browsers = {cast: self.site.client(who) for cast, who in WHO.items()}
        self.tokens: dict[tuple[Any, ...], str] = {}
        self.keep = self.site.database.unit_of_work

    def seat_the_reporter(self) -> None:
        """The demonstration has its reporter where its pilots are; here Belgium needs one too."""
        with self.site.database.unit_of_work() as db:
            db.add(
                Membership(
                    consultation_id=self.here, delegation_id=self.delegation("org-bel"),
                    person_id=self.person(Cast.REPORTER), role="reporter", title="Reporter of a pilot",
                )
            )  # fmt: skip

    def delegation(self, code: str) -> int:
        """The number of a delegation here."""
        found = self.site.rows(
            "SELECT id FROM delegation WHERE consultation_id = :here AND code = :code", here=self.here, code=code
        )  # fmt: skip
        return int(found[0][0])

    def add_pilot(self, state: str, lead: str = "org-bel") -> None:
        """A pilot of RT1-M1 with a milestone, a report that is due, and a value that its partner reported."""
        with self.keep() as db:
            texts = {
                code: db.exec(
                    select(Proposal).where(Proposal.consultation_id == self.here, Proposal.code == code)
                ).one()
                for code in ("RT1-M1", "RT1-B1")
            }
            for text in texts.values():
                text.state = "adopted"
            day = NOON.date()
            pilot = Pilot(
                consultation_id=self.here, code="PIL-1", title="A pilot", state=state,
                starts=day - 60 * DAY, ends=day + 400 * DAY,
            )  # fmt: skip
            db.add(pilot)
            db.flush()
            here = {"consultation_id": self.here, "pilot_id": pilot.id or 0}
            for code, text in texts.items():
                aims = {"baseline_value": 1, "target_value": 2} if code == "RT1-B1" else {}
                db.add(PilotProposal(pilot_id=pilot.id or 0, proposal_id=text.id or 0, **aims))
            for code, part in ((lead, "lead"), ("picum", "partner")):
                db.add(PilotParty(pilot_id=pilot.id or 0, delegation_id=self.delegation(code), part=part))
            db.add(Milestone(**here, place=0, title="A step", due=day + 30 * DAY, state="planned"))
            if state != "proposed":
                db.add(
                    ProgressReport(**here, n=1, starts=day - 60 * DAY, ends=day - 9 * DAY, due=day + 9 * DAY)
                )
            db.add(
                Measurement(
                    **here, proposal_id=texts["RT1-B1"].id or 0, period="2026", day=day - 9 * DAY, value=Decimal(1),
                    scope="pilot", basis="real", source="A register", delegation_id=self.delegation("picum"),
                )
            )  # fmt: skip

    def add_pilot_without_reports(self) -> None:
        """The same pilot, with no days of reporting agreed."""
        self.add_pilot("active")
        self.site.tamper("DELETE FROM progress_report WHERE consultation_id = :here", here=self.here)

    def add_pilot_with_own_value(self) -> None:
        """The same pilot, where the State that leads it reported the value: nobody else corrects it."""
        self.add_pilot("active")
        belgium = self.delegation("org-bel")
        self.site.tamper(
            "UPDATE measurement SET delegation_id = :belgium WHERE consultation_id = :here",
            belgium=belgium, here=self.here,
        )  # fmt: skip

    def add_pilot_without_lead(self) -> None:
        """The same pilot, after the State that led it has left."""
        self.add_pilot("on_hold")
        self.site.tamper("UPDATE pilot_party SET left_on = '2026-11-20' WHERE part = 'lead'")

    def number(self, table: str) -> int:
        """The number of the only row of that pilot in a table."""
        found = self.site.rows(
            f"SELECT t.id FROM {table} t JOIN pilot p ON p.id = t.pilot_id WHERE p.consultation_id = :here",
            here=self.here,
        )
        return int(found[0][0])

    def turn(self, stand: Stand) -> None:
        """Make it this moment for roundtable 1: by the kind of the round that is open, its end, or the state."""
        self.site.tamper(
            "UPDATE round SET kind = :kind, closed_early_at = :closed WHERE consultation_id = :here AND code = 'R2'",
            kind=KINDS.get(stand, "comment"), closed="2026-11-20 12:00:00.000000" if stand in WITHOUT_ROUND else None,
            here=self.here,
        )  # fmt: skip
        self.set_state(STATES.get(stand, "deliberation"))

    def set_state(self, state: str) -> None:
        self.site.tamper(
            "UPDATE consultation SET state = :state WHERE id = :here", state=state, here=self.here
        )

    @contextmanager
    def nothing_kept(self) -> Iterator[None]:
        """What requests write now is flushed, so that the database has its say, and then rolled back."""

        @contextmanager
        def rolled_back() -> Iterator[Session]:
            with self.keep() as db:
                yield db
                db.flush()
                db.rollback()

        self.site.database.unit_of_work = rolled_back  # type: ignore[method-assign]
        try:
            yield
        finally:
            self.site.database.unit_of_work = self.keep  # type: ignore[method-assign]

    def sent(self, cast: Cast, path: str, **values: Any) -> int:
        """Post a form of a page, with the token that this person's pages carry, if there is one."""
        browser: TestClient = self.browsers[cast]
        data = {"csrf_token": self.token(cast), **values}
        return browser.post(path, data=data, follow_redirects=False).status_code

    def token(self, cast: Cast) -> str:
        """What the forms of this person carry while their session is this one; asked for once."""
        browser: TestClient = self.browsers[cast]
        session = (cast, *sorted(browser.cookies.items()))
        if session not in self.tokens:
            found = lxml.html.fromstring(browser.get("/").text).cssselect("input[name=csrf_token]")
            self.tokens[cast, *sorted(browser.cookies.items())] = token = (
                found[0].get("value") if found else ""
            )
            return token
        return self.tokens[session]

    def state(self, code: str, state: str) -> None:
        self.site.tamper(
            "UPDATE proposal SET state = :state WHERE consultation_id = :here AND code = :code",
            state=state, here=self.here, code=code,
        )  # fmt: skip

    def comment_twice(self) -> None:
        """Two comments on RT1-M1 in the round that is open, without an answer."""
        for text in ("Say who pays.", "Say who pays, please."):
            made = self.site.api("ngo").post(
                f"/consultations/{SLUG}/proposals/RT1-M1/comments",
                json={"type": "general", "stance": "concern", "text": text},
            )
            assert made.status_code == 201, made.text

    def comments(self) -> list[str]:
        """The codes of those two."""
        found = self.site.rows(
            "SELECT code FROM comment WHERE consultation_id = :here AND text LIKE 'Say who pays%' ORDER BY id",
            here=self.here,
        )
        return [str(row[0]) for row in found]

    def person(self, cast: Cast) -> int | None:
        who = WHO[cast]
        with self.site.database.reading() as db:
            return db.exec(select(Person.id).where(Person.email == address(who))).one() if who else None

    def says(self, code: str, cast: Cast) -> None:
        """Make the comment this person's own; an administrator has none."""
        if cast is Cast.ADMINISTRATOR:
            return
        self.site.tamper(
            "UPDATE comment SET person_id = :person WHERE consultation_id = :here AND code = :code",
            person=self.person(cast), here=self.here, code=code,
        )  # fmt: skip

    def add_round(self, code: str, kind: str, opens: datetime, closes: datetime, *, given: bool) -> None:
        """A round on roundtable 4 alone; those of the demonstration leave it free."""
        for other in ("R2", "R3"):
            self.site.tamper(
                "UPDATE round SET scope = :scope WHERE consultation_id = :here AND code = :code",
                scope=json.dumps(["RT1"]), here=self.here, code=other,
            )  # fmt: skip
        with self.keep() as db:
            db.add(
                Round(
                    consultation_id=self.here, code=code, number=90, title=f"Round {code}", kind=kind,
                    opens_at=opens, closes_at=closes, scope=["RT4"], opening_given_at=opens if given else None,
                )
            )  # fmt: skip

    def leave_nobody_alone(self) -> None:
        """A second of each whom nobody could do without, and no head of a delegation who would leave it headless."""
        with self.keep() as db:
            for role in ("administrator", "secretariat"):
                other = add_person(db, SYSTEM, email=f"other-{role}@demo.example", name=f"Another {role}")
                db.flush()
                db.add(Membership(person_id=other.id, role=role, title=role.capitalize()))
        self.site.tamper("UPDATE delegation SET ended_at = '2026-11-20 12:00:00.000000'")

    def circulate(self) -> None:
        """A circulation sent to everybody of the cast who can be sent one."""
        with self.keep() as db:
            proposal = db.exec(
                select(Proposal).where(Proposal.consultation_id == self.here, Proposal.code == "RT1-M1")
            ).one()
            sent = Circulation(
                consultation_id=self.here, proposal_id=proposal.id or 0, code="CIR-001", version=1, sent_at=NOON
            )  # fmt: skip
            db.add(sent)
            db.flush()
            for cast in (cast for cast in Cast if cast not in (Cast.ANONYMOUS, Cast.ADMINISTRATOR)):
                db.add(
                    CirculationReceipt(
                        consultation_id=self.here,
                        circulation_id=sent.id or 0,
                        person_id=self.person(cast) or 0,
                    )
                )

    def give_passkeys(self) -> None:
        """A passkey for everybody of the cast who has an account."""
        with self.keep() as db:
            for person in filter(None, map(self.person, Cast)):
                db.add(
                    Passkey(
                        public_id=f"k-{person}", person_id=person, credential_id=f"id{person}",
                        public_key=b"key", label="Laptop", created_at=NOON,
                    )
                )  # fmt: skip

    def invitation(self) -> int:
        """The number of the only invitation here."""
        found = self.site.rows("SELECT id FROM invitation WHERE consultation_id = :here", here=self.here)
        return int(found[0][0])

    def number_of_seat(self, role: str, delegation: str) -> int:
        """A seat of this role in a delegation here."""
        found = self.site.rows(
            "SELECT id FROM membership WHERE role = :role AND delegation_id = :delegation",
            role=role, delegation=self.delegation(delegation),
        )  # fmt: skip
        return int(found[0][0])

    def seat_of(self, who: str) -> int:
        """The seat of a person in working group 1A."""
        return int(
            self.site.rows(
                "SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id JOIN working_group g ON g.id = m.group_id"
                " WHERE m.consultation_id = :here AND p.email = :email AND g.code = 'WG-1A'",
                here=self.here, email=address(who),
            )[0][0]
        )  # fmt: skip

    def seat_a_newcomer(self) -> None:
        """Somebody who has never signed in, with a seat in working group 1A."""
        group = self.site.rows(
            "SELECT id FROM working_group WHERE consultation_id = :here AND code = 'WG-1A'", here=self.here
        )[0][0]
        with self.keep() as db:
            person = add_person(db, SYSTEM, email="newcomer@demo.example", name="A newcomer")
            db.add(
                Membership(
                    consultation_id=self.here,
                    group_id=group,
                    person_id=person.id,
                    role="member",
                    title="Member",
                )
            )
