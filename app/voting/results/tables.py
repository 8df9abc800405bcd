"""The results of a ballot as tables for spreadsheets and programs."""

from decimal import Decimal
from fractions import Fraction

from app.documents.sheets import Cell, Column, Row, Sheet, Term, Workbook
from app.kernel.clock import local_day
from app.kernel.i18n import current_locale, direction
from app.kernel.i18n import gettext as _
from app.voting.asked import rule_sentences
from app.voting.counting import NOT_VOTED, Counts
from app.voting.explanations.views import Explained
from app.voting.results.material import Material
from app.voting.results.measures import common, divergence
from app.voting.results.views import names_without
from app.voting.results.words import acting_words, agreed_words, outcome_words, willing_heads
from app.voting.views import ProposalResult, Said
from app.voting.words import called_position

TABLES = ("results", "constituencies", "reasons", "willingness", "explanations", "electorate", "rule")


def results_workbook(material: Material) -> Workbook:
    """All tables in one: what each proposal came to, each constituency's figures, what was said, who would act, who could
    give a position, and the rule."""
    ballot, zone = material.view.ballot, material.consultation.timezone
    return Workbook(
        title=f"{material.consultation.code} · {ballot.code} {ballot.title}",
        language=current_locale(),
        direction="rtl" if direction(current_locale()) == "rtl" else "ltr",
        date=local_day(material.closed_at, zone),
        status=_("VOID") if material.view.void else "",
        sheets=(
            _results(material),
            _constituencies(material),
            _reasons(material),
            _willingness(material),
            _explanations(material),
            _electorate(material),
            _rule(material),
        ),
    )


def _positions(material: Material) -> tuple[Column, ...]:
    named = [
        Column(stance.name, called_position(stance.name).label, 12) for stance in material.view.rule.stances
    ]
    return (*named, Column(NOT_VOTED, _("No position"), 12))


def _figures(material: Material, counts: Counts) -> tuple[Cell, ...]:
    found = counts.as_dict()
    return tuple(found.get(column.name, 0) for column in _positions(material))


def _results(material: Material) -> Sheet:
    heads = willing_heads()
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("title", _("Title"), 40),
        Column("roundtable", _("Roundtable"), 12),
        Column("version", _("Version"), 9),
        Column("outcome", _("Outcome"), 16),
        Column("why", _("Why"), 60),
        *_positions(material),
        Column("electorate", _("Electorate"), 12),
        Column("most_in_favour", _("Constituency most in favour"), 22),
        Column("least_in_favour", _("Constituency least in favour"), 22),
        Column("difference_percent", _("Difference, in points of a hundred"), 14),
        Column("agreed", _("What the constituencies agree on"), 28),
        Column("without", _("Not carried in"), 28),
        *(Column(name, words, 12) for name, words in heads.items()),
        # Only where there are amendments: whoever reads the other files by their columns finds them as they were.
        *(
            (Column("amends", _("Amendment to"), 14), Column("fell_to", _("Fell to"), 14))
            if material.amendments
            else ()
        ),
    )
    return Sheet(
        "results", _("Results"), columns, tuple(_result(material, r) for r in material.findings.tally.results)
    )


def _result(material: Material, found: ProposalResult) -> Row:
    line, result, far = found.line, found.result, divergence(found.result, material.findings.few)
    together, will = common(result), material.findings.wills.get(found.line.code)
    apart: tuple[Cell, ...] = (None, None, None)
    if far is not None:
        apart = (
            result.names.get(far.most.code, far.most.code),
            result.names.get(far.least.code, far.least.code),
            _number(far.gap * 100),
        )
    acting: tuple[Cell, ...] = (None,) * 4
    if material.findings.asked:
        acting = (will.lead, will.partner, will.fund, will.none) if will else (0,) * 4
    return (
        line.code,
        _title(material, found),
        line.roundtable,
        line.version,
        Term(str(result.outcome), outcome_words(result.outcome, secret=result.rule.is_secret)),
        " ".join(result.why),
        *_figures(material, result.overall),
        result.overall.electorate,
        *apart,
        Term(str(together.group), agreed_words(together.group)),
        names_without(found, together) if together.without else "",
        *acting,
        *((line.amends, result.fell_to or None) if material.amendments else ()),
    )


def _constituencies(material: Material) -> Sheet:
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("constituency", _("Constituency"), 14),
        Column("name", _("Name"), 26),
        *_positions(material),
        Column("electorate", _("Electorate"), 12),
        Column("why", _("Why"), 60),
    )
    rows = [
        (
            found.line.code,
            key,
            found.result.names[key],
            *_figures(material, counts),
            counts.electorate,
            found.result.why_by_constituency.get(key, ""),
        )
        for found in material.findings.tally.results
        for key, counts in found.result.by_constituency.items()
    ]
    return Sheet("constituencies", _("Positions by constituency"), columns, tuple(rows))


def _reasons(material: Material) -> Sheet:
    columns: tuple[Column, ...] = (
        Column("proposal", _("Proposal"), 12),
        Column("delegation", _("Delegation"), 16),
        Column("name", _("Name"), 26),
        Column("constituency", _("Constituency"), 22),
        Column("position", _("Position"), 18),
        Column("reason", _("Reason, word for word"), 80),
        Column("overruled", _("Why the chair overruled it"), 40),
    )

    unnamed = not material.view.rule.is_open
    if unnamed:
        columns = (columns[0], *columns[4:6])

    def row(found: ProposalResult, said: Said) -> Row:
        position = Term(said.position, called_position(said.position).label)
        if unnamed:
            return (found.line.code, position, said.reason)
        return (
            found.line.code,
            said.delegation,
            said.name,
            said.constituency,
            position,
            said.reason,
            said.overruled,
        )

    rows = [
        row(found, said)
        for found in material.findings.tally.results
        for said in (*found.objections, *found.reservations)
    ]
    return Sheet("reasons", _("Objections and reservations"), columns, tuple(rows))


def _willingness(material: Material) -> Sheet:
    if not material.view.rule.is_open:
        return _willing_counts(material)
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("delegation", _("Delegation"), 16),
        Column("name", _("Name"), 26),
        Column("constituency", _("Constituency"), 22),
        Column("willing", _("What it would do in a pilot"), 28),
    )
    rows = [
        (found.line.code, each.delegation, each.name, each.constituency, Term(each.willing, acting_words(each.willing)))
        for found in material.findings.tally.results
        for each in material.acting_by_proposal.get(found.line.proposal_id, ())
    ]  # fmt: skip
    return Sheet("willingness", _("Willingness to act"), columns, tuple(rows))


def _willing_counts(material: Material) -> Sheet:
    """How many would do what, where delegations are not named."""
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("willing", _("What they would do in a pilot"), 28),
        Column("number", _("Number"), 10),
    )
    rows = [
        (found.line.code, Term(word, acting_words(word)), n)
        for found in material.findings.tally.results
        if (will := material.findings.wills.get(found.line.code)) is not None
        for word, n in will.counted
    ]
    return Sheet("willingness", _("Willingness to act"), columns, tuple(rows))


def _explanations(material: Material) -> Sheet:
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("delegation", _("Delegation"), 16),
        Column("name", _("Name"), 26),
        Column("constituency", _("Constituency"), 22),
        Column("moment", _("When"), 16),
        Column("given_on", _("Given on"), 12),
        Column("withdrawn_on", _("Taken back on"), 12),
        Column("language", _("Language"), 10),
        Column("text", _("Explanation, word for word"), 80),
    )
    zone = material.consultation.timezone

    def row(each: Explained) -> Row:
        gone = local_day(each.withdrawn_at, zone) if each.withdrawn_at else None
        return (
            each.proposal, each.delegation, each.name, each.constituency, Term(each.moment, each.moment_words),
            local_day(each.given_at, zone), gone, each.language, each.text,
        )  # fmt: skip

    return Sheet(
        "explanations", _("Explanations of position"), columns, tuple(map(row, material.explanations))
    )


def _electorate(material: Material) -> Sheet:
    columns = (
        Column("delegation", _("Delegation"), 16),
        Column("name", _("Name"), 40),
        Column("constituency", _("Constituency"), 14),
        Column("constituency_name", _("Constituency, by name"), 28),
        # Where small ones are counted together, the two before are what they are counted as.
        *(() if material.view.rule.is_open else (Column("within", _("Its own constituency"), 14),)),
    )
    rows = [
        (
            seated.code,
            seated.name,
            seated.constituency,
            seated.constituency_name,
            *((seated.within,) if seated.within else ()),
        )
        for seated in material.findings.tally.electorate
    ]
    return Sheet("electorate", _("Electorate"), columns, tuple(rows))


def _rule(material: Material) -> Sheet:
    sentences = (*rule_sentences(material.view.rule), *material.told)
    rows = list(enumerate(sentences, 1))
    columns = (Column("n", _("Number"), 8), Column("sentence", _("The rule"), 100))
    return Sheet("rule", _("The rule"), columns, tuple(rows))


def _title(material: Material, found: ProposalResult) -> str:
    line, own = found.line, material.consultation.default_language
    if found.line.code in material.amendments:
        return material.amendments[found.line.code].told
    return line.title if current_locale() == own else line.title_i18n.get(current_locale()) or line.title


def _number(value: Fraction) -> Decimal:
    """In whole steps of a hundredth, rounded half up, and without noughts at the end."""
    hundredths = (2 * value.numerator * 100 + value.denominator) // (2 * value.denominator)
    return Decimal(hundredths) / 100
