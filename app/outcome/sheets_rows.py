"""The rows of the tables of the outcome. Pure: the same material gives the same tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.consultations.models import Constituency, Delegation
from app.discussion.views import CommentView
from app.documents.sheets import Cell, Column, Row, Sheet, Term, as_number, joined
from app.drafting.content import opening_words
from app.kernel.clock import local_day
from app.kernel.i18n import gettext as _
from app.kernel.text.markdown import to_plain
from app.outcome import sheets_terms as term
from app.outcome.material import Item, Material, positions_of
from app.outcome.wording import prose
from app.voting.amendments.shown import titled
from app.voting.counting import Counts
from app.voting.disclosure.rules import why_not_named
from app.voting.queries import called
from app.voting.register import RegisterRow
from app.voting.views import ProposalResult, Tally


@dataclass(frozen=True)
class Beside:
    """What a proposal has beside its text: the group that wrote it, and the codes of what it grew out of."""

    group: str
    contributions: tuple[str, ...]


def proposals(material: Material, beside: Mapping[str, Beside]) -> Sheet:
    """Every proposal with where it stands and what the ballot decided; one row each."""
    positions = positions_of(material.on_texts)
    columns = (
        Column("code", _("Code"), 10),
        Column("kind", _("Kind"), 12),
        Column("roundtable", _("Roundtable"), 11),
        Column("roundtable_title", _("Title of the roundtable"), 30),
        Column("group", _("Working group"), 12),
        Column("title", _("Title"), 40),
        Column("summary", _("Summary or definition"), 60),
        Column("state", _("State"), 16),
        Column("version", _("Version"), 8),
        Column("in_document", _("In the document"), 11),
        Column("linked", _("Measured by, or measures"), 18),
        Column("contributions", _("Grew out of"), 18),
        Column("ballot", _("Ballot"), 10),
        Column("outcome", _("Outcome"), 14),
        *_count_columns(positions),
    )
    return Sheet("proposals", _("Proposals"), columns, tuple(_proposal_rows(material, beside, positions)))


def _proposal_rows(
    material: Material, beside: Mapping[str, Beside], positions: Sequence[str]
) -> Iterable[Row]:
    roundtables = {roundtable.id: roundtable for roundtable in material.roundtables}
    for item in material.items:
        roundtable, more = roundtables[item.roundtable_id], beside.get(item.code, Beside("", ()))
        yield (
            item.code,
            term.kind(item.kind),
            roundtable.code,
            called(roundtable.title, roundtable.title_i18n),
            more.group,
            called(item.title, dict(item.title_i18n)),
            opening_words(item.kind, item.content),
            term.state(item.state),
            item.version,
            term.yes_or_no(material.included(item)),
            joined(_linked(material, item)),
            joined(more.contributions),
            item.ballot.ballot.code if item.ballot else None,
            _outcome(item),
            *_count_cells(positions, item.decision.result.overall if item.decision else None),
        )


def framework(material: Material) -> Sheet:
    """The results framework: every benchmark that the document holds, in its order; one row each."""
    columns = (
        Column("code", _("Code"), 10),
        Column("title", _("Benchmark"), 36),
        Column("measures", _("Measures"), 14),
        Column("definition", _("Definition"), 50),
        Column("unit", _("Unit"), 22),
        Column("baseline_value", _("Baseline"), 12),
        Column("baseline_year", _("Year of the baseline"), 10),
        Column("baseline_note", _("Note on the baseline"), 30),
        Column("target_value", _("Target"), 12),
        Column("target_year", _("Year of the target"), 10),
        Column("milestones", _("On the way"), 24),
        Column("verification", _("Verified by"), 36),
        Column("frequency", _("How often"), 14),
        Column("responsible", _("Who measures"), 26),
        Column("disaggregation", _("Broken down by"), 24),
        Column("outcome", _("Outcome"), 14),
        Column("support", _("Support"), 10),
        Column("support_with_reservation", _("Support with reservation"), 12),
        Column("object", _("Object"), 8),
    )
    rows = tuple(_framework_row(material, item) for item in material.in_document if not item.is_mechanism)
    return Sheet("framework", _("Framework"), columns, rows)


def _outcome(item: Item) -> Term | None:
    if item.silence is not None:
        return term.ballot_outcome("silence")
    return term.ballot_outcome(item.decision.result.outcome.value) if item.decision else None


def _framework_row(material: Material, item: Item) -> Row:
    content = item.content
    baseline, target = content.get("baseline") or {}, content.get("target") or {}
    counts = item.decision.result.overall if item.decision else None
    milestones = [
        joined([str(step.get("year") or ""), _said(step.get("value")), step.get("note") or ""], ", ")
        for step in content.get("milestones") or []
    ]
    return (
        item.code,
        called(item.title, dict(item.title_i18n)),
        joined(_linked(material, item)),
        _plainly(content.get("definition"), "\n"),
        str(content.get("unit") or ""),
        _value(baseline.get("value")),
        _value(baseline.get("year")),
        str(baseline.get("note") or ""),
        _value(target.get("value")),
        _value(target.get("year")),
        joined(milestones),
        _plainly(content.get("means_of_verification")),
        str(content.get("frequency") or ""),
        str(content.get("responsible") or ""),
        _plainly(content.get("disaggregation")),
        _outcome(item),
        counts["support"] if counts else None,
        counts["support_with_reservation"] if counts else None,
        counts["object"] if counts else None,
    )


def votes(tallies: Iterable[Tally], registers: Mapping[str, Sequence[RegisterRow]], zone: str) -> Sheet:
    """The voting record: one row for each proposal and each delegation of the electorate, also without a position; of a
    ballot that does not name delegations only that it does not."""
    columns = (
        Column("ballot", _("Ballot"), 10),
        Column("proposal", _("Proposal"), 10),
        Column("title", _("Title"), 36),
        Column("delegation", _("Delegation"), 16),
        Column("delegation_name", _("Name of the delegation"), 28),
        Column("constituency", _("Constituency"), 16),
        Column("position", _("Position"), 18),
        Column("reason", _("Reason"), 60),
        Column("version", _("Version"), 8),
        Column("given_on", _("Given on"), 12),
        Column("receipt", _("Receipt"), 20),
    )
    rows: list[Row] = []
    above: list[str] = []
    for tally in tallies:
        ballot = tally.view.ballot.code
        if (why := why_not_named(tally.view.rule)) is not None:
            above.append(_("Ballot %(code)s: %(why)s") % {"code": ballot, "why": why})
            continue
        given = {(row.proposal, row.delegation): row for row in registers.get(ballot, ())}
        for found in tally.results:
            title = titled(found.line)
            for seated in tally.electorate:
                row = given.get((found.line.code, seated.code))
                head = (ballot, found.line.code, title, seated.code, seated.name, seated.constituency_name)
                if row is None:
                    rows.append((*head, term.position("not_voted"), None, found.line.version, None, None))
                    continue
                said = (term.position(row.position), row.reason, row.version)
                rows.append((*head, *said, _day(row.cast_at, zone), row.receipt))
    return Sheet("votes", _("Votes"), columns, tuple(rows), tuple(above))


def counts(tallies: Iterable[Tally]) -> Sheet:
    """The counts behind the voting record: for each proposal one row of all and one for each constituency."""
    held = list(tallies)
    positions = positions_of(held)
    columns = (
        Column("ballot", _("Ballot"), 10),
        Column("proposal", _("Proposal"), 10),
        Column("title", _("Title"), 36),
        Column("outcome", _("Outcome"), 14),
        Column("constituency", _("Constituency"), 24),
        Column("electorate", _("Could give a position"), 12),
        *_count_columns(positions),
    )
    rows = [row for tally in held for found in tally.results for row in _counted(tally, found, positions)]
    return Sheet("counts", _("Counts"), columns, tuple(rows))


def _counted(tally: Tally, found: ProposalResult, positions: Sequence[str]) -> Iterable[Row]:
    head = (
        tally.view.ballot.code,
        found.line.code,
        titled(found.line),
        term.ballot_outcome("asked_in_secret" if tally.view.rule.is_secret else found.result.outcome.value),
    )
    overall = found.result.overall
    yield (*head, Term("all", _("All delegations")), overall.electorate, *_count_cells(positions, overall))
    for code, counted in found.result.by_constituency.items():
        yield (
            *head,
            Term(code, found.result.names[code]),
            counted.electorate,
            *_count_cells(positions, counted),
        )


def comments(views: Iterable[CommentView], zone: str) -> Sheet:
    """The comment matrix: every comment with what became of it, in the order of the proposals; one row each."""
    columns = (
        Column("id", _("No."), 9),
        Column("proposal", _("On"), 10),
        Column("field", _("Part of the text"), 18),
        Column("quote", _("Quoted words"), 28),
        Column("version", _("Version"), 8),
        Column("round", _("Round"), 8),
        Column("delegation", _("Delegation"), 14),
        Column("author", _("From"), 28),
        Column("constituency", _("Constituency"), 18),
        Column("made_on", _("Made on"), 12),
        Column("type", _("Type"), 11),
        Column("stance", _("Stance"), 14),
        Column("severity", _("How much hangs on it"), 10),
        Column("language", _("Language"), 9),
        Column("text", _("What it says"), 60),
        Column("proposed_text", _("Proposed text"), 40),
        Column("parent", _("In reply to"), 10),
        Column("disposition", _("Disposition"), 18),
        Column("reason", _("Reason"), 50),
        Column("decided_by", _("Decided by"), 22),
        Column("decided_on", _("Decided on"), 12),
        Column("resulting_version", _("Resulting version"), 10),
        Column("satisfied", _("The commenter is satisfied"), 12),
        Column("late", _("After the deadline"), 10),
    )
    rows = tuple(_comment_row(view, zone) for view in views)
    return Sheet("comments", _("Comments"), columns, rows)


def _comment_row(view: CommentView, zone: str) -> Row:
    answer = view.disposition
    said = answer.acknowledgement if answer else None
    return (
        view.code,
        view.proposal,
        Term(view.field or "", view.anchor),
        view.exact,
        view.version,
        view.round,
        view.author.delegation,
        view.speaker,
        called(view.author.constituency_name, dict(view.author.constituency_name_i18n)),
        _day(view.created_at, zone),
        term.comment_type(view.type),
        term.stance(view.stance),
        term.severity(view.severity),
        view.language,
        view.text,
        view.proposed_text,
        view.parent,
        term.disposition(answer.code) if answer else None,
        answer.reason if answer else None,
        answer.decided_by if answer else None,
        _day(answer.issued_at, zone) if answer else None,
        answer.version if answer else None,
        term.yes_or_no(said.satisfied) if said else None,
        term.yes_or_no(view.late),
    )


def participants(members: Iterable[tuple[Constituency, Sequence[Delegation]]], zone: str) -> Sheet:
    """The delegations by constituency, also those that have left; one row each."""
    columns = (
        Column("constituency", _("Constituency"), 14),
        Column("constituency_name", _("Name of the constituency"), 30),
        Column("delegation", _("Code"), 16),
        Column("name", _("Delegation"), 46),
        Column("short_name", _("Short name"), 24),
        Column("takes_part_with", _("Takes part with"), 16),
        Column("left_on", _("Left on"), 12),
    )
    one, observer = Term("one_position", _("One position")), Term("observer", _("Observer"))
    rows = tuple(
        (
            constituency.code,
            called(constituency.name, constituency.name_i18n),
            delegation.code,
            called(delegation.name, delegation.name_i18n),
            delegation.short_name,
            one if delegation.voting else observer,
            _day(delegation.ended_at, zone) if delegation.ended_at else None,
        )
        for constituency, delegations in members
        for delegation in delegations
    )
    return Sheet("participants", _("Participants"), columns, rows)


def _count_columns(positions: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, term.position(name).label, 12) for name in positions)


def _count_cells(positions: Sequence[str], counted: Counts | None) -> Row:
    if counted is None:
        return (None,) * len(positions)
    figures = counted.as_dict()
    return tuple(figures.get(name) for name in positions)


def _linked(material: Material, item: Item) -> list[str]:
    """What a text is linked with, as far as everybody may read of it."""
    return [code for code in material.linked(item) if material.item(code) is not None]


def _value(value: Any) -> Cell:
    """A value of a benchmark as a number where it is one; otherwise yes, no, or its words."""
    if value is None:
        return None
    if isinstance(value, bool):
        return term.yes_or_no(value)
    number = as_number(value)
    return str(value) if number is None else number


def _said(value: Any) -> str:
    cell = _value(value)
    return "" if cell is None else cell.label if isinstance(cell, Term) else str(cell)


def _plainly(items: Any, by: str = "; ") -> str:
    return joined([to_plain(text) for text in prose(items)], by)


def _day(moment: datetime, zone: str) -> date:
    return local_day(moment, zone)
