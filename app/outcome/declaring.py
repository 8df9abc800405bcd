"""Declarations: what a delegation says of the outcome in its own words. Who may, and what has been said.

A view of a minority or a proviso is printed as it was written, beside what it is about. The secretariat puts the list
together and has no verb on a declaration at all (domain A46, A65).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, ConsultationState, Delegation, WorkingGroup
from app.consultations.rules import voting_seats
from app.drafting.models import Proposal, ProposalState, is_text
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.outcome.models import Declaration, DeclarationJoined, DeclarationKind, Edition
from app.outcome.since import Issue, changed_since
from app.outcome.wording import listed

LONGEST = 10_000
"""The most characters that a declaration may have."""

DECIDED = (ProposalState.ADOPTED, ProposalState.CONSOLIDATED, ProposalState.NOT_ADOPTED)
TIME = (
    ConsultationState.CONSOLIDATION,
    ConsultationState.ADOPTED,
    ConsultationState.SUMMARISED,
    ConsultationState.PILOTING,
)
TOO_EARLY = (ConsultationState.DRAFT, ConsultationState.OPEN, ConsultationState.DELIBERATION)


@dataclass(frozen=True)
class Speaker:
    """A delegation that declares something or puts its name to it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Lapsed:
    """A delegation that joined wording `n` of a declaration, and whose name came off with other words."""

    speaker: Speaker
    n: int


@dataclass(frozen=True)
class Declared:
    """A declaration in its newest wording, with those who joined it. Without `proposal` it is about the whole.

    `lapsed` are those who joined former words and have not been heard on these: they do not stand under it.
    """

    code: str
    n: int
    kind: str
    proposal: str | None
    proposal_title: str
    by: Speaker
    joined: tuple[Speaker, ...]
    language: str
    text: str
    by_title: str
    made_at: datetime
    lapsed: tuple[Lapsed, ...] = ()

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Whose declaration it is: the delegation that made it, then the others in the order in which they joined."""
        return (self.by, *self.joined)


@dataclass(frozen=True)
class Moment:
    """What decides, besides the seat, whether anything can be declared now.

    `issued` is the newest edition; `anew` what the representative group decided anew since: added, taken out, or put
    into another entry.
    """

    issued: Issue | None = None
    anew: frozenset[str] = frozenset()

    def printed(self, declared: Declared) -> bool:
        """Whether this wording stands in the newest edition."""
        return self.issued is not None and declared.made_at <= self.issued.at


def kind_words(kind: str) -> str:
    """What kind of declaration it is."""
    return {
        DeclarationKind.MINORITY_VIEW: _("Minority view"),
        DeclarationKind.PROVISO: _("Proviso"),
    }[DeclarationKind(kind)]


def why_not_declare(actor: Actor, consultation: Consultation, moment: Moment) -> str | None:
    """Why `actor` may not declare anything here now, or None.

    The head or an alternate of a delegation speaks for it, from the consolidation until the document is issued: what
    is issued is frozen, and so are the words that were printed beside it. After that only about what was decided anew,
    for the revision in which it will stand (`why_not_declare_on`).
    """
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to make a declaration for it.")
    if not voting_seats(actor, consultation):
        return _(
            "Only the head or an alternate of a delegation makes a declaration for it, and you are neither."
        )
    if consultation.state in TOO_EARLY:
        return _(
            "Declarations are made once the list of what was decided is put together. The secretariat moves the consultation on to that stage."
        )
    if consultation.state not in TIME:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if moment.issued is not None and not moment.anew:
        return _(
            "The document has been issued as %(symbol)s, with the declarations that it holds. They stand as they were printed. Once the representative group decides anew on an entry, a declaration on that entry can be made for the revision."
        ) % {"symbol": moment.issued.symbol}
    return None


def why_not_declare_on(moment: Moment, about: str) -> str | None:
    """Why nothing can be declared now about the proposal `about`, or without one about the whole; or None.

    Before anything is issued everything can be declared on; after that only what was decided anew since.
    """
    if moment.issued is None or about in moment.anew:
        return None
    return _(
        "The document has been issued as %(symbol)s, and stands with the declarations that it holds. A declaration can be made now on what was decided anew since: %(codes)s."
    ) % {"symbol": moment.issued.symbol, "codes": listed(sorted(moment.anew))}


def why_not_touch(moment: Moment, declared: Declared) -> str | None:
    """Why this declaration stays as it is, or None: what is printed in an edition stands (decision 18)."""
    if moment.issued is None or not moment.printed(declared):
        return None
    return _(
        "The document has been issued as %(symbol)s, and this declaration stands in it as it was printed. To say something else of what was decided anew since, make another declaration."
    ) % {"symbol": moment.issued.symbol}


def why_not_change(
    actor: Actor, consultation: Consultation, moment: Moment, declared: Declared
) -> str | None:
    """Why `actor` may not reword or withdraw this declaration, or None: its own delegation does, and nobody else."""
    if (why := why_not_declare(actor, consultation, moment) or why_not_touch(moment, declared)) is not None:
        return why
    if not _sits_in(actor, consultation, declared.by.id):
        return _(
            "This is a declaration of %(name)s. Only its head or an alternate rewords or withdraws it."
        ) % {"name": declared.by.name}
    return None


def why_not_join(
    actor: Actor, consultation: Consultation, moment: Moment, declared: Declared, delegation: Speaker | None
) -> str | None:
    """Why `actor` may not put the name of `delegation` to this declaration, or None."""
    if (why := why_not_declare(actor, consultation, moment) or why_not_touch(moment, declared)) is not None:
        return why
    if delegation is None or not _sits_in(actor, consultation, delegation.id):
        return _("Only the head or an alternate of a delegation puts its name to a declaration.")
    if delegation.id == declared.by.id:
        return _("This is the declaration of your own delegation.")
    return None


def why_not_leave(
    actor: Actor, consultation: Consultation, moment: Moment, declared: Declared, delegation: Speaker | None
) -> str | None:
    """Why `actor` may not take the name of `delegation` off this declaration, or None."""
    if (why := why_not_declare(actor, consultation, moment) or why_not_touch(moment, declared)) is not None:
        return why
    if delegation is None or not _sits_in(actor, consultation, delegation.id):
        return _("Only the head or an alternate of a delegation takes its name off a declaration.")
    if all(joined.id != delegation.id for joined in declared.joined):
        return _("The name of your delegation is not under this declaration.")
    return None


def moment_of(db: Session, consultation: Consultation) -> Moment:
    """The stage of the consultation as it is now, the newest edition, and what was decided anew since.

    One query, and two more where something was issued.
    """
    row = db.execute(
        sa.select(Consultation, col(Edition.n), col(Edition.symbol), col(Edition.issued_at))
        .join(Edition, col(Edition.consultation_id) == Consultation.id, isouter=True)
        .where(col(Consultation.id) == consultation.id)
        .order_by(col(Edition.n).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()
    if row[1] is None:
        return Moment()
    issued = Issue(*row[1:])
    return Moment(issued, changed_since(db, consultation, issued))


def mouths_of(db: Session, consultation: Consultation, actor: Actor) -> list[Speaker]:
    """The delegations with a position of their own for which this person speaks here, in the order of the seats."""
    seats = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not seats:
        return []
    rows = db.exec(
        select(Delegation.id, Delegation.code, Delegation.short_name, Delegation.name_i18n).where(
            col(Delegation.id).in_(seats),
            col(Delegation.voting).is_(True),
            col(Delegation.ended_at).is_(None),
        )
    ).all()
    found = [Speaker(id_ or 0, code, called(name, i18n)) for id_, code, name, i18n in rows]
    return sorted(found, key=lambda speaker: seats.index(speaker.id))


def declarations_of(db: Session, consultation: Consultation) -> tuple[Declared, ...]:
    """Every declaration that stands, in the order in which they were made. One query, two where there are any.

    What a closed group drafts does not occur here, neither do declarations about it.
    """
    return book_of(db, consultation).standing


@dataclass(frozen=True)
class Book:
    """The declarations that stand, and how many there ever were: a number is never given twice."""

    standing: tuple[Declared, ...]
    given: int


def book_of(db: Session, consultation: Consultation) -> Book:
    """What `declarations_of` reads, with the number of codes that were given."""
    rows = db.execute(
        sa.select(
            Declaration,
            col(Proposal.code),
            col(Proposal.title),
            col(Proposal.title_i18n),
            col(Delegation.id),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(WorkingGroup.closed),
        )
        .join_from(Declaration, Delegation, col(Delegation.id) == Declaration.delegation_id)
        .join(Proposal, col(Proposal.id) == Declaration.proposal_id, isouter=True)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id, isouter=True)
        .where(
            col(Declaration.consultation_id) == consultation.id,
        )
        .order_by(col(Declaration.id))
    ).all()
    newest = {row[0].code: tuple(row) for row in rows}
    if not newest:
        return Book((), 0)
    joined, lapsed = _joined(db, consultation, {(row[0].code, row[0].made_at): row[0].n for row in rows})
    standing = tuple(
        Declared(
            code=code,
            n=said.n,
            kind=said.kind,
            proposal=proposal,
            proposal_title=called(title or "", title_i18n),
            by=Speaker(id_, delegation, called(name, i18n)),
            joined=tuple(joined.get(code, ())),
            language=said.language,
            text=said.text,
            by_title=said.by_title,
            made_at=said.made_at,
            lapsed=tuple(lapsed.get(code, ())),
        )
        for code, (said, proposal, title, title_i18n, id_, delegation, name, i18n, closed) in newest.items()
        if said.withdrawn_at is None and not closed
    )
    return Book(standing, len(newest))


def visible_declaration(found: Sequence[Declared], code: str) -> Declared:
    """The declaration of this code, or NotFound."""
    for declared in found:
        if declared.code == code:
            return declared
    raise NotFound(_("There is no declaration “%(code)s” here.") % {"code": code})


def subjects_of(db: Session, consultation: Consultation, code: str | None = None) -> list[Proposal]:
    """What a declaration can be about besides the whole: every proposal that was decided on and that everybody reads,
    or only the one of this code. One query."""
    statement = (
        select(Proposal)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(Proposal.consultation_id) == consultation.id,
            col(Proposal.state).in_(DECIDED),
            is_text(),
            col(WorkingGroup.closed).is_(False),
        )
        .order_by(
            col(Proposal.roundtable_id), col(Proposal.kind).desc(), col(Proposal.number), col(Proposal.code)
        )
    )
    if code is not None:
        statement = statement.where(Proposal.code == code)
    return list(db.exec(statement).all())


def _joined(
    db: Session, consultation: Consultation, wordings: Mapping[tuple[str, datetime], int]
) -> tuple[dict[str, list[Speaker]], dict[str, list[Lapsed]]]:
    """Who stands under each declaration, and whose name came off at the moment of one of its `wordings`. One query."""
    rows = db.execute(
        sa.select(
            col(DeclarationJoined.declaration),
            col(DeclarationJoined.left_at),
            col(Delegation.id),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
        )
        .join_from(DeclarationJoined, Delegation, col(Delegation.id) == DeclarationJoined.delegation_id)
        .where(col(DeclarationJoined.consultation_id) == consultation.id)
        .order_by(col(DeclarationJoined.id))
    ).all()
    last = {(declaration, id_): left for declaration, left, id_, *_name in rows}
    found: dict[str, list[Speaker]] = {}
    lapsed: dict[str, list[Lapsed]] = {}
    for declaration, left, id_, code, name, i18n in rows:
        speaker = Speaker(id_, code, called(name, i18n))
        if left is None:
            found.setdefault(declaration, []).append(speaker)
        elif last[declaration, id_] == left and (n := wordings.get((declaration, left))) is not None:
            lapsed.setdefault(declaration, []).append(Lapsed(speaker, n - 1))
    return found, lapsed


def _sits_in(actor: Actor, consultation: Consultation, delegation_id: int) -> bool:
    return any(seat.delegation_id == delegation_id for seat in voting_seats(actor, consultation))


def called(name: str, i18n: Mapping[str, str] | None) -> str:
    """A name in the language of the moment where there is one."""
    return (i18n or {}).get(current_locale()) or name
