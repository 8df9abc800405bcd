"""The proposal page: one text and everything about it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col

from app.consultations.calendar import RoundStage
from app.consultations.models import (
    Consultation,
    ConsultationState,
    RoundKind,
    Visibility,
)
from app.consultations.register import Act, acts
from app.consultations.rules import visibility_of, voting_seats
from app.contributions.models import Source
from app.discussion.forms import comment_form
from app.discussion.objections.models import ObjectionState
from app.discussion.objections.queries import objections_on
from app.discussion.objections.rules import TAKING
from app.discussion.objections.views import Short
from app.discussion.queries import threads_of
from app.discussion.reading import Reader
from app.discussion.views import CommentForm, Threads
from app.drafting.circulation import why_not_circulate
from app.drafting.content import cited_sources
from app.drafting.course_rules import Footing
from app.drafting.course_views import CourseView, course_view
from app.drafting.drafts import DeskNotes, desk_notes
from app.drafting.editorial.views import Challenge
from app.drafting.models import Kind, Proposal, ProposalState, Step, Version
from app.drafting.queries import Desk, Linked, linkable_proposals, visible_desk
from app.drafting.rules import OPEN_STATES, Need, needs, why_not_edit
from app.kernel.actor import Actor
from app.pilots.figures import Figures, MeasuredFigures, figures, measured_figures
from app.pilots.measured import MeasuredBenchmark, values_of
from app.pilots.models import Measurement
from app.pilots.queries import pilots_of_proposal, why_not_try_here
from app.pilots.reckoning import goal_of
from app.review.reviewing.views import ReviewCounts
from app.review.silence.confirming import ADOPTED
from app.site.proposal.around import Partner, read_texts
from app.site.proposal.history import History, VersionLine, history_of, sponsors_of
from app.site.proposal.needs import GONE, Situation, StillNeeds, still_needs
from app.site.proposal.sources import Origin, origins_of, sources_of
from app.site.proposal.standing import ProposalStanding, standing_of
from app.site.trace.queries import stretches
from app.voting.amendments.queries import amendments_of, why_no_amendment
from app.voting.amendments.views import AmendmentView
from app.voting.members.queries import own_codes
from app.voting.sheets import support_of
from app.voting.views import SupportView

# What can be taken off by one click: what lives, and what has gone on another way.
LIVING = OPEN_STATES | GONE

# Rounds in which everybody speaks of the text that stood when they opened.
ABOUT_ONE_TEXT = (RoundKind.COMMENT, RoundKind.LAST_CALL, RoundKind.SILENCE, RoundKind.BALLOT)


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The whole page."""

    desk: Desk
    visibility: Visibility
    version: Version
    versions: tuple[VersionLine, ...]
    history: History
    course: CourseView
    linkable: tuple[Linked, ...]
    unlinkable: frozenset[str]
    sponsors: tuple[tuple[str, str], ...]
    still: StillNeeds
    partners: tuple[Partner, ...]
    threads: Threads
    form: CommentForm
    standing: ProposalStanding | None
    objections: tuple[Short, ...]
    silenced: Step | None
    """The step by which it was adopted by silence procedure, where that was the last decision."""
    support: SupportView
    origins: tuple[Origin, ...]
    sources: tuple[Source, ...]
    pilots: tuple[tuple[str, str, str], ...]
    why_not_try: str | None
    register: tuple[Act, ...]
    needs: tuple[Need, ...]
    figures: Figures | None
    measured: MeasuredFigures | None
    why_not_edit: str | None
    gives_positions: bool
    desk_notes: DeskNotes | None
    why_not_circulate: str | None
    reviews: ReviewCounts
    amendments: tuple[AmendmentView, ...]
    why_not_amend: str | None
    edition: int | None
    in_edition: tuple[tuple[int, int], ...]
    """Where it stands in the newest edition, in stretches of paragraph numbers."""

    @property
    def under_review(self) -> int | None:
        """The version that the round which takes comments is about, where the group has written a newer one since."""
        round_ = self.desk.stage.commented
        if round_ is None or round_.kind not in ABOUT_ONE_TEXT:
            return None
        pinned = max((v.n for v in self.versions if v.at < round_.opens_at), default=None)
        return pinned if pinned != self.version.n else None

    @property
    def challenged(self) -> tuple[Challenge, ...]:
        """The challenges of marks that were made while the ballot on it was open, whose positions may have relied on them."""
        return self.standing.challenged_in(self.versions) if self.standing else ()

    @property
    def votes(self) -> bool:
        """Whether a ballot on it is open and the reader gives positions in it."""
        return (
            self.gives_positions and self.standing is not None and self.standing.view.stage is RoundStage.OPEN
        )

    @property
    def amendable(self) -> bool:
        """Whether the page speaks of amendments: there are some, or the text is ready for decision."""
        return bool(self.amendments) or self.desk.proposal.state == ProposalState.READY

    @property
    def decided(self) -> bool:
        """Whether a ballot that decides on texts has closed on it, and no silence adopted it since."""
        return self.silenced is None and self.standing is not None and self.standing.decides

    @property
    def takes_objections(self) -> bool:
        """Whether the round that is open takes objections to it."""
        round_ = self.desk.stage.round
        return round_ is not None and round_.kind in TAKING

    @property
    def no_pilot(self) -> bool:
        """Whether it is an adopted mechanism that no State pilots."""
        kind, state = self.desk.proposal.kind, self.desk.proposal.state
        return kind == Kind.MECHANISM and state in ("adopted", "consolidated") and not self.pilots


def proposal_page(db: Session, consultation: Consultation, actor: Actor, code: str) -> ProposalPage:
    """One proposal with everything about it that the actor may see; NotFound where there is none or it is hidden."""
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    texts = read_texts(db, actor, proposal)
    own, partners = texts.own, texts.partners
    version = next(v for v in own if v.n == proposal.version)
    form = comment_form(db, actor, consultation, desk)
    mechanism = proposal.kind == Kind.MECHANISM
    measured = None if mechanism else _measured(db, proposal, version)
    cited = set(cited_sources(version.content))
    if measured is not None:
        cited |= {row.value.source for row in measured.rows if row.value.source}
    missing = tuple(needs(proposal.kind, version.content, links=len(partners)))
    history = history_of(proposal, own, texts.steps, texts.kin, texts.challenges)
    footing = Footing(
        proposal,
        desk.group,
        desk.stage,
        first_author=own[0].person_id,
        newest_author=version.person_id,
        needs=missing,
    )
    why_not_write_here = why_not_edit(actor, desk.group, desk.stage, proposal)
    linkable = _linkable(db, actor, consultation, proposal, partners) if why_not_write_here is None else ()
    threads = threads_of(
        db,
        consultation,
        proposal,
        reader=Reader.at_desk(actor, desk),
        texts={v.n: v.content for v in own},
        may_reply=form.reason is None,
    )
    standing = standing_of(db, proposal, desk.rounds, desk.stage.at)
    objections = objections_on(db, consultation, proposal)
    silenced = _silenced(texts.steps, standing)
    # Only what was adopted once can be piloted.
    counted = standing is not None and standing.result is not None
    settled = counted or silenced is not None or proposal.state not in OPEN_STATES
    pilots = tuple(pilots_of_proposal(db, proposal.id or 0)) if settled else ()
    notes = desk_notes(db, actor, consultation, proposal, desk.group)
    # Who writes the text has queries of the own on this page, and follows the link to where it stands.
    issued = notes is None and proposal.state in ("adopted", "consolidated", "superseded")
    measures = {proposal.code: () if mechanism else [partner.code for partner in partners]}
    edition, stands = stretches(db, consultation, measures) if issued else (None, {})
    return ProposalPage(
        desk=desk,
        visibility=visibility_of(desk.group),
        version=version,
        versions=tuple(line for line in history.lines if isinstance(line, VersionLine)),
        history=history,
        course=course_view(actor, consultation, footing),
        linkable=linkable,
        unlinkable=frozenset(p.code for p in partners if p.state in LIVING)
        if why_not_write_here is None
        else frozenset(),
        sponsors=sponsors_of(db, proposal, version.content.get("sponsors") or []),
        still=still_needs(
            Situation(
                code=proposal.code,
                kind=proposal.kind,
                state=proposal.state,
                group=desk.group.code,
                zone=consultation.timezone,
                stage=desk.stage,
                rounds=desk.rounds,
                roundtable=desk.roundtable.code,
                needs=missing,
                unanswered=len(threads.open),
                first_unanswered=threads.open[0].code if threads.open else "",
                unknown=[partner.code for partner in partners if partner.lacks_baseline],
                reservations=len(standing.reservations) if standing else 0,
                objections=len(standing.objections) if standing else 0,
                decided=silenced is None and standing is not None and standing.result is not None,
                against=sum(each.standing for each in objections),
                unaddressed=sum(each.state == ObjectionState.OPEN for each in objections),
                piloted=bool(pilots),
                reviewed=desk.stage.round is None or own[0].created_at < desk.stage.round.opens_at,
                into=history.into.code if history.into else "",
                reviews=texts.reviews,
                amended_in=(proposal.frozen or {}).get("ballot", ""),
            )
        ),
        partners=tuple(partners),
        threads=threads,
        form=form,
        standing=standing,
        objections=objections,
        silenced=silenced,
        support=support_of(db, actor, proposal, desk.stage),
        origins=origins_of(db, proposal) if mechanism else (),
        sources=sources_of(db, consultation, sorted(cited)),
        pilots=pilots,
        why_not_try=why_not_try_here(db, consultation, proposal.code)
        if mechanism and consultation.state == ConsultationState.PILOTING
        else None,
        register=tuple(acts(db, consultation, subject=proposal.code, newest_first=True, limit=8)),
        needs=missing,
        figures=None if mechanism else figures(version.content),
        measured=measured,
        why_not_edit=why_not_write_here,
        gives_positions=_gives_positions(db, actor, consultation, standing),
        desk_notes=notes,
        why_not_circulate=why_not_circulate(actor, consultation, desk.group),
        reviews=texts.reviews,
        amendments=tuple(amendments_of(db, proposal)) if texts.amended else (),
        why_not_amend=why_no_amendment(db, actor, consultation, desk),
        edition=edition,
        in_edition=stands.get(proposal.code, ()),
    )


def _gives_positions(
    db: Session, actor: Actor, consultation: Consultation, standing: ProposalStanding | None
) -> bool:
    """Whether the reader gives positions in the ballot on the text: its own where each member has one, or a delegation's; one
    query for who writes in a working group while members give positions, none otherwise."""
    if standing is None or not standing.view.by_members:
        return bool(voting_seats(actor, consultation))
    if standing.view.stage is not RoundStage.OPEN:
        return False
    code = standing.view.ballot.code
    return any(own.startswith(f"{code} ") for own in own_codes(db, actor, consultation))


def _silenced(steps: Sequence[Step], standing: ProposalStanding | None) -> Step | None:
    """The step by which the text was adopted by silence procedure, unless a ballot on it was opened after."""
    found = [step for step in steps if step.verb == ADOPTED]
    last = max(found, key=lambda step: step.n, default=None)
    if last is None or (standing is not None and standing.view.ballot.opens_at > last.taken_at):
        return None
    return last


def _linkable(
    db: Session, actor: Actor, consultation: Consultation, proposal: Proposal, partners: Sequence[Partner]
) -> tuple[Linked, ...]:
    """What it can be linked with by one click: the living texts of the other kind that it is not linked with, those of
    its own roundtable first."""
    there = {partner.code for partner in partners}
    found = [
        item
        for item in linkable_proposals(db, actor, consultation, proposal.kind)
        if item.code not in there and item.state in OPEN_STATES
    ]
    own = proposal.code.rpartition("-")[0]
    return tuple(sorted(found, key=lambda item: not item.code.startswith(f"{own}-")))


def _measured(db: Session, proposal: Proposal, version: Version) -> MeasuredFigures:
    """What was measured against a benchmark, in any pilot and at large; one query."""
    values = tuple(values_of(db, col(Measurement.proposal_id) == proposal.id)[proposal.id or 0])
    return measured_figures(
        MeasuredBenchmark(
            proposal.code,
            proposal.title,
            proposal.title_i18n,
            version.content,
            goal_of(proposal.code, version.content),
            values,
        )
    )
