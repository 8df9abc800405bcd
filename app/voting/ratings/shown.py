"""What came out on a text as pages and tables show it: sentences, figures as they are read, the chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.kernel.i18n import gettext as _
from app.voting.ratings.charts import answers_chart, histogram
from app.voting.ratings.sentences import (
    choice_words,
    figure,
    per_cent,
    sense_in_words,
    too_few,
    why_met,
    why_stable,
)
from app.voting.ratings.views import Line, RatedIn, Share, TextResult
from app.web.bars import Bars


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some people together, each as it is read; `answers` pairs of words and counts in a sense check."""

    name: str
    name_i18n: Mapping[str, str]
    n: int
    median: str = ""
    quartiles: str = ""
    spread: str = ""
    high: str = ""
    low: str = ""
    answers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ResultView:
    """One text of the results. `chart` is None where too few have spoken; then `sentences` say so."""

    line: Line
    version: int
    n: int
    met: bool | None
    sentences: tuple[str, ...]
    chart: Bars | None
    table: tuple[tuple[str, int], ...]
    whole: Figures | None
    shares: tuple[Figures, ...]
    words: tuple[str, ...]


def result_view(view: RatedIn, text: TextResult) -> ResultView:
    """A result in the reader's language."""
    criterion = view.criterion
    sentences: list[str] = []
    chart, met = None, None
    table: tuple[tuple[str, int], ...] = ()
    if text.counts is not None:
        met = criterion.met(text.counts)
        sentences.append(why_met(criterion, text.counts))
        if text.moved is not None:
            sentences.append(why_stable(criterion, text.moved))
        if text.before is not None:
            sentences.append(_moved_median(text.before.median, text.counts.median))
        chart = histogram(text.line.code, text.counts)
        table = tuple((str(score), n) for score, n in enumerate(text.counts.of, start=1))
    elif text.answers is not None:
        sentences.append(sense_in_words(text.answers))
        chart = answers_chart(text.line.code, text.answers)
        table = tuple((choice_words(choice), n) for choice, n in text.answers.items())
    else:
        sentences.append(too_few(text.n))
    return ResultView(
        line=text.line,
        version=text.version,
        n=text.n,
        met=met,
        sentences=tuple(sentences),
        chart=chart,
        table=table,
        whole=_figures(Share("", _("All together"), {}, text.counts, text.answers or {}), text.n)
        if text.counts is not None
        else None,
        shares=tuple(_figures(share, _size(share)) for share in text.shares),
        words=text.words,
    )


def _moved_median(before: Fraction, after: Fraction) -> str:
    figures = {"before": figure(before), "after": figure(after)}
    if before == after:
        return _("The median is %(after)s as in the round before.") % figures
    return _("The median was %(before)s in the round before and is %(after)s now.") % figures


def _size(share: Share) -> int:
    return share.counts.n + sum(share.answers.values())


def _figures(share: Share, n: int) -> Figures:
    counts = share.counts
    name = share.name or _("For no delegation")
    if not counts.n:
        answers = tuple((choice_words(choice), many) for choice, many in share.answers.items())
        return Figures(name, share.name_i18n, n, answers=answers)
    first, third = counts.quartiles
    return Figures(
        name=name,
        name_i18n=share.name_i18n,
        n=n,
        median=figure(counts.median),
        quartiles=f"{figure(first)} – {figure(third)}",
        spread=figure(counts.spread),
        high=per_cent(counts.high_share),
        low=per_cent(counts.low_share),
    )
