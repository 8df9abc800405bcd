"""The results of a round of rating as tables for spreadsheets and programs."""

from decimal import Decimal
from fractions import Fraction

from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents import sheets_csv, sheets_xlsx
from app.documents.sheets import Cell, Column, Row, Sheet, Workbook
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound, permit
from app.kernel.i18n import current_locale, direction
from app.kernel.i18n import gettext as _
from app.voting.ratings.queries import results_of, visible_rated_round
from app.voting.ratings.rules import SCORES
from app.voting.ratings.sentences import choice_words, indicative
from app.voting.ratings.views import RatedIn, Results, TextResult

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def results_file(db: Session, actor: Actor, consultation: Consultation, code: str, name: str) -> Response:
    """The results as `csv` or `xlsx`. NotFound for another format; Refused while the round is open."""
    if name not in MEDIA:
        raise NotFound(_("The results are to be had as csv and as xlsx."))
    at = now(db)
    view = visible_rated_round(db, consultation, code, at)
    permit(view.why_no_results)
    sheet = results_sheet(results_of(db, actor, consultation, view))
    if name == "csv":
        content = sheets_csv.write(sheet)
    else:
        content = sheets_xlsx.write(
            Workbook(
                title=f"{consultation.code} · {view.round.code} {view.round.title}",
                language=current_locale(),
                direction="rtl" if direction(current_locale()) == "rtl" else "ltr",
                date=local_day(at, consultation.timezone),
                sheets=(sheet,),
                status=indicative(),
            )
        )
    saved = f"{consultation.slug}-{view.round.code}-ratings.{name}"
    return Response(
        content,
        media_type=MEDIA[name],
        headers={"Content-Disposition": f'attachment; filename="{saved}"'},
    )


def results_sheet(results: Results) -> Sheet:
    """One row for each text: how often each score or answer was given, and what follows from it. Where fewer than three
    have spoken the figures are left empty."""
    view = results.view
    of = _of_scores(view) if view.of_scores else _of_answers(view)
    columns = (
        Column("proposal", _("Text"), 12),
        Column("title", _("Title"), 40),
        Column("roundtable", _("Roundtable"), 12),
        Column("version", _("Version"), 8),
        Column("people", _("People"), 8),
        *of,
    )
    rows: list[Row] = []
    for text in results.texts:
        line = text.line
        cells: tuple[Cell, ...] = (line.code, line.title, line.roundtable, text.version, text.n)
        rows.append((*cells, *(_scores(view, text) if view.of_scores else _answers(view, text))))
    return Sheet("ratings", _("Ratings"), columns, tuple(rows))


def _of_scores(view: RatedIn) -> tuple[Column, ...]:
    return (
        *(Column(f"score_{score}", _("Score %(n)s") % {"n": score}, 8) for score in SCORES),
        Column("median", _("Median"), 8),
        Column("first_quartile", _("First quartile"), 8),
        Column("third_quartile", _("Third quartile"), 8),
        Column("spread", _("Spread"), 8),
        Column("high_percent", _("From 7 to 9, per cent"), 12),
        Column("low_percent", _("From 1 to 3, per cent"), 12),
        Column("criterion_met", _("Criterion met"), 12),
        Column("rated_in_both", _("Rated in both rounds"), 12),
        Column("moved_by_one_at_most", _("Moved by one point at most"), 12),
    )


def _of_answers(view: RatedIn) -> tuple[Column, ...]:
    return tuple(Column(choice, choice_words(choice), 12) for choice in view.choices)


def _scores(view: RatedIn, text: TextResult) -> tuple[Cell, ...]:
    counts = text.counts
    if counts is None:
        return (None,) * len(_of_scores(view))
    first, third = counts.quartiles
    return (
        *counts.of,
        _number(counts.median),
        _number(first),
        _number(third),
        _number(counts.spread),
        _number(counts.high_share * 100),
        _number(counts.low_share * 100),
        "yes" if view.criterion.met(counts) else "no",
        text.moved.both if text.moved else None,
        text.moved.near if text.moved else None,
    )


def _answers(view: RatedIn, text: TextResult) -> tuple[Cell, ...]:
    answers = text.answers
    if answers is None:
        return (None,) * len(view.choices)
    return tuple(answers.get(choice, 0) for choice in view.choices)


def _number(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01")).normalize()
