"""Reads of the trace. Nothing here composes the document to show one paragraph: the words are found by their origin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.consultations.attribution import shown_author
from app.consultations.models import Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import rounds_of
from app.contributions.models import Contribution, ContributionAuthor
from app.discussion.models import Comment, Disposition
from app.discussion.reading import part_labels
from app.drafting.content import rows
from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.queries import ITS_CHALLENGE
from app.drafting.editorial.views import Challenge
from app.drafting.fields import SHAPES
from app.drafting.models import BenchmarkLink, Kind, Proposal, ProposalSource, ProposalState, Version, is_text
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest
from app.kernel.text.markdown import to_plain
from app.outcome.editions import editions_of, newest_edition
from app.outcome.since import LeftOut, left_out
from app.pilots.measured import values_of
from app.pilots.models import Measurement, Pilot, PilotProposal
from app.site.proposal.standing import standing_of
from app.site.trace.places import Place, places_of, places_of_edition, spans
from app.site.trace.views import Grew, Measures, Remark, Stands, Subject, Trace, Tries, Whereabouts, Wrote
from app.voting.amendments.queries import amendments_of

# What a paragraph of the document is made from besides the field it is named after.
_MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "target": ("target", "baseline", "unit", "means_of_verification"),
}
# Paragraphs that say how the proposal is linked; they are no field of its text.
_LINKS = ("benchmarks", "mechanisms")


def trace_of(db: Session, consultation: Consultation, code: str, field: str, part: str = "") -> Trace:
    """The trace of a field of a proposal, or of one paragraph of it: twelve queries, and two the first time for each edition.

    It holds what everybody may read. NotFound for a proposal that is not there or is of a closed group, and for what is
    no field of it.
    """
    found, partners = _subject_and_partners(db, consultation, code)
    labels = _labels(found.kind)
    if field not in labels:
        raise NotFound(_("%(code)s has no part “%(field)s”.") % {"code": code, "field": field[:60]})
    proposal = db.get_one(Proposal, found.id)
    standing = standing_of(db, proposal, rounds_of(db, consultation), now(db))
    with_marks = db.exec(
        select(Version, MarkChallenge)
        .outerjoin(MarkChallenge, ITS_CHALLENGE)
        .where(Version.proposal_id == found.id)
        .order_by(col(Version.n))
    ).all()
    versions = [version for version, _challenge in with_marks]
    challenges = {row.n: Challenge.of(row) for _version, row in with_marks if row is not None}
    # A secret ballot decided on no text: what went on from there is the text itself.
    asked = standing is not None and standing.result is not None and not standing.decides
    on_ballot = standing.version if standing and not asked else None
    decided = on_ballot or proposal.version
    text = next((v.content for v in versions if v.n == decided), versions[-1].content)
    fields = made_from(field)
    benchmarks = partners if found.is_mechanism else [found]
    return Trace(
        subject=found,
        field=field,
        label=labels[field],
        part=part,
        words=_words(found.kind, text, fields, part, partners),
        grew=_grew(db, found),
        wrote=_wrote(versions, challenges, fields, part, on_ballot),
        remarks=_remarks(db, found, fields),
        amendments=tuple(
            each
            for each in amendments_of(db, proposal)
            if each.field in fields and part in ("", each.paragraph)
        ),
        standing=standing,
        pilots=_pilots(db, [found, *partners]),
        measures=_measures(db, benchmarks),
        stands=_stands(db, consultation, found, field, part, [each.code for each in partners]),
        dropped=_dropped(db, consultation, found),
    )


def whereabouts(db: Session, consultation: Consultation, code: str) -> Whereabouts:
    """Where a proposal stands in the newest edition, or while nothing is issued in the draft, which is composed for it."""
    found, partners = _subject_and_partners(db, consultation, code)
    edition = newest_edition(db, consultation)
    mechanisms = [each.code for each in partners if each.is_mechanism]
    own = _own(places_of(db, consultation, edition), code, mechanisms)
    numbers: dict[str, list[int]] = defaultdict(list)
    for place in own:
        numbers[place.field].append(place.number)
    labels = _labels(found.kind)
    return Whereabouts(
        subject=found,
        edition=edition.n if edition else None,
        symbol=edition.symbol if edition else "",
        parts=tuple((field, labels.get(field, field), spans(tuple(ns))) for field, ns in numbers.items()),
        entry=own[0].section if own else "",
        dropped=_dropped(db, consultation, found),
    )


def _dropped(db: Session, consultation: Consultation, subject: Subject) -> LeftOut | None:
    """That an edition held it and the list does no more: two queries for what was consolidated, none for the others."""
    codes = [subject.code] if subject.state == ProposalState.CONSOLIDATED else []
    return left_out(db, consultation, codes).get(subject.code)


def paragraph_at(places: Sequence[Place], n: int) -> Place:
    """The paragraph of this number. NotFound names the last one there is."""
    found = next((place for place in places if place.number == n), None)
    if found is None:
        last = places[-1].number if places else 0
        raise NotFound(
            _("The document has no paragraph %(n)s; its last is paragraph %(last)s.") % {"n": n, "last": last}
        )
    return found


def made_from(field: str) -> tuple[str, ...]:
    """The fields of a text that the paragraph named after one of them is made from."""
    return _MADE_FROM.get(field, (field,))


def stretches(
    db: Session, consultation: Consultation, wanted: Mapping[str, Sequence[str]]
) -> tuple[int | None, dict[str, tuple[tuple[int, int], ...]]]:
    """For some proposals, each with the mechanisms it measures, their paragraphs in the newest edition and its number.

    One query, and two once a process. Without an edition nothing is composed: the numbers of a draft change.
    """
    edition = newest_edition(db, consultation)
    if edition is None:
        return None, {}
    places = places_of_edition(db, edition)
    numbers = {code: _own(places, code, mechanisms) for code, mechanisms in wanted.items()}
    return edition.n, {
        code: spans(tuple(place.number for place in own)) for code, own in numbers.items() if own
    }


def _own(places: Sequence[Place], code: str, mechanisms: Sequence[str]) -> list[Place]:
    """The paragraphs of a proposal; of a benchmark without any those of its mechanisms that name their measures."""
    own = [place for place in places if place.proposal == code]
    return own or [place for place in places if place.field == "benchmarks" and place.proposal in mechanisms]


def _labels(kind: str) -> dict[str, str]:
    """The words for the parts of a text that paragraphs are made from."""
    own = {"benchmarks": _("Measures of success"), "mechanisms": _("What it measures"), "title": _("Title")}
    return {**own, **part_labels(kind)}


def _subject_and_partners(
    db: Session, consultation: Consultation, code: str
) -> tuple[Subject, list[Subject]]:
    """The proposal of this code and what it is linked with, as far as they are of open groups: one query."""
    own = aliased(Proposal)
    linked = (
        sa.select(col(BenchmarkLink.benchmark_id))
        .join(own, col(own.id) == BenchmarkLink.mechanism_id)
        .where(col(own.consultation_id) == consultation.id, col(own.code) == code)
        .union(
            sa.select(col(BenchmarkLink.mechanism_id))
            .join(own, col(own.id) == BenchmarkLink.benchmark_id)
            .where(col(own.consultation_id) == consultation.id, col(own.code) == code)
        )
    )
    found = [
        Subject(p.id or 0, p.code, p.kind, p.title, p.title_i18n, p.state)
        for p in db.exec(
            select(Proposal)
            .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
            .where(
                Proposal.consultation_id == consultation.id,
                is_text(),
                col(WorkingGroup.closed).is_(False),
                sa.or_(col(Proposal.code) == code, col(Proposal.id).in_(linked)),
            )
            .order_by(col(Proposal.number), col(Proposal.code))
        )
    ]
    subject = next((each for each in found if each.code == code), None)
    if subject is None:
        raise NotFound(_("There is no proposal “%(code)s” in the outcome.") % {"code": code[:60]})
    return subject, [each for each in found if each is not subject]


def _words(
    kind: str, content: Mapping[str, Any], fields: Sequence[str], part: str, partners: Sequence[Subject]
) -> tuple[str, ...]:
    """The words themselves, as they were decided or as they stand."""
    if fields[0] in _LINKS:
        return tuple(f"{each.code} {each.title}" for each in partners)
    shapes = SHAPES[Kind(kind)]
    found = [
        row for name in fields if name in shapes for row in rows(shapes[name], content.get(name))
        if not part or not row.id or row.id == part
    ]  # fmt: skip
    return tuple(to_plain(row.text) for row in found)


def _wrote(
    versions: Sequence[Version],
    challenges: Mapping[int, Challenge],
    fields: Sequence[str],
    part: str,
    decided: int | None,
) -> tuple[Wrote, ...]:
    """The versions that wrote these words or changed them, the first one always, and the one that was decided on."""
    found: list[Wrote] = []
    before: str | None = None
    for version in versions:
        said = digest(_said(version.content, fields, part))
        if said != before or version.n == decided:
            found.append(
                Wrote(
                    version.n,
                    version.author_title,
                    version.note,
                    version.created_at,
                    found[-1].n if found and said != before else None,
                    version.n == decided,
                    version.editorial,
                    challenges.get(version.n),
                )
            )
        before = said
    return tuple(found)


def _said(content: Mapping[str, Any], fields: Sequence[str], part: str) -> list[Any]:
    said: list[Any] = []
    for name in fields:
        value = content.get(name)
        if part and isinstance(value, list):
            value = [item for item in value if not isinstance(item, dict) or item.get("id") == part]
        said.append(value)
    return said


def _grew(db: Session, subject: Subject) -> tuple[Grew, ...]:
    """The contributions it grew out of, by date: one query."""
    names: dict[str, list[str]] = defaultdict(list)
    found: dict[str, Contribution] = {}
    for contribution, name in db.exec(
        select(Contribution, Delegation.short_name)
        .join(ProposalSource, col(ProposalSource.contribution_id) == Contribution.id)
        .outerjoin(ContributionAuthor, col(ContributionAuthor.contribution_id) == Contribution.id)
        .outerjoin(Delegation, col(Delegation.id) == ContributionAuthor.delegation_id)
        .where(ProposalSource.proposal_id == subject.id)
        .order_by(col(Contribution.day), col(Contribution.code), col(Delegation.place))
    ):
        found[contribution.code] = contribution
        if name:
            names[contribution.code].append(name)
    return tuple(Grew(c.code, c.title, c.language, tuple(names[code]), c.day) for code, c in found.items())


def _remarks(db: Session, subject: Subject, fields: Sequence[str]) -> tuple[Remark, ...]:
    """What was said on these fields and on the whole text, with the dispositions that count: one query."""
    newest = (
        sa.select(func.max(col(Disposition.n)))
        .where(col(Disposition.comment_id) == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
    made = db.execute(
        sa.select(Comment, Disposition, col(Delegation.short_name), col(Round.attribution))
        .outerjoin(
            Disposition,
            sa.and_(col(Disposition.comment_id) == Comment.id, col(Disposition.n) == newest),
        )
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .where(
            col(Comment.proposal_id) == subject.id,
            sa.or_(col(Comment.field).in_(fields), col(Comment.field).is_(None)),
        )
        .order_by(col(Comment.created_at), col(Comment.id))
    )
    return tuple(
        Remark(
            code=comment.code,
            speaker=shown_author(attribution, title=comment.author_title, delegation_name=name).speaker,
            stance=comment.stance,
            text=comment.text,
            language=comment.language,
            said_at=comment.created_at,
            version=comment.version,
            whole=comment.field is None,
            exact=(comment.quote or {}).get("exact", ""),
            disposition=answer.code if answer else None,
            reason=answer.reason if answer else "",
            resulting=answer.resulting_version if answer else None,
        )
        for comment, answer, name, attribution in made
    )


def _pilots(db: Session, tried: Sequence[Subject]) -> tuple[Tries, ...]:
    """The pilots that try the proposal or report against a benchmark of it: one query."""
    codes = {each.id: each.code for each in tried}
    found: dict[str, Tries] = {}
    for code, title, state, proposal in db.execute(
        sa.select(col(Pilot.code), col(Pilot.title), col(Pilot.state), col(PilotProposal.proposal_id))
        .join(PilotProposal, col(PilotProposal.pilot_id) == Pilot.id)
        .where(col(PilotProposal.proposal_id).in_(codes))
        .order_by(col(Pilot.code), col(PilotProposal.proposal_id))
    ):
        known = found.get(code)
        found[code] = Tries(
            code, title, state, ((*known.tries, codes[proposal]) if known else (codes[proposal],))
        )
    own = tried[0].code
    direct = [each for each in found.values() if own in each.tries]
    return tuple(direct) or tuple(found.values())


def _measures(db: Session, benchmarks: Sequence[Subject]) -> tuple[Measures, ...]:
    """What was measured against these benchmarks: one query."""
    wanted = [each for each in benchmarks if not each.is_mechanism]
    values = values_of(db, col(Measurement.proposal_id).in_([each.id for each in wanted]))
    found = []
    for each in wanted:
        standing = [value for value in values.get(each.id, ()) if value.stands]
        newest = standing[-1] if standing else None
        found.append(Measures(each.code, each.title, each.title_i18n, newest, len(standing)))
    return tuple(found)


def _stands(
    db: Session,
    consultation: Consultation,
    subject: Subject,
    field: str,
    part: str,
    partners: Sequence[str],
) -> tuple[Stands, ...]:
    """Where these words stand in the editions, newest first: one query, and two the first time for each edition."""
    found = []
    mechanisms = [] if subject.is_mechanism else partners
    for edition in reversed(editions_of(db, consultation)):
        own = _own(places_of_edition(db, edition), subject.code, mechanisms)
        numbers = [
            each.number for each in own if each.proposal != subject.code or each.of(subject.code, field, part)
        ]
        if numbers:
            found.append(Stands(edition.n, edition.symbol, edition.issued_on, spans(tuple(numbers))))
    return tuple(found)
