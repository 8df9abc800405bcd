"""The charts of convergence, each with the words that say the same."""

from collections.abc import Sequence

from app.kernel.i18n import gettext as _
from app.review.convergence.views import Measure, Point
from app.voting.ratings.sentences import figure, per_cent
from app.web.bars import Bars, bars

_LOOKS = {Measure.SUPPORT: "ring", Measure.SCORES: "soft", Measure.ANSWERS: "gap", Measure.POSITIONS: "dot"}


def measure_words(measure: Measure | None) -> str:
    """What the agreement of a round is read from."""
    if measure is None:
        return ""
    return {
        Measure.SUPPORT: _("Voices for the text in its working group, in the round they were last given"),
        Measure.SCORES: _("Scores from 7 to 9"),
        Measure.ANSWERS: _("Answers “agree” or “consent”"),
        Measure.POSITIONS: _("Positions in support, abstentions aside, once the result is published"),
    }[measure]


def agreement_chart(points: Sequence[Point]) -> Bars | None:
    """The share that agrees, by round; None where no round has one."""
    known = [(p, p.figures.agreement) for p in points]
    if not any(share is not None for _point, share in known):
        return None
    return bars(
        _("Agreement"),
        "; ".join(f"{p.code} {per_cent(share)}" for p, share in known if share is not None),
        [
            (
                p.code,
                None if share is None else float(share),
                "" if share is None else per_cent(share),
                _LOOKS.get(p.measure, "dot") if p.measure else "dot",
            )
            for p, share in known
        ],
        most=1,
    )


def spread_chart(points: Sequence[Point]) -> Bars | None:
    """The spread of the scores, by round of rating; None where there is none."""
    known = [(p.code, p.figures.spread) for p in points if p.figures.spread is not None]
    if not known:
        return None
    return bars(
        _("Spread of the scores"),
        "; ".join(f"{code} {figure(spread)}" for code, spread in known if spread is not None),
        [(code, float(spread or 0), figure(spread or 0), "soft") for code, spread in known],
    )


def open_chart(points: Sequence[Point]) -> Bars | None:
    """The objections that stand today, by the round in which they were raised; None where none was ever raised."""
    if not any(p.figures.objections for p in points):
        return None
    return _counted(
        _("Open objections"), [(p.code, p.figures.open_objections, p.figures.objections) for p in points]
    )


def unanswered_chart(points: Sequence[Point]) -> Bars | None:
    """The comments that wait for an answer today, by the round in which they were made; None without comments."""
    if not any(p.figures.comments for p in points):
        return None
    return _counted(
        _("Comments without an answer"),
        [(p.code, p.figures.unanswered, p.figures.comments) for p in points],
    )


def _counted(title: str, rows: Sequence[tuple[str, int, int]]) -> Bars:
    words = "; ".join(
        _("%(code)s: %(n)s of %(of)s") % {"code": code, "n": n, "of": of} for code, n, of in rows if of
    )
    return bars(title, words, [(code, n, str(n) if of else "", "dot") for code, n, of in rows])
