"""What the workbench shows: the candidates of a roundtable with what speaks for them, beside the outline they make."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Roundtable
from app.consultations.queries import roundtables_of
from app.drafting.models import ProposalState
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.outcome.files import LONG
from app.outcome.listing import Listing, Selected, listing_of
from app.outcome.missing import Missing, missing_before_issue
from app.outcome.outline import Candidate, Entry, Outline, outline_of
from app.outcome.rules import why_not_exclude, why_not_of_the_list, why_not_put_together
from app.outcome.sentences import counts_words, dropped_words
from app.outcome.since import left_out
from app.voting.counting import Counts
from app.voting.disclosure.queries import too_few_spoke
from app.voting.models import BallotProposal, Position
from app.voting.queries import ballots_of
from app.voting.views import BallotView

PAGE = 30
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Shown:
    """One candidate on the page. `result` is what its ballot said, `ballot` the code of that ballot.

    `dropped` says of what an edition held and the list holds no more which edition that was.
    """

    candidate: Candidate
    selected: Selected | None
    into: str | None
    united: tuple[Candidate, ...]
    benchmarks: tuple[str, ...]
    ballot: str
    result: str
    dropped: str
    why_not_exclude: str | None

    @property
    def code(self) -> str:
        """Its code."""
        return self.candidate.code


@dataclass(frozen=True)
class Tab:
    """A roundtable to choose, with how much is in it and how much still waits for a decision."""

    roundtable: Roundtable
    candidates: int
    undecided: int


@dataclass(frozen=True)
class Workbench:
    """The page: one roundtable's candidates, `PAGE` of them from `after` on, and its outline."""

    tabs: tuple[Tab, ...]
    roundtable: Roundtable
    shown: tuple[Shown, ...]
    next: str | None
    entries: tuple[Entry, ...]
    mark: str
    outline: Outline
    missing: tuple[Missing, ...]
    only_undecided: bool
    day: date
    why_not: str | None
    pages: Mapping[str, str] = field(default_factory=dict)
    """For candidates that other pages show, after which code their page begins; empty for the first one."""

    def page_of(self, home: str, code: str) -> str:
        """The address of the page that shows a candidate; empty where this one does."""
        if code not in self.pages:
            return ""
        after = self.pages[code]
        return f"{home}?roundtable={self.roundtable.code}" + (f"&after={after}" if after else "")

    @property
    def long(self) -> bool:
        """Whether the document takes so long to be put together that nobody should wait for it unasked."""
        return len(self.outline.candidates) > LONG

    @property
    def waiting(self) -> int:
        """How many candidates of this roundtable have no decision."""
        return next(tab.undecided for tab in self.tabs if tab.roundtable.id == self.roundtable.id)

    @property
    def heads(self) -> dict[str, list[Candidate]]:
        """The entries that others can be put into, by kind."""
        found: dict[str, list[Candidate]] = defaultdict(list)
        for each in self.outline.included:
            if self.outline.into(each.code) is None:
                found[each.kind].append(each)
        return found

    @property
    def figures(self) -> tuple[int, int, int]:
        """How many are included, excluded, and not decided."""
        included, waiting = len(self.outline.included), len(self.outline.undecided)
        return included, len(self.outline.candidates) - included - waiting, waiting


def workbench(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    roundtable: str = "",
    show: str = "",
    after: str = "",
) -> Workbench:
    """The workbench for one roundtable: the one asked for, else the first with something to decide.

    Queries: eleven, however many proposals there are, and two where one of an edition was taken out since. NotFound for a roundtable that is not there.
    """
    outline = outline_of(db, consultation, listing_of(db, consultation))
    roundtables = roundtables_of(db, consultation)
    tabs = _tabs(outline, roundtables)
    only = show == UNDECIDED
    here = _chosen(tabs, roundtable, waiting=only)
    wanted = [
        each
        for each in outline.candidates
        if each.roundtable == here.code and not (only and each.code in outline.listing.selections)
    ]
    codes = [each.code for each in wanted]
    start = codes.index(after) + 1 if after in codes else 0
    page = wanted[start : start + PAGE]
    here_too = {each.code for each in page}
    every = [each.code for each in outline.candidates if each.roundtable == here.code]
    return Workbench(
        tabs=tabs,
        roundtable=here,
        shown=_shown(db, consultation, outline, page),
        next=page[-1].code if start + PAGE < len(wanted) else None,
        entries=outline.entries(here.code),
        mark=outline.mark(here.code),
        outline=outline,
        missing=tuple(missing_before_issue(db, consultation, outline=outline)),
        only_undecided=only,
        day=decided_last(outline.listing) or local_day(now(db), consultation.timezone),
        why_not=why_not_of_the_list(actor, consultation) or why_not_put_together(actor, consultation),
        pages={
            code: every[n - n % PAGE - 1] if n >= PAGE else ""
            for n, code in enumerate(every)
            if code not in here_too
        },
    )


def decided_last(listing: Listing) -> date | None:
    """The last day on which the representative group decided, as far as it was recorded."""
    return max((each.decided_on for each in listing.selections.values() if each.decided_on), default=None)


def _tabs(outline: Outline, roundtables: Sequence[Roundtable]) -> tuple[Tab, ...]:
    candidates: dict[str, int] = defaultdict(int)
    waiting: dict[str, int] = defaultdict(int)
    for each in outline.candidates:
        candidates[each.roundtable] += 1
        waiting[each.roundtable] += each.code not in outline.listing.selections
    return tuple(
        Tab(each, candidates[each.code], waiting[each.code])
        for each in roundtables
        if each.ended_at is None or candidates[each.code]
    )


def _chosen(tabs: tuple[Tab, ...], code: str, *, waiting: bool) -> Roundtable:
    if code:
        found = next((tab.roundtable for tab in tabs if tab.roundtable.code == code), None)
        if found is None:
            raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": code[:60]})
        return found
    if not tabs:
        raise NotFound(_("This consultation has no roundtables yet."))
    return next((tab.roundtable for tab in tabs if waiting and tab.undecided), tabs[0].roundtable)


def _shown(
    db: Session, consultation: Consultation, outline: Outline, page: Sequence[Candidate]
) -> tuple[Shown, ...]:
    results = results_of(db, consultation, [each.id for each in page])
    once_in = [
        each.code
        for each in page
        if each.state == ProposalState.CONSOLIDATED and outline.listing.excluded(each.code)
    ]
    dropped = left_out(db, consultation, once_in)
    return tuple(
        Shown(
            candidate=each,
            selected=outline.listing.selections.get(each.code),
            into=outline.into(each.code),
            united=outline.united(each.code),
            benchmarks=tuple(code for code in outline.links.get(each.code, ()) if code in outline.by_code),
            ballot=results[each.id][0].ballot.code if each.id in results else "",
            result=counts_words(results[each.id][0].rule, results[each.id][1]) if each.id in results else "",
            dropped=dropped_words(dropped[each.code]) if each.code in dropped else "",
            why_not_exclude=why_not_exclude(outline.place(each)),
        )
        for each in page
    )


def results_of(
    db: Session, consultation: Consultation, proposals: Collection[int]
) -> Mapping[int, tuple[BallotView, Counts]]:
    """What the latest closed ballot that decides on texts said of each proposal, by its id. Queries: two, and one more where
    one of them does not name delegations."""
    views = {
        view.ballot.id: (n, view)
        for n, view in enumerate(ballots_of(db, consultation, now(db)))
        if view.counted and not view.void and not view.rule.is_secret
    }
    closed = any(not view.rule.is_open for _n, view in views.values())
    few = set(too_few_spoke(db, consultation.id)) if closed else set()
    rows = db.execute(
        sa.select(
            col(BallotProposal.proposal_id),
            col(BallotProposal.ballot_id),
            col(Position.position),
            sa.func.count(),
        )
        .join_from(
            BallotProposal,
            Position,
            sa.and_(
                col(Position.ballot_id) == BallotProposal.ballot_id,
                col(Position.proposal_id) == BallotProposal.proposal_id,
                col(Position.current).is_(True),
            ),
        )
        .where(
            col(BallotProposal.consultation_id) == consultation.id,
            col(BallotProposal.proposal_id).in_(proposals),
            col(BallotProposal.ballot_id).in_(list(views)),
        )
        .group_by(col(BallotProposal.proposal_id), col(BallotProposal.ballot_id), col(Position.position))
    )
    given: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for proposal, ballot, position, n in rows:
        if (ballot, proposal) not in few:
            given[proposal, ballot][position] = n
    latest: dict[int, tuple[int, BallotView, Counts]] = {}
    for (proposal, ballot), counts in given.items():
        place, view = views[ballot]
        if proposal not in latest or latest[proposal][0] < place:
            latest[proposal] = (place, view, Counts(counts))
    return {proposal: (view, counts) for proposal, (_place, view, counts) in latest.items()}
