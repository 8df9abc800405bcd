"""A closed group at work, with a word planted in everything it writes, and every door an outsider can try."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.routing import iter_route_contexts
from sqlmodel import Session

from app.consultations.actions.groups import add_group
from app.consultations.actions.seats import give_seat
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import roundtables_of
from app.discussion.actions.acknowledging import acknowledge_disposition
from app.discussion.actions.answering import draft_disposition, issue_disposition
from app.discussion.actions.commenting import add_comment
from app.discussion.objections.actions import raise_objection, take_objection_step
from app.drafting.actions.circulation import circulate_version
from app.drafting.actions.course import move_proposal
from app.drafting.actions.presence import be_present
from app.drafting.actions.saving import create_proposal, save_version
from app.drafting.content import plain
from app.drafting.course_rules import Move
from app.drafting.models import Kind
from app.drafting.queries import current_version, visible_proposal
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from app.voting.actions.support import show_support
from tests.support import Site, address

SLUG = "hld-2013-review"
WORD, NAME, GROUP = "wintergreen", "Kestrel circle", "WG-KESTREL"
MEMBERS = {"rapporteur": "moderator", "alternate": "rapporteur", "ngo": "member"}
OUTSIDERS: tuple[str | None, ...] = (
    None, "observer", "member", "state", "moderator", "secretariat", "administrator",
)  # fmt: skip


def closed_group(site: Site, db: Session, visibility: str = "closed") -> WorkingGroup:
    """The group, as a secretariat sets it up, with its seats."""
    consultation = db.get_one(Consultation, site.consultation(SLUG).id)
    secretariat = site.actor("secretariat")
    group = add_group(
        db, secretariat, consultation, code=GROUP, title=NAME, mandate=f"What the {NAME} is for.",
        roundtable="RT1", visibility=visibility,
    )  # fmt: skip
    for who, role in MEMBERS.items():
        person = person_by_email(db, address(who))
        give_seat(
            db, SYSTEM, person, role=role, title=f"{NAME}, {role}", consultation=consultation, group=group
        )
    return group


@contextmanager
def before_the_round(site: Site) -> Iterator[None]:
    """An hour before the round that is open now was opened: it is about the texts that stood then."""
    today = site.now
    opened = site.rows(
        "SELECT r.opens_at FROM round r JOIN consultation c ON c.id = r.consultation_id WHERE c.slug = :s AND r.code = 'R2'",
        s=SLUG,
    )[0][0]  # fmt: skip
    site.now = datetime.fromisoformat(str(opened)).replace(tzinfo=UTC) - timedelta(hours=1)
    yield
    site.now = today


def planted(fields: dict[str, Any], word: str = WORD) -> dict[str, Any]:
    """The fields of a text with the word in each that holds prose."""
    title = {"title": f"{fields['title'][:60]} {word}"}
    prose = {
        name: f"{value}\n\nAnd {word}."
        for name, value in fields.items()
        if isinstance(value, str) and len(value) > 40 and name != "title"
    }
    return {**fields, **prose, **title}


def begin(
    site: Site, db: Session, who: str, group: WorkingGroup, kind: Kind, like: str, word: str = WORD
) -> str:
    """A proposal of the group like an open one; gives its code."""
    consultation = db.get_one(Consultation, group.consultation_id)
    actor = site.actor(who)
    model = current_version(db, visible_proposal(db, actor, consultation, like))
    fields = planted(plain(model.content), word) | {"benchmarks": ["RT1-B1"]}
    if kind is Kind.BENCHMARK:
        fields = planted(plain(model.content), word) | {"mechanisms": ["RT1-M1"]}
    roundtable = next(r for r in roundtables_of(db, consultation) if r.id == group.roundtable_id)
    made = create_proposal(
        db, actor, consultation, kind=kind, group=group, roundtable=roundtable, fields=fields, note=word
    )
    return made.proposal.code


def comment(site: Site, db: Session, who: str, code: str, text: str, type: str = "general") -> str:
    """A comment on a text of the group; gives its code."""
    consultation = db.get_one(Consultation, site.consultation(SLUG).id)
    return add_comment(
        db, site.actor(who), consultation, code, type=type, stance="concern", severity="blocking", text=text
    ).code  # fmt: skip


def fill(site: Site, visibility: str = "closed") -> list[str]:
    """A closed group with everything a group can have; gives the codes that nobody outside may meet."""
    with site.database.unit_of_work() as db:
        group = closed_group(site, db, visibility)
    with site.database.unit_of_work() as db, before_the_round(site):
        consultation = db.get_one(Consultation, group.consultation_id)
        convenor, second, member = (site.actor(who) for who in MEMBERS)
        mechanism = begin(site, db, "rapporteur", group, Kind.MECHANISM, "RT1-M1")
        benchmark = begin(site, db, "ngo", group, Kind.BENCHMARK, "RT1-B1")
        draft = begin(site, db, "ngo", group, Kind.MECHANISM, "RT1-M2")
        for code, partner in ((mechanism, {"benchmarks": ["RT1-B1", benchmark]}), (benchmark, {})):
            text = current_version(db, visible_proposal(db, convenor, consultation, code))
            fields = plain(text.content) | {"title": f"Again {WORD}"} | partner
            save_version(db, second, consultation, code, base_version=1, fields=fields, note=f"{WORD} anew")
            move_proposal(db, convenor, consultation, code, Move.SUBMITTED)
        move_proposal(db, convenor, consultation, draft, Move.WITHDRAWN, reason=f"No more {WORD} is needed.")
    with site.database.unit_of_work() as db:
        told = comment(site, db, "ngo", mechanism, f"Where is the {WORD}?", "technical")
        other = comment(site, db, "alternate", benchmark, f"How much {WORD}?")
        draft_disposition(
            db, second, consultation, told, code="accepted", reason=f"There is {WORD} now, in the text.", version=2
        )  # fmt: skip
        issue_disposition(db, convenor, consultation, told, code="noted", reason=f"There is {WORD} now.")
        acknowledge_disposition(db, member, consultation, told, satisfied=False, word=f"Not enough {WORD}.")
        objection = raise_objection(
            db, member, consultation, mechanism, comment=told, reason=f"There is no {WORD}.", removal=f"More {WORD}.",
            field="summary", quote={"exact": WORD},
        )  # fmt: skip
        step = {"state": "addressed", "words": f"There is more {WORD}."}
        take_objection_step(db, second, consultation, objection.code, **step)
        show_support(db, member, consultation, mechanism, choice="for", word=f"For {WORD}.")
        be_present(db, member, consultation, benchmark, field="title")
        circulate_version(
            db, convenor, consultation, mechanism, version=2,
            to=[person_by_email(db, address(who)).public_id for who in ("ngo", "alternate")],
            message=f"See the {WORD}.",
        )  # fmt: skip
    return [mechanism, benchmark, draft, told, other, objection.code]


# What stands in the addresses, by the name of the part; some depend on the address they stand in.
PARTS: dict[str, Sequence[str]] = {
    "slug": [SLUG], "ballot": ["BAL-1"], "n": ["1"], "id": ["CM-001"], "key": ["text"], "secret": ["none"],
    "circulation": ["CIRC-1"], "seat": ["1"], "place": ["RT1-M1"], "public_id": ["p"], "name": ["json", "html"],
    "code": ["RT1-M1"], "part": ["introduction"], "table": ["votes"], "roundtable": ["RT1"], "field": ["summary"],
    "format": ["csv"], "milestone": ["1"], "value": ["1"], "identity": ["1"], "number": ["1"], "sheet": ["none"],
    "person": ["p-nobody"], "mark": ["none"],
}  # fmt: skip
CODES = {
    "/rounds/": ["R2", "R3"], "/groups/": ["WG-1A"], "/roundtables/": ["RT1"], "/constituencies/": ["CSO"],
    "/delegations/": ["org-bel"], "/pilots/": ["PIL-1"], "/contributions/": ["C-01"],
}  # fmt: skip
MORE = [
    f"/search?q={WORD}", f"/search?q={GROUP}", "/search?q=migration", f"/{SLUG}/search?q={WORD}",
    f"/{SLUG}/search?q=migration", f"/{SLUG}/search?q=Kestrel", f"/{SLUG}/RT1", f"/{SLUG}/RT1-B1", f"/{SLUG}/RT1?q={WORD}",
    f"/{SLUG}/proposals?q={WORD}", f"/{SLUG}/proposals?state=withdrawn", f"/{SLUG}/RT1-M1/changes?from=1&to=2",
    f"/{SLUG}/proposals/new?kind=mechanism", f"/{SLUG}/proposals/new?kind=benchmark", f"/{SLUG}/register?subject={GROUP}-M1",
    f"/{SLUG}/register?verb=proposal_created", f"/api/v1/consultations/{SLUG}/proposals?q={WORD}&limit=200",
    f"/api/v1/consultations/{SLUG}/proposals?limit=200", f"/api/v1/consultations/{SLUG}/ledger?limit=500",
    f"/api/v1/consultations/{SLUG}/proposals/RT1-B1", "/hld-2013-decision", "/hld-2013-decision/ballots/BAL-1",
]  # fmt: skip
# The stream never ends; it has a test of its own. A ballot's sheet is of those who give positions.
APART = ("/events",)


def addresses(
    app: Any,
    parts: Mapping[str, Sequence[str]] = PARTS,
    codes: Mapping[str, Sequence[str]] = CODES,
    more: Sequence[str] = MORE,
) -> Iterator[str]:
    """Every address that can be read, with parts that are there, and `more` of them."""
    for route in iter_route_contexts(app.routes):
        methods = set(getattr(route, "methods", None) or ())
        if "GET" not in methods or route.path.endswith(APART):
            continue
        found = [route.path]
        for part in re.findall(r"\{(\w+)\}", route.path):
            assert part in parts, f"say in PARTS what stands for {part!r} in {route.path}"
            values = parts[part]
            if part == "code":
                values = next((v for place, v in codes.items() if place + "{code}" in route.path), values)
            found = [path.replace(f"{{{part}}}", value) for path in found for value in values]
        yield from found
    yield from more


def shown(answer: Any) -> str:
    """What a reader sees of an answer: without the token of forms."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)
    text = re.sub(r"X-CSRF-Token[^}]*", "", text)
    # Each of the two sites lies in a folder of its own.
    text = re.sub(r"(?:site|process_\w+)_\d+", "site", text)
    # The page of the machine's health shows the machine's clock, which goes on between two looks.
    text = re.sub(r"It is [\d:T+-]+\.", "", text)
    return f"{answer.status_code} {text}"
