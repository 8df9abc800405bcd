"""What is missing before the document can be issued, each with a sentence and the place where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.calendar import round_stage
from app.consultations.course import OVER
from app.consultations.models import Consultation, Round
from app.consultations.queries import rounds_of
from app.documents.fonts import name_of
from app.drafting.models import Proposal
from app.kernel.clock import now
from app.kernel.i18n import LANGUAGES, ngettext
from app.kernel.i18n import gettext as _
from app.outcome.front import Part, part_title
from app.outcome.listing import Listing, listing_of
from app.outcome.models import Declaration
from app.outcome.outline import Outline, outline_of
from app.outcome.unprintable import Unprintable, unprintable
from app.outcome.wording import listed

NAMED = 12
"""How many codes a sentence names; the page it leads to shows them all."""


@dataclass(frozen=True)
class Missing:
    """One thing that is missing. `href` is where it is mended; `blocks` whether nothing can be issued before."""

    sentence: str
    href: str
    blocks: bool


def missing_before_issue(
    db: Session, consultation: Consultation, listing: Listing | None = None, *, outline: Outline | None = None
) -> list[Missing]:
    """All that is missing, what blocks first. Queries: three, two more once after each
    act, and those of the listing and the outline not given."""
    if outline is None:
        outline = outline_of(db, consultation, listing or listing_of(db, consultation))
    found = [
        *_decisions(consultation, outline),
        *_unmeasured(consultation, outline),
        *_rounds(consultation, rounds_of(db, consultation), now(db)),
        *_front(consultation, outline.listing),
        *_masthead(consultation),
        *_declared(consultation, outline, _declared_on(db, consultation)),
        *_not_shown(unprintable(db, consultation, outline.by_code)),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def why_not_complete(missing: Sequence[Missing]) -> str | None:
    """The sentences of what blocks, as one reason; None where nothing does."""
    return " ".join(one.sentence for one in missing if one.blocks) or None


def _workbench(consultation: Consultation, rest: str = "") -> str:
    return f"/{consultation.slug}/outcome/workbench{rest}"


def _decisions(consultation: Consultation, outline: Outline) -> list[Missing]:
    """No adopted proposal is lost in silence: each is included, or excluded with a reason (invariant 10)."""
    if not outline.candidates:
        href = f"/{consultation.slug}/ballots"
        return [
            Missing(_("The delegations have adopted nothing yet, so there is nothing to list."), href, True)
        ]
    if waiting := outline.undecided:
        text = ngettext(
            "One adopted proposal has no decision of the representative group: %(codes)s.",
            "%(n)s adopted proposals have no decision of the representative group: %(codes)s.",
            len(waiting),
        ) % {"n": len(waiting), "codes": _named([each.code for each in waiting])}
        return [Missing(text, _workbench(consultation, "?show=undecided"), True)]
    if not outline.included:
        return [Missing(_("Every proposal is excluded: the list is empty."), _workbench(consultation), True)]
    return []


def _unmeasured(consultation: Consultation, outline: Outline) -> list[Missing]:
    """A mechanism without a benchmark cannot be monitored, so it is not recommended for a pilot."""
    found = []
    for each in outline.included:
        if not each.is_mechanism or outline.into(each.code) is not None or outline.measures(each.code):
            continue
        text = _("%(code)s is in the list, and no benchmark in the list measures it.") % {"code": each.code}
        found.append(
            Missing(text, _workbench(consultation, f"?roundtable={each.roundtable}#{each.code}"), True)
        )
    return found


def _rounds(consultation: Consultation, rounds: Sequence[Round], at: datetime) -> list[Missing]:
    running = [r for r in rounds if r.opening_given_at is not None and round_stage(r, at) not in OVER]
    return [
        Missing(
            _("“%(round)s” is not over.") % {"round": r.title}, f"/{consultation.slug}/rounds/{r.code}", True
        )
        for r in running
    ]


def _front(consultation: Consultation, listing: Listing) -> list[Missing]:
    """Parts that nobody wrote, and those that are not there in every language of the consultation."""
    main = consultation.default_language
    href = _workbench(consultation, "/front")
    written = [part for part in Part if listing.words(part, main)]
    found = []
    if empty := [part for part in Part if part not in written]:
        text = ngettext(
            "A part of the front matter is empty: %(parts)s.",
            "Parts of the front matter are empty: %(parts)s.",
            len(empty),
        ) % {"parts": listed([part_title(part) for part in empty])}
        found.append(Missing(text, href, False))
    for language in consultation.languages:
        if left := [part for part in written if not listing.words(part, language)]:
            text = _("Not written in %(language)s yet: %(parts)s.") % {
                "language": LANGUAGES.get(language, language),
                "parts": listed([part_title(part) for part in left]),
            }
            found.append(Missing(text, f"{href}?language={language}", False))
    return found


def _masthead(consultation: Consultation) -> list[Missing]:
    if any(str(value).strip() for value in consultation.masthead.values()):
        return []
    text = _("The masthead is empty: the cover names no session, no agenda item and no distribution.")
    return [Missing(text, f"/{consultation.slug}/setup/settings", False)]


def _declared(consultation: Consultation, outline: Outline, codes: Sequence[str]) -> list[Missing]:
    """What a delegation declared about a proposal stays, also where that proposal is not in the list."""
    return [
        Missing(
            _(
                "A delegation declared something about %(code)s, which is not in the list. It is printed all the same."
            )
            % {"code": code},
            f"/{consultation.slug}/outcome",
            False,
        )
        for code in codes
        if not outline.listing.included(code)
    ]


def _not_shown(found: Unprintable) -> list[Missing]:
    """One character without a font makes a plain PDF of the edition, which is frozen: so it is said before."""
    text = _(
        "A PDF cannot show %(characters)s in %(code)s: each becomes an empty box, and the PDF is neither PDF/UA nor PDF/A. Those who run this site can add a font."
    )
    return [
        Missing(text % {"characters": "; ".join(map(name_of, characters[:NAMED])), "code": code}, href, False)
        for code, href, characters in found[:NAMED]
    ]


def _declared_on(db: Session, consultation: Consultation) -> list[str]:
    """The codes of the proposals that a declaration which stands is about."""
    rows = db.execute(
        sa.select(col(Proposal.code))
        .join_from(Declaration, Proposal, col(Proposal.id) == Declaration.proposal_id)
        .where(col(Declaration.consultation_id) == consultation.id, col(Declaration.withdrawn_at).is_(None))
        .distinct()
        .order_by(col(Proposal.code))
    )
    return [row[0] for row in rows]


def _named(codes: Sequence[str]) -> str:
    """Some codes in words; of many the first, and how many more."""
    if len(codes) <= NAMED:
        return listed(codes)
    more = len(codes) - NAMED
    return ngettext("%(codes)s and %(n)s more", "%(codes)s and %(n)s more", more) % {
        "codes": ", ".join(codes[:NAMED]),
        "n": more,
    }
