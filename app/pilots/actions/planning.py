"""Take recommended mechanisms up in a pilot, and write its plan while it is proposed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.given import Given
from app.consultations.models import Consultation, WorkingGroup
from app.drafting.models import BenchmarkLink, Kind, Proposal, is_text
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.db import keep_all
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import GONE, lock_track, record, row_key
from app.kernel.search import put_entry
from app.pilots.events import PilotPlanned, PilotProposed
from app.pilots.models import Milestone, Part, Pilot, PilotParty, PilotProposal, PilotState
from app.pilots.rules import Speaker, spoken_by, why_not_plan, why_not_take_up, why_not_try
from app.pilots.standing import ADOPTED, found_pilot, proposals_in, recommended, speakers_of
from app.pilots.wishes import TEXT, TITLE, BenchmarkWish, MilestoneWish, read_day, read_goal, read_milestones

_CODE = re.compile(r"PIL-(\d{1,9})", re.ASCII)


def take_up(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    title: str,
    mechanisms: Sequence[str],
    starts: str,
    ends: str = "",
    description: str = "",
    benchmarks: Sequence[BenchmarkWish] = (),
    milestones: Sequence[MilestoneWish] = (),
    delegation: str | None = None,
) -> Pilot:
    """A State takes recommended mechanisms up: it proposes a pilot, which it leads, under the next code (PIL-7).

    Without `benchmarks` the pilot reports against the recommended ones of its mechanisms. `delegation` is needed only
    by who speaks for several States. Refused to all but a State's head and alternates; Invalid with a sentence at each
    field that is wrong. The same proposal again, by a double click, is the pilot that stands.
    """
    lock_track(db, consultation.slug)
    speakers = speakers_of(db, actor, consultation)
    permit(why_not_take_up(actor, consultation, speakers))
    lead = _lead(speakers, delegation)
    given = Given()
    name = given.line("title", title, _("Give the pilot a title."), TITLE)
    words = given.text("description", description, limit=TEXT)
    first, last = _period(given, starts, ends)
    known = db.execute(
        sa.select(col(Pilot.code), Pilot, col(PilotParty.delegation_id))
        .join(PilotParty, sa.and_(col(PilotParty.pilot_id) == col(Pilot.id), col(PilotParty.place) == 0, col(PilotParty.part) == Part.LEAD), isouter=True)
        .where(col(Pilot.consultation_id) == consultation.id)
    ).all()  # fmt: skip
    tried = _recommended(db, given, consultation, mechanisms, benchmarks)
    plan = read_milestones(given, milestones)
    pilot = Pilot(
        consultation_id=consultation.id or 0, code=_next_code([row[0] for row in known]), title=name, description=words,
        state=PilotState.PROPOSED.value, starts=first or date.min, ends=last,
    )  # fmt: skip
    for _code, other, leads in known:
        if leads == lead.delegation_id and not given.errors and _alike(other, pilot):
            return other
    goals = _goals(given, tried, benchmarks, {})
    given.done()
    db.add(pilot)
    db.flush()
    for row in goals:
        row.pilot_id = pilot.id or 0
    db.add_all(goals)
    party = PilotParty(
        pilot_id=pilot.id or 0, delegation_id=lead.delegation_id, part=Part.LEAD.value,
        joined_on=local_day(now(db), consultation.timezone),
    )  # fmt: skip
    db.add(party)
    steps = _add_milestones(db, pilot, 0, plan)
    _make_findable(db, consultation, pilot)
    codes = tuple(p.code for p in tried.values() if p.kind == Kind.MECHANISM)
    record(
        db, actor, PilotProposed(pilot.code, lead.code, codes),
        track=consultation.slug, left=[pilot, party, *goals, *steps], capacity=lead.title, delegation=lead.code,
    )  # fmt: skip
    return pilot


def plan_pilot(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    title: str | None = None,
    description: str | None = None,
    starts: str | None = None,
    ends: str | None = None,
    mechanisms: Sequence[str] | None = None,
    benchmarks: Sequence[BenchmarkWish] | None = None,
    milestones: Sequence[MilestoneWish] | None = None,
) -> Pilot:
    """Write the plan of a pilot while it is proposed; what is None stays as it is.

    `mechanisms`, `benchmarks` and `milestones` each replace the whole list; a milestone that is no longer among them
    stays as dropped. NotFound; Refused to all but those who lead; Invalid at `title`, `starts`, `ends`, `mechanisms`,
    `benchmarks.CODE.FIELD`, `milestones.N.FIELD`. A plan that changes nothing writes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    permit(why_not_plan(actor, consultation, found.standing))
    pilot, given = found.pilot, Given()
    wanted: dict[str, object] = {}
    if title is not None:
        wanted["title"] = given.line("title", title, _("Give the pilot a title."), TITLE)
    if description is not None:
        wanted["description"] = given.text("description", description, limit=TEXT)
    if starts is not None or ends is not None:
        first, last = _period(
            given,
            pilot.starts.isoformat() if starts is None else starts,
            (pilot.ends.isoformat() if pilot.ends else "") if ends is None else ends,
        )
        wanted |= {"starts": first, "ends": last}
    rows = None
    if mechanisms is not None or benchmarks is not None:
        rows = _planned_proposals(db, given, consultation, pilot, mechanisms, benchmarks)
    steps = read_milestones(given, milestones) if milestones is not None else None
    given.done()
    changed = [name for name, value in wanted.items() if getattr(pilot, name) != value]
    left: list[SQLModel] = [pilot]
    gone: dict[str, str] = {}
    for name in changed:
        setattr(pilot, name, wanted[name])
    if rows is not None:
        goals, gone = _replace_proposals(db, pilot, *rows)
        left += goals
        known = set(rows[0])
        if any(row.proposal_id in known for row in goals):
            changed.append("goals")
        if gone or any(row.proposal_id not in known for row in goals):
            changed.append("proposals")
    if steps is not None and (moved := _replace_milestones(db, pilot, steps)):
        left += moved
        changed.append("milestones")
    if not changed:
        return pilot
    db.add(pilot)
    _make_findable(db, consultation, pilot)
    lead = found.standing.lead
    record(
        db, actor, PilotPlanned(pilot.code, tuple(changed)),
        track=consultation.slug, left=left, digests=gone,
        **spoken_by(lead),
    )  # fmt: skip
    return pilot


def _lead(speakers: Sequence[Speaker], code: str | None) -> Speaker:
    states = [s for s in speakers if s.state and s.role != "reporter"]
    mine = {s.delegation_id: s for s in states if code in (None, s.code)}
    if not mine:
        raise Refused(
            _("Only the head or an alternate of this State’s delegation takes a mechanism up for it.")
        )
    if len(mine) > 1:
        raise Invalid.at("delegation", _("You speak for more than one State; say for which."))
    return next(iter(mine.values()))


def _period(given: Given, starts: str, ends: str) -> tuple[date | None, date | None]:
    first = read_day(given, "starts", starts, _("Say on which day the pilot begins."))
    last = read_day(given, "ends", ends)
    if first is not None and last is not None and last <= first:
        given.wrong("ends", _("The pilot would end before it begins."))
    return first, last


def _recommended(
    db: Session,
    given: Given,
    consultation: Consultation,
    mechanisms: Sequence[str],
    benchmarks: Sequence[BenchmarkWish],
) -> dict[str, Proposal]:
    """The recommended proposals that are named, by code; without benchmarks those of the mechanisms. One query.

    Recommended is what the newest edition holds; of the others `given` gets the sentence at their field.

    What a closed group wrote is not found: nobody outside it knows of it.
    """
    codes = [code.strip() for code in mechanisms if code.strip()]
    wanted = {*codes, *(wish.code for wish in benchmarks)}
    named: sa.ColumnElement[bool] = col(Proposal.code).in_(sorted(wanted))
    if not benchmarks:
        linked = (
            sa.select(col(BenchmarkLink.benchmark_id))
            .join(Proposal, col(Proposal.id) == col(BenchmarkLink.mechanism_id))
            .where(col(Proposal.consultation_id) == consultation.id, col(Proposal.code).in_(codes))
        )
        named = sa.or_(named, col(Proposal.id).in_(linked))
    rows = db.exec(
        select(Proposal, recommended())
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            Proposal.consultation_id == consultation.id,
            col(Proposal.state).in_(ADOPTED),
            is_text(),
            col(WorkingGroup.closed).is_(False),
            named,
        )
        .order_by(col(Proposal.roundtable_id), col(Proposal.number))
    ).all()
    held = {row.code: bool(stands) for row, stands in rows}
    found = {row.code: row for row, stands in rows if stands or row.code in wanted}
    if not codes:
        given.wrong("mechanisms", _("Name at least one recommended mechanism."))
    for field, kind, asked in (
        ("mechanisms", Kind.MECHANISM, codes),
        ("benchmarks", Kind.BENCHMARK, [wish.code for wish in benchmarks]),
    ):
        for code in asked:
            if code not in found or found[code].kind != kind:
                given.wrong(field, _not_recommended(kind) % {"code": code[:40]})
            elif (why := why_not_try(code, held=held[code])) is not None:
                given.wrong(field, why)
    return found


def _not_recommended(kind: Kind) -> str:
    if kind == Kind.MECHANISM:
        return _("“%(code)s” is not a recommended mechanism here. Only what was adopted can be taken up.")
    return _("“%(code)s” is not a recommended benchmark here. A pilot reports against what was adopted.")


def _goals(
    given: Given,
    tried: Mapping[str, Proposal],
    benchmarks: Sequence[BenchmarkWish],
    known: Mapping[int, PilotProposal],
) -> list[PilotProposal]:
    """A row for each proposal of the pilot, as it stands or new; what is wished of a benchmark is written into it."""
    wishes = {wish.code: wish for wish in benchmarks}
    rows = []
    for code, proposal in tried.items():
        stands = known.get(proposal.id or 0)
        row = (
            PilotProposal(**stands.model_dump())
            if stands is not None
            else PilotProposal(pilot_id=0, proposal_id=proposal.id or 0)
        )
        if code in wishes and proposal.kind == Kind.BENCHMARK:
            read_goal(given, wishes[code], row)
        rows.append(row)
    return rows


def _planned_proposals(
    db: Session,
    given: Given,
    consultation: Consultation,
    pilot: Pilot,
    mechanisms: Sequence[str] | None,
    benchmarks: Sequence[BenchmarkWish] | None,
) -> tuple[dict[int, PilotProposal], list[PilotProposal]]:
    """The rows that stand, by proposal, and those that are to stand; nothing is written yet."""
    tested = proposals_in(db, pilot)
    known = {t.proposal.id or 0: t.own for t in tested}
    stay = [t.proposal.code for t in tested if t.proposal.kind == Kind.MECHANISM]
    own = [BenchmarkWish(t.proposal.code) for t in tested if t.proposal.kind == Kind.BENCHMARK]
    names = stay if mechanisms is None else mechanisms
    tried = _recommended(db, given, consultation, names, own if benchmarks is None else benchmarks)
    return known, _goals(given, tried, benchmarks or (), known)


def _replace_proposals(
    db: Session, pilot: Pilot, known: Mapping[int, PilotProposal], rows: Sequence[PilotProposal]
) -> tuple[list[PilotProposal], dict[str, str]]:
    """Put these proposals and goals in place of those of the plan; gives the rows written, and the keys of those gone."""
    gone = sorted(set(known) - {row.proposal_id for row in rows})
    taken_out = {row_key(PilotProposal, known[each].model_dump()): GONE for each in gone}
    if gone:
        db.execute(
            sa.delete(PilotProposal).where(
                col(PilotProposal.pilot_id) == pilot.id, col(PilotProposal.proposal_id).in_(gone)
            )
        )
    written = []
    for row in rows:
        standing = known.get(row.proposal_id)
        if standing is None:
            row.pilot_id = pilot.id or 0
            written.append(row)
        elif standing.model_dump() != row.model_dump():
            for name, value in row.model_dump().items():
                setattr(standing, name, value)
            written.append(standing)
    db.add_all(written)
    return written, taken_out


def _replace_milestones(db: Session, pilot: Pilot, plan: Sequence[tuple[str, date]]) -> list[Milestone]:
    """Put these milestones in place of those of the plan: each keeps its row, and one too many stays as dropped.

    Gives the rows written, none where the plan has them already.
    """
    rows = db.exec(
        select(Milestone)
        .where(Milestone.pilot_id == pilot.id)
        .order_by(col(Milestone.place), col(Milestone.id))
    ).all()
    planned = [row for row in rows if row.state == "planned"]
    if [(row.title, row.due) for row in planned] == list(plan):
        return []
    for row, (title, due) in zip(planned, plan, strict=False):
        row.title, row.due = title, due
    for row in planned[len(plan) :]:
        row.state = "dropped"
    db.add_all(planned)
    place = max((row.place for row in rows), default=-1) + 1
    return [*planned, *_add_milestones(db, pilot, place, plan[len(planned) :])]


def _add_milestones(
    db: Session, pilot: Pilot, place: int, plan: Sequence[tuple[str, date]]
) -> Sequence[Milestone]:
    rows = [
        Milestone(
            consultation_id=pilot.consultation_id, pilot_id=pilot.id or 0, place=place + n, title=title, due=due,
            state="planned",
        )
        for n, (title, due) in enumerate(plan)
    ]  # fmt: skip
    if not rows:
        return []
    found_by = select(Milestone).where(Milestone.pilot_id == pilot.id, col(Milestone.place) >= place)
    return keep_all(db, rows, found_by)


def _next_code(codes: Sequence[str]) -> str:
    """The code after the highest that was ever given; none is used twice."""
    numbers = [int(found[1]) for code in codes if (found := _CODE.fullmatch(code))]
    return f"PIL-{max(numbers, default=0) + 1}"


def _alike(known: Pilot, pilot: Pilot) -> bool:
    names = ("title", "description", "starts", "ends", "state")
    return all(getattr(known, name) == getattr(pilot, name) for name in names)


def _make_findable(db: Session, consultation: Consultation, pilot: Pilot) -> None:
    put_entry(
        db, consultation_id=consultation.id or 0, kind="pilot", key=pilot.code,
        url=f"/{consultation.slug}/pilots/{pilot.code}", title=pilot.title, body=pilot.description,
    )  # fmt: skip
