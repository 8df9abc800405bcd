"""What a text names by code: linked proposals, contributions, sources. Looked up once, changed with the version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.contributions.models import Contribution, Source
from app.drafting.content import Content, cited_sources
from app.drafting.fields import partner_field
from app.drafting.models import BenchmarkLink, Kind, Proposal, ProposalSource
from app.drafting.queries import Linked, Reference, linkable_proposals, linked_proposals
from app.drafting.rules import GONE, why_frozen, why_not_change
from app.kernel.actor import Actor
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _


@dataclass
class Names:
    """What is to change: links to add and to take away (code to id), and the contributions, None where untouched."""

    codes: list[str] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    contributions: dict[str, int] | None = None

    @property
    def relinked(self) -> bool:
        """Whether any link changes."""
        return bool(self.added or self.removed)


def resolve_names(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    kind: Kind,
    fields: dict[str, Any],
    errors: list[FieldError],
    *,
    proposal: Proposal | None = None,
    group_id: int | None = None,
    base: Content | None = None,
    drawn: Sequence[str] | None = None,
    keep_links: bool = False,
    handed_over: bool = False,
) -> Names:
    """Look up the codes in `fields`; each unknown one is a sentence in `errors`.

    `drawn` are the links the writer saw; only what was added to or taken from them changes, so that a link made
    meanwhile from the other side stays. Without it the list given replaces the links there are; with `keep_links`
    they stay as they are. The field in `fields` becomes the links as they will be.

    A link to what a closed group wrote is kept, and only its members change it; the texts and the chain that others
    read do not name it. `group_id` is the group of a proposal that is only begun.

    A text that stands still keeps its links, whichever end they are changed from (invariant 1); only a merger, whose
    links are `handed_over`, carries them on, and what is gone can be taken off.
    """
    _check_sources(db, consultation, fields, set(cited_sources(base or {})), errors)
    linked = linked_proposals(db, actor, proposal) if proposal is not None else []
    present = {link.code: link.id for link in linked}
    if keep_links:
        fields[partner_field(kind)] = list(present)
    _check_language(consultation, fields, errors)
    _check_sponsors(db, consultation, fields, set((base or {}).get("sponsors", [])), errors)
    names, known = _plan_links(db, actor, consultation, kind, fields, errors, present, drawn)
    if not handed_over:
        errors += _standing_still(names, [*linked, *known], partner_field(kind))
    own = proposal.group_id if proposal is not None else group_id
    apart = {link.code for link in (*linked, *known) if link.closed_group not in (None, own)}
    names.codes = [code for code in names.codes if code not in apart]
    fields[partner_field(kind)] = names.codes
    if kind is Kind.MECHANISM and (base is None or fields["contributions"] != base.get("contributions")):
        names.contributions = _known_contributions(db, consultation, fields["contributions"], errors)
    return names


def _plan_links(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    kind: Kind,
    fields: Mapping[str, Any],
    errors: list[FieldError],
    present: Mapping[str, int],
    drawn: Sequence[str] | None,
) -> tuple[Names, list[Linked]]:
    name = partner_field(kind)
    wanted: list[str] = [code for code in fields[name] if isinstance(code, str)]
    seen = list(present) if drawn is None else list(drawn)
    new = [code for code in wanted if code not in seen and code not in present]
    offered = linkable_proposals(db, actor, consultation, kind) if new else []
    known = {item.code: item.id for item in offered}
    sentence = (
        _("There is no benchmark “%(code)s” here.")
        if kind is Kind.MECHANISM
        else _("There is no mechanism “%(code)s” here.")
    )
    errors += [FieldError(name, sentence % {"code": code}) for code in new if code not in known]
    removed = {code: id_ for code, id_ in present.items() if code in seen and code not in wanted}
    added = {code: known[code] for code in new if code in known}
    codes = [code for code in wanted if code in present or code in added]
    codes += [code for code in present if code not in codes and code not in removed]
    return Names(codes, added, removed), offered


def _standing_still(names: Names, linked: Iterable[Linked], field: str) -> list[FieldError]:
    found = {item.code: item for item in linked}
    changed = [*names.added, *(code for code in names.removed if found[code].state not in GONE)]
    return [
        FieldError(field, why)
        for code in changed
        if (why := why_not_change(code, found[code].state) or why_frozen(found[code]))
    ]


def _ends(proposal: Proposal) -> tuple[Any, Any]:
    ends = (BenchmarkLink.mechanism_id, BenchmarkLink.benchmark_id)
    return ends if proposal.kind == Kind.MECHANISM else (ends[1], ends[0])


def _known_contributions(
    db: Session, consultation: Consultation, codes: list[str], errors: list[FieldError]
) -> dict[str, int]:
    if not codes:
        return {}
    rows = db.exec(
        select(Contribution.code, Contribution.id).where(
            Contribution.consultation_id == consultation.id, col(Contribution.code).in_(codes)
        )
    ).all()
    known = {code: id_ or 0 for code, id_ in rows}
    errors += [
        FieldError("contributions", _("There is no contribution “%(code)s” here.") % {"code": code})
        for code in codes
        if code not in known
    ]
    return known


def _check_sources(
    db: Session,
    consultation: Consultation,
    fields: Mapping[str, Any],
    known: set[str],
    errors: list[FieldError],
) -> None:
    """Every source named must be one of the consultation's; what the base named already is not looked up again."""
    places = [
        (f"evidence.{n}.source", item["source"])
        for n, item in enumerate(fields.get("evidence", []))
        if isinstance(item, dict) and item.get("source")
    ]
    baseline = fields.get("baseline")
    if isinstance(baseline, dict) and baseline.get("source"):
        places.append(("baseline.source", baseline["source"]))
    asked = {code for _place, code in places} - known
    if asked:
        found: Iterable[str] = db.exec(
            select(Source.code).where(Source.consultation_id == consultation.id, col(Source.code).in_(asked))
        ).all()
        known = known | set(found)
    errors += [
        FieldError(place, _("There is no source “%(code)s” here.") % {"code": code})
        for place, code in places
        if code not in known
    ]


def sponsors_offered(
    db: Session, actor: Actor, consultation: Consultation, chosen: Sequence[str]
) -> list[Reference]:
    """The sponsors there are and the delegations the actor sits in: the rest are named by code."""
    own = [seat.delegation_id for seat in actor.seats_in(consultation.id or 0) if seat.delegation_id]
    if not chosen and not own:
        return []
    rows = db.exec(
        select(Delegation.id, Delegation.code, Delegation.short_name)
        .where(Delegation.consultation_id == consultation.id)
        .where(sa.or_(col(Delegation.code).in_(list(chosen)), col(Delegation.id).in_(own)))
        .order_by(col(Delegation.code))
    ).all()
    return [Reference(id_ or 0, code, name) for id_, code, name in rows]


def _check_language(consultation: Consultation, fields: Mapping[str, Any], errors: list[FieldError]) -> None:
    """A text is written in one of the consultation's languages."""
    known = consultation.languages or [consultation.default_language]
    if fields.get("language") and fields["language"] not in known:
        errors.append(
            FieldError(
                "language",
                _("This consultation works in these languages: %(codes)s.") % {"codes": ", ".join(known)},
            )
        )


def _check_sponsors(
    db: Session,
    consultation: Consultation,
    fields: Mapping[str, Any],
    known: set[str],
    errors: list[FieldError],
) -> None:
    """Every sponsor is a delegation of the consultation; one that has ended stays the sponsor it was."""
    asked = [code for code in fields.get("sponsors") or [] if isinstance(code, str) and code not in known]
    if not asked:
        return
    found = db.exec(
        select(Delegation.code).where(
            Delegation.consultation_id == consultation.id,
            col(Delegation.code).in_(asked),
        )
    ).all()
    errors += [
        FieldError("sponsors", _("No delegation here has the code “%(code)s”.") % {"code": code})
        for code in asked
        if code not in found
    ]


def keep_names(db: Session, proposal: Proposal, names: Names) -> None:
    """Write the links and contributions that `resolve_names` planned."""
    own, other = _ends(proposal)
    if names.removed:
        db.execute(
            sa.delete(BenchmarkLink).where(col(own) == proposal.id, col(other).in_(names.removed.values()))
        )
    for code, id_ in names.added.items():
        ends = (proposal.id or 0, id_) if proposal.kind == Kind.MECHANISM else (id_, proposal.id or 0)
        db.add(BenchmarkLink(mechanism_id=ends[0], benchmark_id=ends[1], place=names.codes.index(code)))
    if names.contributions is not None:
        _keep_contributions(db, proposal, names.contributions)


def _keep_contributions(db: Session, proposal: Proposal, wanted: Mapping[str, int]) -> None:
    present = set(
        db.exec(select(ProposalSource.contribution_id).where(ProposalSource.proposal_id == proposal.id)).all()
    )
    if gone := present - set(wanted.values()):
        db.execute(
            sa.delete(ProposalSource).where(
                col(ProposalSource.proposal_id) == proposal.id, col(ProposalSource.contribution_id).in_(gone)
            )
        )
    for id_ in wanted.values():
        if id_ not in present:
            db.add(ProposalSource(proposal_id=proposal.id or 0, contribution_id=id_))
