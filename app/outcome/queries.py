"""Reads of the outcome: the material of the document, and the document itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Consultation, Delegation, Round, Roundtable, WorkingGroup
from app.consultations.queries import groups_of, roundtables_of
from app.contributions.models import Contribution, Source
from app.discussion.queries import comments_of
from app.discussion.views import CommentView
from app.documents.tree import Document
from app.drafting.models import Proposal, ProposalSource, ProposalState, Version, is_text
from app.kernel.actor import ANONYMOUS
from app.kernel.clock import now
from app.kernel.i18n import current_locale, in_locale
from app.outcome.annexes import from_above
from app.outcome.compose import compose
from app.outcome.declaring import declarations_of
from app.outcome.leaves import OutcomePage, page_of
from app.outcome.listing import listing_of
from app.outcome.material import Annexed, Came, Item, Material
from app.outcome.silent import Silenced, confirmed, silenced_of
from app.outcome.since import left_out
from app.outcome.wording import Voices
from app.review.silence.models import Silence
from app.voting.counting import NOT_VOTED
from app.voting.explanations.queries import explanations_of
from app.voting.models import Ballot, BallotProposal
from app.voting.queries import ballots_of, tally, version_decided_on
from app.voting.register import register
from app.voting.views import BallotView, ProposalResult, Tally

EVERY = 10**9


def outcome_document(db: Session, consultation: Consultation, *, language: str | None = None) -> Document:
    """The consolidated document as it stands now, in `language` or the consultation's own.

    It holds what everybody may read and no more, whoever asks: closed groups do not occur in it, and neither do
    positions in a ballot that has not closed.
    """
    with in_locale(language or consultation.default_language):
        chosen = language or consultation.default_language
        material = outcome_material(db, consultation)
        return compose(material, annexed(db, material, chosen), chosen)


def outcome_material(db: Session, consultation: Consultation) -> Material:
    """The proposals of open groups in their order, each in the text that its latest ballot is about, or that was adopted
    by silence procedure since.

    Queries: ten, one more where there are declarations, two where a proposal of an edition was taken out since, and five
    more for each ballot that has closed, six where its delegations are not named.
    """
    at = now(db)
    # A ballot that is void counts nowhere, and so is in no document.
    ballots = [view for view in ballots_of(db, consultation, at) if not view.void]
    counted = [tally(db, view, ANONYMOUS) for view in ballots if view.counted]
    # A secret ballot adopts no text (domain D3): what was on it stands here as if it had not been asked about.
    tallies = [found for found in counted if not found.view.rule.is_secret]
    results = {(t.view.ballot.id, r.line.proposal_id): r for t in tallies for r in t.results}
    deciding = [view for view in ballots if not view.rule.is_secret]
    latest = _latest_ballots(db, consultation, deciding)
    rows = [
        (proposal, *_last_decision(latest.get(proposal.id or 0), silence))
        for proposal, silence in _proposals(db, consultation)
    ]
    wanted = {
        proposal.id: silence.version if silence else ballot[1] if ballot else proposal.version
        for proposal, ballot, silence in rows
    }
    texts = _texts(db, consultation, wanted)
    items = tuple(
        _item(proposal, texts[proposal.id or 0], ballot, silence, results)
        for proposal, ballot, silence in rows
    )
    listing = listing_of(db, consultation)
    once_in = [
        item.code
        for item in items
        if item.state == ProposalState.CONSOLIDATED and listing.excluded(item.code)
    ]
    return Material(
        consultation,
        roundtables_of(db, consultation),
        items,
        tuple(ballots),
        tuple(tallies),
        at,
        listing,
        declarations_of(db, consultation),
        _sources(db, consultation),
        left_out(db, consultation, once_in),
        tuple(found for found in counted if found.view.rule.is_secret),
    )


def annexed(db: Session, material: Material, language: str) -> Annexed:
    """What only the annexes need. Queries: five, what higher floors ask, and two more for each ballot that has closed."""
    consultation = material.consultation
    voices = Voices(language, consultation.default_language)
    return Annexed(
        comments=comments_in_order(db, material),
        participants=participants_of(db, consultation),
        by_position=_by_position(db, material.tallies),
        came=came_from(db, consultation),
        groups=groups_of(db, consultation, ANONYMOUS),
        explanations={
            tally.view.ballot.code: explanations_of(db, tally.view, [found.line for found in tally.results])
            for tally in material.counted
        },
        further=from_above(db, consultation, voices),
    )


def comments_in_order(db: Session, material: Material) -> tuple[CommentView, ...]:
    """What everybody may read of what was said on the proposals, in their order and then by date; two queries."""
    order = {item.code: place for place, item in enumerate(material.items)}
    found = comments_of(db, material.consultation, ANONYMOUS, limit=EVERY - 1).items
    return tuple(
        sorted(
            (comment for comment in found if comment.proposal in order),
            key=lambda comment: (order[comment.proposal], comment.created_at, comment.code),
        )
    )


def participants_of(
    db: Session, consultation: Consultation
) -> tuple[tuple[Constituency, tuple[Delegation, ...]], ...]:
    """The constituencies that have delegations, in their order, with these."""
    rows = db.exec(
        select(Constituency, Delegation)
        .join(Delegation, col(Delegation.constituency_id) == Constituency.id)
        .where(Constituency.consultation_id == consultation.id)
        .order_by(col(Constituency.place), col(Constituency.code), col(Delegation.code))
    ).all()
    found: dict[int, tuple[Constituency, list[Delegation]]] = {}
    for constituency, delegation in rows:
        found.setdefault(constituency.id or 0, (constituency, []))[1].append(delegation)
    return tuple((constituency, tuple(members)) for constituency, members in found.values())


def _sources(db: Session, consultation: Consultation) -> dict[str, Source]:
    rows = db.exec(select(Source).where(Source.consultation_id == consultation.id)).all()
    return {source.code: source for source in rows}


def _proposals(db: Session, consultation: Consultation) -> list[tuple[Proposal, Silenced | None]]:
    rows = db.execute(
        sa.select(Proposal, Silence, Round)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Silence, confirmed())
        .outerjoin(Round, col(Round.id) == Silence.round_id)
        .where(
            col(Proposal.consultation_id) == consultation.id, is_text(), col(WorkingGroup.closed).is_(False)
        )
        .order_by(
            col(Roundtable.number),
            col(Roundtable.code),
            col(Proposal.kind).desc(),
            col(Proposal.number),
            col(Proposal.code),
        )
    ).all()
    return [(row[0], silenced_of(row[1], row[2])) for row in rows]


def _last_decision(
    ballot: tuple[BallotView, int] | None, silence: Silenced | None
) -> tuple[tuple[BallotView, int] | None, Silenced | None]:
    """The ballot or the silence that decides on a text: the later of the two."""
    if silence is None or not silence.counts(ballot[0] if ballot else None):
        return ballot, None
    return None, silence


def _latest_ballots(
    db: Session, consultation: Consultation, ballots: Iterable[BallotView]
) -> dict[int, tuple[BallotView, int]]:
    """For each proposal the ballot that opened last of those it is on, with the version that is decided on."""
    place = {view.ballot.id or 0: (n, view) for n, view in enumerate(ballots)}
    rows = db.execute(
        sa.select(
            col(BallotProposal.proposal_id),
            col(BallotProposal.ballot_id),
            version_decided_on(col(Ballot.opens_at)),
        )
        .join(Ballot, col(Ballot.id) == BallotProposal.ballot_id)
        .where(
            col(BallotProposal.consultation_id) == consultation.id,
            col(BallotProposal.ballot_id).in_(list(place)),
        )
    ).all()
    return {row[0]: (place[row[1]][1], row[2]) for row in sorted(rows, key=lambda row: place[row[1]][0])}


def _texts(
    db: Session,
    consultation: Consultation,
    wanted: Mapping[int | None, int],
) -> dict[int, Version]:
    rows = db.exec(
        select(Version)
        .join(Proposal, col(Proposal.id) == Version.proposal_id)
        .where(Version.consultation_id == consultation.id, is_text())
        .where(sa.or_(col(Version.n) == Proposal.version, col(Version.n).in_(set(wanted.values()))))
    ).all()
    return {row.proposal_id: row for row in rows if wanted.get(row.proposal_id) == row.n}


def _item(
    proposal: Proposal,
    text: Version,
    latest: tuple[BallotView, int] | None,
    silence: Silenced | None,
    results: dict[tuple[int | None, int], ProposalResult],
) -> Item:
    ballot = latest[0] if latest else None
    return Item(
        code=proposal.code,
        kind=proposal.kind,
        number=proposal.number,
        title=str(text.content.get("title") or proposal.title),
        title_i18n=proposal.title_i18n,
        state=proposal.state,
        roundtable_id=proposal.roundtable_id,
        version=text.n,
        content=text.content,
        written_at=text.created_at,
        ballot=ballot,
        decision=results.get((ballot.ballot.id, proposal.id or 0)) if ballot else None,
        silence=silence,
    )


def _by_position(db: Session, tallies: Iterable[Tally]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in tallies:
        if not each.view.rule.is_open:
            continue
        ballot = each.view.ballot.code
        given = {
            (row.proposal, row.delegation): row.position
            for row in register(db, each.view, ANONYMOUS, limit=EVERY)
        }
        for result in each.results:
            for seated in each.electorate:
                position = given.get((result.line.code, seated.code), NOT_VOTED)
                found[ballot, result.line.code, position].append(seated.name)
    return {key: tuple(names) for key, names in found.items()}


def outcome_page(db: Session, consultation: Consultation) -> OutcomePage:
    """The document without its annexes, in the reader's language, as the site shows it.

    Queries: eleven, one more where there are declarations, and four more for each ballot that has closed.
    """
    locale = current_locale()
    language = locale if locale in consultation.languages else consultation.default_language
    material = outcome_material(db, consultation)
    document = compose(material, None, language)
    return page_of(document, material, came_from(db, consultation))


def came_from(db: Session, consultation: Consultation) -> dict[str, tuple[Came, ...]]:
    """For each proposal the contributions it grew out of, by date."""
    rows = db.execute(
        sa.select(col(Proposal.code), col(Contribution.code), col(Contribution.title), col(Contribution.day))
        .join_from(ProposalSource, Proposal, col(Proposal.id) == ProposalSource.proposal_id)
        .join(Contribution, col(Contribution.id) == ProposalSource.contribution_id)
        .where(col(Proposal.consultation_id) == consultation.id)
        .order_by(col(Contribution.day), col(Contribution.code))
    ).all()
    came: dict[str, list[Came]] = defaultdict(list)
    for proposal, code, title, day in rows:
        came[proposal].append(Came(code, title, day))
    return {code: tuple(some) for code, some in came.items()}
