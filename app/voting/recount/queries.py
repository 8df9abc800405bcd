"""Reads of who stands by a result, the register as one file, and a receipt that is looked for."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.consultations.queries import is_moderated
from app.drafting.content import content_hash
from app.drafting.models import Proposal, ProposalState, Version
from app.kernel.actor import Actor
from app.kernel.ledger import canonical, digest
from app.voting.amendments.putting import later_decided
from app.voting.counting import Verdict
from app.voting.disclosure.published import Published, digests_agree, published_of
from app.voting.members.words import unit_code, unit_name
from app.voting.models import Ballot, BallotProposal, Elector, Position, elector_of
from app.voting.proxy.queries import given_by_proxy
from app.voting.queries import called, lines_of
from app.voting.recount.models import BallotStep
from app.voting.recount.rules import why_not_certify, why_not_declare, why_not_overrule, why_not_void
from app.voting.recount.views import Footing, Receipt, Standing
from app.voting.recusal.queries import why_recused
from app.voting.said import overrulings_in
from app.voting.views import BallotView, Line, Tally, stored_result

FORMAT = "commonspace-register/1"
LEFT_OUT = "proposals of working groups that are closed to whoever asked for this file"
ON_A_PAGE = 20_000
"""How many positions there may be for a page to make the register and show its SHA-256."""
_SAID = ("position", "reason", "version", "turn", "cast_at", "nonce", "receipt")


def steps_of(db: Session, ballot: Ballot) -> dict[str, BallotStep]:
    """What people did with the result of a ballot, by kind; one query."""
    rows = db.exec(select(BallotStep).where(BallotStep.ballot_id == ballot.id)).all()
    return {row.kind: row for row in rows}


def agrees(view: BallotView, found: Tally) -> bool:
    """Whether a count gives what was kept of the same proposals; also where nothing is kept yet."""
    if view.ballot.result is None:
        return True
    kept = {str(each.get("proposal")): each for each in view.ballot.result.get("results", [])}
    again: Any = stored_result(found)
    same = view.ballot.result.get("electorate") == again["electorate"]
    return same and all(kept.get(each["proposal"]) == each for each in again["results"])


def footing_of(
    db: Session, consultation: Consultation, view: BallotView, found: Tally, *, papers: bool = True
) -> Footing:
    """What the rules look at, from a count that was made; three queries, one more where amendments have entered their texts,
    and three more at most where delegations are not named and their `papers` are held against what was sealed."""
    settled = sa.exists().where(
        col(BallotProposal.ballot_id) == view.ballot.id,
        col(Proposal.id) == col(BallotProposal.proposal_id),
        col(Proposal.state) == ProposalState.CONSOLIDATED,
    )
    entered = any(r.line.amends_id and r.line.state == ProposalState.MERGED for r in found.results)
    return Footing(
        view,
        steps_of(db, view.ballot),
        agrees=agrees(view, found) and (not papers or digests_agree(db, found)),
        settled=bool(db.execute(sa.select(settled)).scalar()),
        moderated=is_moderated(db, consultation),
        later=later_decided(db, view.ballot) if entered else "",
    )


def standing_of(
    db: Session, actor: Actor, consultation: Consultation, view: BallotView, found: Tally
) -> Standing:
    """Who stands by a result, and what the reader may do; six queries, `found` being the reader's own count; six more at most
    where delegations are not named."""
    many = len(found.electorate) * len(found.results)
    footing = footing_of(db, consultation, view, found, papers=many <= ON_A_PAGE)
    return Standing(
        footing,
        why_not_declare(actor, consultation, footing)
        # Asked only of who may declare, which few readers may.
        or why_recused(db, view.ballot, actor),
        why_not_certify(actor, consultation, footing),
        why_not_void(actor, consultation, footing),
        sha256=digest(register_document(db, consultation, found)) if many <= ON_A_PAGE else "",
        at_close=str((view.ballot.result or {}).get("register", "")),
    )


def may_overrule(
    db: Session, actor: Actor, consultation: Consultation, view: BallotView, found: Tally
) -> bool:
    """Whether the reader may overrule objections of this ballot now; nothing is asked where its rule knows no such thing."""
    if not view.overrules or not actor.signed_in:
        return False
    if why_recused(db, view.ballot, actor) is not None:
        return False
    return why_not_overrule(actor, consultation, footing_of(db, consultation, view, found)) is None


def register_file(db: Session, consultation: Consultation, found: Tally) -> bytes:
    """The register of a closed ballot as one file: canonical JSON, byte for byte the same each time."""
    return canonical(register_document(db, consultation, found))


def register_document(db: Session, consultation: Consultation, found: Tally) -> dict[str, Any]:
    """All that is needed to compute the result of a closed ballot again, and what was computed.

    `found` is the count as the reader gets it: what closed groups wrote is in it for those only who may see it, and in
    the same way here. The counts and outcomes are those that were kept. Two queries, three where the chair may overrule, and
    three more at most where delegations are not named; one more where the rule knows proxies.
    """
    view, ballot = found.view, found.view.ballot
    rule = view.rule.as_stored()
    codes = {seated.key: seated.code for seated in found.electorate}
    lines = {r.line.proposal_id: r.line for r in found.results}
    hashes = _hashes(db, {line.proposal_id: line.version for line in lines.values()})
    kept = {str(each.get("proposal")): each for each in (ballot.result or {}).get("results", [])}
    counted: Any = stored_result(found)["results"]
    overruled = [
        {
            "proposal": lines[proposal].code,
            "delegation": codes[delegation, seat],
            "reason": row.reason,
            "overruled_at": row.overruled_at,
        }
        for (proposal, delegation, seat), row in overrulings_in(db, view).items()
        if proposal in lines and (delegation, seat) in codes
    ]
    positions = []
    if view.rule.is_open:
        positions = _positions(db, ballot, {i: line.code for i, line in lines.items()}, codes)
    given = Counter(each["proposal"] for each in positions)
    unnamed = None if view.rule.is_open else published_of(db, found)
    if unnamed is not None:
        given = Counter(paper.proposal for paper in unnamed.papers)
    return {
        "format": FORMAT,
        "consultation": consultation.slug,
        "ballot": ballot.code,
        "opens": ballot.opens_at,
        "closes": view.closes_at,
        "illustrative": ballot.illustrative,
        "void": view.void,
        "left_out": LEFT_OUT,
        "rule": rule,
        "rule_as_kept": ballot.rule,
        "electorate": [
            {
                "delegation": seated.code,
                "name": seated.stored_name,
                "constituency": seated.constituency,
                "related": seated.related or None,
                **({} if unnamed is None else {"within": seated.within}),
            }
            for seated in found.electorate
        ],
        "proposals": [
            {
                "proposal": line.code,
                "version": line.version,
                "sha256": hashes.get(line.proposal_id),
                **({"amends": line.target.as_dict()} if line.target else {}),
            }
            for line in lines.values()
        ],
        "positions": positions,
        **_proxies(db, view, lines, codes),
        **({} if unnamed is None else _unnamed(unnamed)),
        "overrulings": sorted(overruled, key=lambda each: (each["proposal"], each["delegation"])),
        "results": [
            {
                **kept.get(r.line.code, again),
                "given": given[r.line.code],
                "inside": {code: counts.as_dict() for code, counts in r.result.inside.items()},
                "conditions": [_verdict(each) for each in r.result.verdicts],
                **({} if unnamed is None else {"published": _sealed(ballot, unnamed, r.line.code)}),
            }
            for r, again in zip(found.results, counted, strict=True)
        ],
    }


def _proxies(
    db: Session, view: BallotView, lines: Mapping[int, Line], codes: Mapping[tuple[int, int], str]
) -> dict[str, Any]:
    """Which of the positions another delegation gave by proxy. Beside them, as it is no part of the event that a receipt is
    computed from; nothing where the rule knows no proxies, or where positions are not named."""
    if not view.rule.proxies or not view.rule.is_open:
        return {}
    given = [row for row in given_by_proxy(db, view.ballot) if row[0] in lines and (row[1], 0) in codes]
    order = {proposal: place for place, proposal in enumerate(lines)}
    return {
        "proxies": [
            {"proposal": lines[proposal].code, "delegation": codes[of, 0], "by": codes.get((by, 0))}
            for proposal, of, by in sorted(given, key=lambda row: (order[row[0]], codes[row[1], 0]))
        ]
    }


def _unnamed(unnamed: Published) -> dict[str, Any]:
    """What stands in the place of positions where delegations are not named."""
    return {
        "papers": [
            {"proposal": paper.proposal, "bloc": paper.bloc, "position": paper.position, "key": paper.key}
            for paper in unnamed.papers
        ],
        "voted": [{"proposal": proposal, "delegation": code} for proposal, code in unnamed.voted],
        "said": [
            {"proposal": proposal, "position": position, "reason": reason}
            for proposal, position, reason in unnamed.said
        ],
        "together": list(unnamed.together),
    }


def _sealed(ballot: Ballot, unnamed: Published, code: str) -> str | None:
    """The hash of what is published of a proposal that was kept at the close; before the result is kept, as it is now."""
    kept = (ballot.result or {}).get("papers")
    found: str | None = (unnamed.digests if kept is None else kept).get(code)
    return found


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.condition.name,
        "within": verdict.within,
        "n": verdict.n,
        "of": verdict.of,
        "asked": verdict.asked,
        "holds": verdict.holds,
    }


def _hashes(db: Session, wanted: dict[int, int]) -> dict[int, str]:
    rows = db.execute(
        sa.select(col(Version.proposal_id), col(Version.n), col(Version.content)).where(
            col(Version.proposal_id).in_(wanted), col(Version.n).in_(set(wanted.values()))
        )
    ).all()
    return {row[0]: content_hash(row[2]) for row in rows if wanted[row[0]] == row[1]}


def _positions(
    db: Session, ballot: Ballot, proposals: dict[int, str], delegations: Mapping[tuple[int, int], str]
) -> list[dict[str, Any]]:
    """The positions that count, in the order of the ballot and then by the delegations' codes."""
    rows = db.execute(
        sa.select(
            col(Position.proposal_id),
            col(Position.delegation_id),
            col(Position.seat),
            col(Position.willing),
            *(col(getattr(Position, name)) for name in _SAID),
        ).where(
            col(Position.ballot_id) == ballot.id,
            col(Position.current).is_(True),
            col(Position.proposal_id).in_(proposals),
        )
    ).all()
    place = {proposal: n for n, proposal in enumerate(proposals)}
    found = [row for row in rows if (row.delegation_id, row.seat) in delegations]
    found.sort(key=lambda row: (place[row.proposal_id], delegations[row.delegation_id, row.seat]))
    return [
        {
            "proposal": proposals[row.proposal_id],
            "delegation": delegations[row.delegation_id, row.seat],
            **{name: getattr(row, name) for name in _SAID},
            # A part of the event only where something was said.
            **({} if row.willing is None else {"willing": row.willing}),
        }
        for row in found
    ]


def find_receipt(db: Session, view: BallotView, actor: Actor, receipt: str) -> tuple[Receipt, Receipt] | None:
    """The position of this receipt and the one that counts in its place, both the same where it counts itself; None
    where there is none in this ballot that the reader may see. Three queries at most."""
    found = db.execute(_POSITIONS.where(col(Position.receipt) == receipt), {"ballot": view.ballot.id}).first()
    if found is None or not lines_of(db, view.ballot, actor, codes=[found.proposal]):
        return None
    counts = found
    if not found.current:
        same = (
            col(Position.proposal_id) == found.proposal_id,
            col(Position.delegation_id) == found.delegation_id,
            col(Position.seat) == found.seat,
            col(Position.current).is_(True),
        )
        counts = db.execute(_POSITIONS.where(*same), {"ballot": view.ballot.id}).one()
    return _receipt(found), _receipt(counts)


# Whoever gave a position by proxy.
_by = aliased(Delegation)
_POSITIONS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Position.proposal_id),
        col(Position.delegation_id),
        col(Position.seat),
        col(Elector.title),
        col(Proposal.code).label("proposal"),
        col(Proposal.title),
        col(Proposal.title_i18n),
        col(Delegation.code).label("delegation"),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
        col(Position.version),
        col(Position.turn),
        col(Position.cast_at),
        col(Position.receipt),
        col(Position.current),
        col(Position.position),
        col(Position.reason),
        col(_by.short_name).label("by_name"),
        col(_by.name_i18n).label("by_i18n"),
    )
    .join_from(Position, Proposal, col(Proposal.id) == Position.proposal_id)
    .join(Delegation, col(Delegation.id) == Position.delegation_id)
    .join(Elector, elector_of(Position))
    .outerjoin(_by, col(_by.id) == Position.given_by_id)
    .where(col(Position.ballot_id) == sa.bindparam("ballot"))
)


def _receipt(row: Any) -> Receipt:
    return Receipt(
        proposal=row.proposal,
        title=row.title,
        title_i18n=row.title_i18n,
        delegation=unit_code(row.delegation, row.seat),
        name=unit_name(called(row.short_name, row.name_i18n), row.seat, row.title),
        version=row.version,
        turn=row.turn,
        cast_at=row.cast_at,
        receipt=row.receipt,
        current=row.current,
        position=row.position,
        reason=row.reason,
        by=called(row.by_name, row.by_i18n) if row.by_name else "",
    )
