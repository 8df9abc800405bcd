"""How each verb is done, and what its world must have so that only role and moment decide."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import select

from app.consultations.admission.models import Application, Invitation
from app.consultations.models import Constituency
from app.drafting.models import Proposal
from app.kernel.ids import secret_hash
from app.kernel.work import Work, WorkState
from app.outcome.models import Choice, Declaration, DeclarationJoined, Selection
from app.outcome.outline import order_mark
from app.people.models import Identity, Provider
from app.site.permissions.table import Cast
from app.web.csrf import SESSION_COOKIE
from tests.permissions.amending_drivers import OF_AMENDMENTS
from tests.permissions.attendance_drivers import OF_ATTENDANCE
from tests.permissions.courses_drivers import OF_COURSES
from tests.permissions.explaining_drivers import OF_EXPLANATIONS
from tests.permissions.mail_drivers import OF_MAIL
from tests.permissions.marking_drivers import OF_MARKS
from tests.permissions.objections_drivers import OF_OBJECTIONS
from tests.permissions.proxy_drivers import OF_PROXIES
from tests.permissions.ratings_drivers import OF_RATINGS
from tests.permissions.recounting_drivers import OF_RECOUNTING
from tests.permissions.recusal_drivers import OF_RECUSALS
from tests.permissions.reviewing_drivers import OF_REVIEWING
from tests.permissions.tables_drivers import OF_TABLES
from tests.permissions.telling_drivers import OF_TELLING
from tests.permissions.worlds import DAY, SLUG, WHO, World
from tests.support import NOON, Form, address

AT = f"/consultations/{SLUG}"
WHY = "Because the group asked for it in its last meeting."


def nothing(_world: World) -> None:
    """The demonstration is enough."""


@dataclass(frozen=True)
class Driver:
    """`do` tries the verb and gives the status; `prepare` makes the world ready once.

    `hidden` where what the verb is done to is not seen by those who may not.
    """

    do: Callable[[World, Cast], int]
    prepare: Callable[[World], object] = nothing
    hidden: bool = False


def api(method: str, path: str, **body: object) -> Callable[[World, Cast], int]:
    """The verb through the programs' door."""

    def do(world: World, cast: Cast) -> int:
        return world.programs[cast].request(method, f"{AT}{path}", json=body or None).status_code

    return do


def page(path: str, **values: str) -> Callable[[World, Cast], int]:
    """The verb through a form of a page."""
    return lambda world, cast: world.sent(cast, path, **values)


def step(code: str, state: str, move: str, **more: str) -> Driver:
    """A step of a text that stands in `state`."""

    def prepare(world: World) -> None:
        world.state(code, state)

    return Driver(api("POST", f"/proposals/{code}/steps", step=move, reason=WHY, **more), prepare)


def save(world: World, cast: Cast) -> int:
    at = f"{AT}/proposals/RT1-M1"
    tag = world.programs[Cast.MEMBER].get(at).headers["ETag"]
    body = {"problem": f"As the {cast} sees it."}
    return world.programs[cast].patch(at, headers={"If-Match": tag}, json=body).status_code


def dispose(state: str) -> Callable[[World, Cast], int]:
    return lambda world, cast: api(
        "PUT", f"/comments/{world.comments()[0]}/disposition", code="noted", reason=WHY, state=state
    )(world, cast)


def withdraw_own(world: World, cast: Cast) -> int:
    code = world.comments()[0]
    world.says(code, cast)
    return api("PUT", f"/comments/{code}/disposition", code="withdrawn", reason=WHY, state="issued")(
        world, cast
    )


def prepare_answer(world: World) -> None:
    """A comment of the open round with an answer."""
    world.comment_twice()
    world.site.tamper(
        "INSERT INTO disposition (consultation_id, comment_id, n, code, reason, decided_by, issued_at)"
        " SELECT consultation_id, id, 1, 'noted', 'Yes.', 'The chair', created_at FROM comment"
        " WHERE consultation_id = :here AND code = :code",
        here=world.here, code=world.comments()[0],
    )  # fmt: skip


def acknowledge(world: World, cast: Cast) -> int:
    code = world.comments()[0]
    world.says(code, cast)
    return api("POST", f"/comments/{code}/acknowledgement", satisfied=True)(world, cast)


def group(world: World, cast: Cast) -> int:
    lead, other = world.comments()
    return api("PUT", f"/comments/{other}/group", lead=lead)(world, cast)


def give(world: World, cast: Cast) -> int:
    """The ballot of the demonstration is in a consultation of its own; elsewhere it has not opened or is over."""
    kind = world.site.rows(
        "SELECT kind FROM round WHERE consultation_id = :here AND code = 'R2'", here=world.here
    )
    slug = "hld-2013-decision" if kind[0][0] == "ballot" else SLUG
    return (
        world.programs[cast]
        .put(f"/consultations/{slug}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"})
        .status_code
    )


def round_on_its_own(
    code: str, kind: str, opens: int, closes: int, *, given: bool
) -> Callable[[World], None]:
    return lambda world: world.add_round(code, kind, NOON + opens * DAY, NOON + closes * DAY, given=given)


def ready_texts(world: World) -> None:
    world.state("RT1-B6", "under_review")


def account(path: str, **values: str) -> Callable[[World, Cast], int]:
    """An administrator's form about the demonstration's observer."""

    def do(world: World, cast: Cast) -> int:
        person = world.site.rows("SELECT public_id FROM person WHERE email = 'observer@demo.example'")[0][0]
        return world.sent(cast, f"/admin/people/{person}{path}", **values)

    return do


def remove_passkey(world: World, cast: Cast) -> int:
    """Whoever has no account tries the passkey of somebody else."""
    key = f"k-{world.person(cast) or world.person(Cast.MEMBER)}"
    return world.sent(cast, f"/account/passkeys/{key}/removal")


def remove_identity(world: World, cast: Cast) -> int:
    """Whoever has no account tries the sign-in of somebody else."""
    found = world.site.rows(
        "SELECT id FROM identity WHERE person_id = :person",
        person=world.person(cast) or world.person(Cast.MEMBER),
    )
    return world.sent(cast, f"/account/identities/{found[0][0]}/end")


def give_identities(world: World) -> None:
    """Everybody has a sign-in at a provider."""
    with world.keep() as db:
        for person in filter(None, map(world.person, Cast)):
            db.add(
                Identity(
                    person_id=person, issuer="https://login.example", subject=f"n{person}", created_at=NOON
                )
            )


def add_provider(world: World) -> None:
    """A provider to look after."""
    with world.keep() as db:
        db.add(
            Provider(
                public_id="ministry", name="Ministry", issuer="https://login.example", client_id="this site",
                created_at=NOON,
            )
        )  # fmt: skip


def end_token(world: World, cast: Cast) -> int:
    """The token that the program came with."""
    program = world.programs[cast]
    listed = program.get("/account/tokens")
    number = listed.json()["items"][0]["id"] if listed.status_code == 200 else 1
    return program.delete(f"/account/tokens/{number}").status_code


def erase_oneself(world: World, cast: Cast) -> int:
    """The account of the demonstration's person, or of nobody. The browser keeps the cookie that it is told to drop,
    because what it is told is rolled back."""
    who, browser = WHO[cast], world.browsers[cast]
    cookie = browser.cookies.get(SESSION_COOKIE)
    done = world.sent(cast, "/account/erasure", confirmation=address(who) if who else "nobody@demo.example")
    if cookie:
        browser.cookies.set(SESSION_COOKIE, cookie, domain="localhost.local")
    return done


def unlink(world: World, cast: Cast) -> int:
    other = world.site.rows(
        "SELECT b.code FROM benchmark_link l JOIN proposal m ON m.id = l.mechanism_id JOIN proposal b ON b.id = l.benchmark_id"
        " WHERE m.consultation_id = :here AND m.code = 'RT1-M1' ORDER BY l.place",
        here=world.here,
    )[0][0]  # fmt: skip
    return api("DELETE", f"/proposals/RT1-M1/links/{other}")(world, cast)


def list_one(world: World) -> None:
    """One adopted benchmark, the decision that the list holds it, and no round to come."""
    world.site.tamper(
        "UPDATE round SET opening_given_at = NULL WHERE consultation_id = :here AND code <> 'R2'",
        here=world.here,
    )
    world.state("RT1-B6", "adopted")
    with world.keep() as db:
        proposal = db.exec(
            select(Proposal).where(Proposal.consultation_id == world.here, Proposal.code == "RT1-B6")
        ).one()
        db.add(
            Selection(
                consultation_id=world.here, proposal_id=proposal.id or 0, turn=1, choice=Choice.INCLUDE,
                recorded_at=NOON,
            )
        )  # fmt: skip


def make_draft(world: World, cast: Cast) -> int:
    """Asked for from a page that has a form: the file's own is there only where the draft is long."""
    there = world.browsers[cast].get(f"/{SLUG}/jobs/failed")
    if there.status_code != 200:
        return int(there.status_code)
    form = Form(there, "/again")
    form.url = f"http://localhost:8000/{SLUG}/outcome.html"
    return int(form.submit(world.browsers[cast], follow=False).status_code)


def fail_work(world: World) -> None:
    """Long work that failed, under a known address."""
    with world.keep() as db:
        db.add(
            Work(
                public_id="failed", place=SLUG, kind="outcome_draft", arguments={"format": "html"},
                asked_at=NOON, state=WorkState.FAILED, error="It stopped.", finished_at=NOON,
            )
        )  # fmt: skip


def work_again(world: World, cast: Cast) -> int:
    there = world.browsers[cast].get(f"/{SLUG}/jobs/failed")
    if there.status_code != 200:
        return int(there.status_code)
    return int(Form(there, "/again").submit(world.browsers[cast], follow=False).status_code)


def adopted(world: World) -> None:
    for code in ("RT1-M1", "RT1-M4"):
        world.state(code, "adopted")


def listed(world: World) -> None:
    """Two adopted mechanisms that the representative group has included."""
    adopted(world)
    world.site.tamper(
        "INSERT INTO selection (consultation_id, proposal_id, turn, choice, reason, by_title, recorded_at)"
        " SELECT consultation_id, id, 1, 'include', '', '', created_at FROM proposal"
        " WHERE consultation_id = :here AND state = 'adopted'",
        here=world.here,
    )


def put(path: str, tag: str, **body: object) -> Callable[[World, Cast], int]:
    """A change through the programs' door that says what it was written from."""
    return lambda world, cast: (
        world.programs[cast].put(f"{AT}{path}", headers={"If-Match": f'"{tag}"'}, json=body).status_code
    )


def declared(delegation: str, joined: str = "") -> Callable[[World], None]:
    """A declaration of a delegation, with the name of another under it."""

    def prepare(world: World) -> None:
        ids = dict(
            world.site.rows("SELECT code, id FROM delegation WHERE consultation_id = :here", here=world.here)
        )
        with world.keep() as db:
            db.add(
                Declaration(
                    consultation_id=world.here, code="D-1", n=1, kind="proviso", delegation_id=ids[delegation],
                    language="en", text="We go along if it stays voluntary.", made_at=NOON,
                )
            )  # fmt: skip
            if joined:
                db.add(
                    DeclarationJoined(
                        consultation_id=world.here, declaration="D-1", delegation_id=ids[joined], joined_at=NOON
                    )
                )  # fmt: skip

    return prepare


def pilot(path: str, state: str, lead: str = "org-bel", method: str = "POST", **body: object) -> Driver:
    """An act about a pilot that stands in `state`; `{table}` in the path is the number of its only row there."""

    def do(world: World, cast: Cast) -> int:
        tables = ("milestone", "measurement")
        numbers = {table: world.number(table) for table in tables if f"{{{table}}}" in path}
        return api(method, f"/pilots/PIL-1{path.format(**numbers)}", **body)(world, cast)

    return Driver(do, lambda world: world.add_pilot(state, lead))


def invite(world: World, cast: Cast) -> int:
    """A head invites to the own delegation, everybody else to the working group."""
    place = {"delegation": "org-bel"} if cast is Cast.HEAD else {"group": "WG-1A"}
    return api("POST", "/invitations", email="new@demo.example", role="member", **place)(world, cast)


def add_invitation(world: World) -> None:
    """An invitation to Belgium's delegation, under a known link, and the page of criteria open."""
    with world.keep() as db:
        db.add(
            Invitation(
                consultation_id=world.here, delegation_id=world.delegation("org-bel"), email="new@demo.example",
                role="member", title="Member, Belgium", secret_hash=secret_hash("known"), created_at=NOON,
                sent_at=NOON, expires_at=NOON + 10 * DAY,
            )
        )  # fmt: skip


def answer_invitation(world: World, cast: Cast) -> int:
    browser = world.browsers[cast]
    form = Form(browser.get("/invitations/known"), "/refusal")
    return int(form.submit(browser, follow=False).status_code)


def admit(world: World) -> None:
    """Applications are taken, and one waits for a decision."""
    world.site.tamper(
        "UPDATE consultation SET admits = :yes, criteria = 'Any.' WHERE id = :here", yes=True, here=world.here
    )
    with world.keep() as db:
        place = db.exec(select(Constituency).where(Constituency.consultation_id == world.here)).first()
        assert place is not None
        db.add(
            Application(
                consultation_id=world.here, code="AP-001", name="A body", constituency_id=place.id or 0,
                statement="Why.", contact_name="Ana", contact_email="ana@demo.example",
                secret_hash=secret_hash("confirms"), applied_at=NOON, confirmed_at=NOON,
            )
        )  # fmt: skip


def ask_for_accreditation(world: World, cast: Cast) -> int:
    place = world.site.rows("SELECT code FROM constituency WHERE consultation_id = :here", here=world.here)[
        0
    ][0]
    return api(
        "POST", "/applications", name="Another body", constituency=place, statement="Why.", contact_name="Ana",
        contact_email="ana@demo.example",
    )(world, cast)  # fmt: skip


def alternate(world: World, cast: Cast) -> int:
    seat = world.number_of_seat("reporter", "org-bel")
    return api("POST", "/delegations/org-bel/alternates", seat=seat)(world, cast)


DRIVERS: dict[str, Driver] = {
    "invite somebody to a seat": Driver(invite),
    "send an invitation again, or withdraw it": Driver(
        lambda world, cast: api("POST", f"/invitations/{world.invitation()}/withdrawal")(world, cast),
        add_invitation,
    ),
    "answer an invitation": Driver(answer_invitation, add_invitation),
    "name an alternate, or end a seat of a delegation": Driver(alternate),
    "apply for accreditation": Driver(ask_for_accreditation, admit),
    "decide an application for accreditation": Driver(
        api("POST", "/applications/AP-001/decision", decision="refused", reason=WHY), admit
    ),
    "make a declaration": Driver(
        api("POST", "/outcome/declarations", kind="minority_view", text="We would have gone further.")
    ),
    "reword a declaration": Driver(
        api("PATCH", "/outcome/declarations/D-1", n=1, text="In other words."), declared("org-bel")
    ),
    "withdraw a declaration": Driver(
        api("POST", "/outcome/declarations/D-1/withdrawal", reason=WHY), declared("org-bel")
    ),
    "join a declaration": Driver(
        api("POST", "/outcome/declarations/D-1/joining", delegation="org-bel", n=1), declared("picum")
    ),
    "leave a declaration": Driver(
        api("POST", "/outcome/declarations/D-1/leaving", delegation="org-bel"), declared("picum", "org-bel")
    ),
    "take a mechanism up in a pilot": Driver(
        api("POST", "/pilots", title="A new pilot", mechanisms=["RT1-M1"], start="2027-01-01"),
        lambda world: world.state("RT1-M1", "adopted"),
    ),
    "write the plan of a pilot": pilot("", "proposed", method="PATCH", title="Another title"),
    "take a pilot a step on": pilot("/steps", "proposed", step="confirmed"),
    "invite a delegation to a pilot": pilot("/invitations", "active", delegation="org-esp", part="lead"),
    "ask a State to lead a pilot": Driver(
        api("POST", "/pilots/PIL-1/lead", delegation="org-esp", reason=WHY), World.add_pilot_without_lead
    ),
    "join a pilot": pilot("/parties", "active", lead="org-esp", part="partner"),
    "withdraw a delegation from a pilot": pilot("/parties/withdrawal", "active", reason=WHY),
    "say that a milestone is met": pilot(
        "/milestones/{milestone}/steps", "active", step="met", on="2026-11-20"
    ),
    "move or drop a milestone": pilot(
        "/milestones/{milestone}/steps", "active", step="rescheduled", due="2027-02-01", reason=WHY
    ),
    "agree when a pilot reports": Driver(
        api("POST", "/pilots/PIL-1/periods", every=6, due_after=30), World.add_pilot_without_reports
    ),
    "submit a progress report": pilot("/reports/1", "active", light="green"),
    "report a measured value": pilot(
        "/measurements",
        "active",
        benchmark="RT1-B1",
        value="1.5",
        unit="targets",
        period="2026-Q3",
        date="2026-09-30",
        source="A register",
    ),
    "correct a reported value": Driver(
        pilot("/measurements/{measurement}/corrections", "active", value="1.5", reason=WHY).do,
        World.add_pilot_with_own_value,
    ),
    "verify a reported value": pilot(
        "/measurements/{measurement}/verifications", "active", finding="confirmed"
    ),
    "record what the list holds": Driver(
        api("PUT", "/outcome/list/RT1-M1", choice="include", decided_on="2026-11-20"), adopted
    ),
    "unite or part entries of the list": Driver(
        api("PUT", "/outcome/list/RT1-M4/union", into="RT1-M1", reason=WHY), listed
    ),
    "order the entries of the list": Driver(
        put("/outcome/order/RT1", order_mark(["RT1-M1", "RT1-M4"]), codes=["RT1-M4", "RT1-M1"]), listed
    ),
    "write the front matter": Driver(
        put("/outcome/front/foreword", "0", language="en", text="In October 2013 delegations met.")
    ),
    "look after one's own account": Driver(page("/account", name="Another Name", locale="fr")),
    "change an organisation": Driver(
        lambda world, cast: (
            world.programs[cast].patch("/organisations/org-bel", json={"short_name": "BE"}).status_code
        )
    ),
    "add a person": Driver(page("/admin/people", email="new@demo.example", name="Somebody new")),
    "give or end a role for the whole site": Driver(account("/role", role="secretariat")),
    "make a sign-in link": Driver(account("/link")),
    "sign somebody out everywhere": Driver(account("/sessions/end")),
    "send a test message": Driver(page("/admin/mail/test")),
    "download a back-up": Driver(page("/admin/backup")),
    "create a consultation": Driver(
        lambda world, cast: (
            world.programs[cast]
            .post(
                "/consultations/",
                json={
                    "slug": "another",
                    "title": "Another",
                    "code": "AN",
                    "start_date": "2027-01-01",
                    "end_date": "2027-12-31",
                },
            )
            .status_code
        )
    ),
    "add a passkey": Driver(page("/account/passkeys/begin", name="Laptop")),
    "remove a passkey of one's own": Driver(remove_passkey, World.give_passkeys),
    "add or remove a sign-in at one's organisation": Driver(remove_identity, give_identities),
    "look after identity providers": Driver(
        page("/admin/providers/ministry/rules", value="delegates", organisation="org-swe"), add_provider
    ),
    "make a token for a program": Driver(
        lambda world, cast: world.programs[cast].post("/account/tokens", json={"label": "New"}).status_code
    ),
    "end a token of one's own": Driver(end_token),
    "erase one's own account": Driver(erase_oneself, World.leave_nobody_alone),
    "erase somebody who asked for it": Driver(
        account("/erasure", confirmation="observer@demo.example", reason="On request.")
    ),
    "set a consultation": Driver(api("PATCH", "", theme="Another theme")),
    "move a consultation back a stage": Driver(api("POST", "/stage", state="open", reason=WHY)),
    "begin a proposal": Driver(
        api("POST", "/proposals", kind="mechanism", roundtable="RT1", group="WG-1A", title="Begun")
    ),
    "save a version": Driver(save),
    "keep a personal draft": Driver(
        page(f"/{SLUG}/RT1-M1/draft", base_version="2", title="Kept", stroke="1")
    ),
    "say where one is writing": Driver(page(f"/{SLUG}/RT1-M1/presence", field="problem")),
    "circulate a version": Driver(
        api("POST", "/proposals/RT1-M1/circulations", to=["all:WG-1A"], message="Please read.")
    ),
    "confirm a circulation": Driver(
        api("POST", "/circulations/CIR-001/receipt"), World.circulate, hidden=True
    ),
    "submit a proposal": step("RT1-M1", "draft", "submitted"),
    "return a proposal to draft": step("RT1-M1", "submitted", "returned"),
    "withdraw a proposal": step("RT1-M1", "submitted", "withdrawn"),
    "take a withdrawn proposal up again": step("RT1-M1", "withdrawn", "taken_up"),
    "merge a proposal into another": step("RT1-M1", "submitted", "merged", into="RT1-M4"),
    "refer a proposal back": step("RT1-M1", "adopted", "referred_back"),
    "restore a version": Driver(api("POST", "/proposals/RT1-M1/restoration", version=1)),
    "link a mechanism and a benchmark": Driver(api("PUT", "/proposals/RT1-M1/links/RT1-B9")),
    "unlink a mechanism and a benchmark": Driver(unlink),
    "comment": Driver(
        lambda world, cast: api(
            "POST", "/proposals/RT1-M1/comments", type="general", stance="support", text=f"The {cast} agrees."
        )(world, cast)
    ),
    "draft a disposition": Driver(dispose("draft"), World.comment_twice),
    "issue a disposition": Driver(dispose("issued"), World.comment_twice),
    "put comments together that say the same": Driver(group, World.comment_twice),
    "withdraw one's own comment": Driver(withdraw_own, World.comment_twice),
    "say whether an answer satisfies": Driver(acknowledge, prepare_answer),
    "show support": Driver(api("PUT", "/proposals/RT1-M1/support", choice="for")),
    "give a position": Driver(give),
    "plan a round": Driver(
        api(
            "POST", "/rounds", kind="drafting", title="More drafting", opens="2027-04-01", closes="2027-04-10"
        )
    ),
    "change the plan of a round": Driver(
        api("PATCH", "/rounds/R90", title="Another name"),
        round_on_its_own("R90", "revision", 50, 55, given=False),
    ),
    "open a round": Driver(
        api("POST", "/rounds/R90/opening"), round_on_its_own("R90", "revision", 50, 55, given=False)
    ),
    "extend a round": Driver(
        api("POST", "/rounds/R90/extension", closes="2027-01-30", reason=WHY),
        round_on_its_own("R90", "revision", -5, 60, given=True),
    ),
    "close a round early": Driver(
        api("POST", "/rounds/R90/closure", reason=WHY),
        round_on_its_own("R90", "revision", -5, 60, given=True),
    ),
    "cancel a round": Driver(
        api("POST", "/rounds/R90/cancellation", reason=WHY),
        round_on_its_own("R90", "revision", 50, 55, given=False),
    ),
    "complete a round": Driver(
        api("POST", "/rounds/R90/completion"), round_on_its_own("R90", "comment", -20, -10, given=True)
    ),
    "declare a text ready": Driver(api("POST", "/proposals/RT1-B6/readiness"), ready_texts),
    "declare all texts of a round ready": Driver(api("POST", "/rounds/R1/readiness"), ready_texts),
    "set up a part of a consultation": Driver(api("POST", "/roundtables", code="RT9", title="A new table")),
    "seat somebody in a working group": Driver(
        api("POST", "/members", email="new@demo.example", name="Somebody new", role="member", group="WG-1A")
    ),
    "end a seat in a working group": Driver(
        lambda world, cast: api("POST", f"/members/{world.seat_of('newcomer')}/end", reason=WHY)(world, cast),
        World.seat_a_newcomer,
    ),
    "hand over a first sign-in link": Driver(
        lambda world, cast: api("POST", f"/members/{world.seat_of('newcomer')}/link")(world, cast),
        World.seat_a_newcomer,
    ),
    "issue the document, or a corrigendum or revision of it": Driver(
        api("POST", "/outcome/editions", kind="edition"), list_one
    ),
    "have a file of the working draft made": Driver(make_draft, fail_work),
    "let long work begin again that failed": Driver(work_again, fail_work),
    **{name: Driver(do) for name, do in OF_COURSES.items()},
    **{name: Driver(do) for name, do in OF_MAIL.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_ATTENDANCE.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_OBJECTIONS.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_REVIEWING.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_TELLING.items()},
    **{name: Driver(do) for name, do in OF_TABLES.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_RATINGS.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_RECOUNTING.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_EXPLANATIONS.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_RECUSALS.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_PROXIES.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_MARKS.items()},
    **{name: Driver(do, prepare) for name, (do, prepare) in OF_AMENDMENTS.items()},
}
