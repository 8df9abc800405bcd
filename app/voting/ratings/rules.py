"""Ratings and sense checks: the terms of a round, fixed with its opening, and the arithmetic, in whole numbers and shares.

A rating round is a round of a Delphi: what counts as consensus is defined before the first score. Of 100 Delphi studies
98 assessed consensus, 72 defined it and 64 did so a priori (Diamond and others 2014, Journal of Clinical Epidemiology
67:401); the definition kept here, at least 70 per cent from 7 to 9 and fewer than 15 per cent from 1 to 3, is the usual
one of core outcome sets (COMET Handbook 2017), and three rounds at most are common. A sense check (Loomio) asks where
everybody stands before anything is decided. Both are indicative: they change no state of any text (invariant 18).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.consultations.calendar import ENDED, RoundStage, round_stage
from app.consultations.models import Consultation, ConsultationState, Role, Round, RoundKind
from app.discussion.rules import admitting_seats, why_text_is_settled
from app.drafting.models import ProposalState
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.text.clean import clean_line
from app.kernel.text.fold import fold

INDICATIVE = (RoundKind.RATING, RoundKind.SENSE_CHECK)
LOW_TO = 3
HIGH_FROM = 7
SCORES = range(1, 10)
QUESTION_LIMIT = 300
WORD_LIMIT = 500

# Each part of the criterion: what stands where nothing is chosen, the least and the most that can be chosen. With fewer
# than three scores a median says who gave what, so that no criterion can ask for fewer.
CRITERION: dict[str, tuple[int, int, int]] = {
    "agree_percent": (70, 51, 100),
    "against_percent": (15, 1, 50),
    "least": (5, 3, 1000),
    "rounds": (3, 1, 9),
    "stable_percent": (85, 50, 100),
}
# The scales of a sense check: agreement, or consent as in consent decision-making.
SCALES: dict[str, tuple[str, ...]] = {
    "agree": ("agree", "unsure", "disagree"),
    "consent": ("consent", "concern", "objection"),
}


def terms_of(kind: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a round of rating or of a sense check, from what was typed or sent at its opening.

    Rating: the whole numbers of `CRITERION`, each as it stands there where it is left out or empty. Sense check:
    `question`, which is due, and `scale`, one of `SCALES`. Other kinds have no terms here: {}. Invalid with one sentence
    at each field that cannot be taken, also at one that does not belong to the kind and is not empty.
    """
    if kind == RoundKind.RATING:
        known: tuple[str, ...] = tuple(CRITERION)
    elif kind == RoundKind.SENSE_CHECK:
        known = ("question", "scale")
    else:
        return {}
    errors = [
        FieldError(name, _("A round of this kind has no term “%(name)s”.") % {"name": name[:60]})
        for name, value in typed.items()
        if name not in known and value not in ("", None)
    ]
    terms = _criterion(typed, errors) if kind == RoundKind.RATING else _question(typed, errors)
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return terms


def _criterion(typed: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    for name, (usual, least, most) in CRITERION.items():
        value = _whole(typed.get(name), usual)
        if value is None or not least <= value <= most:
            errors.append(
                FieldError(
                    name,
                    _("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most},
                )
            )
            continue
        terms[name] = value
    return terms


def _question(typed: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    said, scale = typed.get("question") or "", typed.get("scale") or "agree"
    question = ""
    try:
        question = clean_line(said if isinstance(said, str) else "", limit=QUESTION_LIMIT)
    except ValueError as error:
        errors.append(FieldError("question", str(error)))
    else:
        if not fold(question):
            errors.append(
                FieldError("question", _("Write the question that everybody answers on each text."))
            )
    if not isinstance(scale, str) or scale not in SCALES:
        errors.append(FieldError("scale", _("Choose a scale: %(scales)s.") % {"scales": ", ".join(SCALES)}))
    return {"question": question, "scale": scale}


def _whole(value: Any, usual: int) -> int | None:
    """A whole number as it was typed or sent, `usual` where nothing was, None where it is no number."""
    if value is None or value == "":
        return usual
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def why_not_rate(actor: Actor, consultation: Consultation, round_: Round, at: datetime) -> str | None:
    """Why `actor` gives no score and no answer in this round now; None where it is permitted.

    Everybody with a seat that admits to the rounds of the consultation does, observers too (domain D3), for themselves and
    not for a delegation; administrators do not. The instant of the deadline itself is too late.
    """
    if round_.kind not in INDICATIVE:
        return _("Nothing is rated in “%(round)s”.") % {"round": round_.title}
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    stage = round_stage(round_, at)
    if stage is not RoundStage.OPEN:
        return {
            RoundStage.PLANNED: _("This round has not opened yet."),
            RoundStage.OVERDUE: _("This round has not opened yet: it waits for a moderator to open it."),
            RoundStage.CANCELLED: _("This round was cancelled, and nothing is done in it any more."),
        }.get(stage, _("This round is closed. What was given last before the deadline counts."))
    if not actor.signed_in:
        return _("Sign in as somebody with a seat in this consultation to rate.")
    if actor.has_role(Role.ADMINISTRATOR, consultation.id or 0):
        return _("Administrators look after the site and rate nothing.")
    if not admitting_seats(actor, consultation):
        return _(
            "People with a seat in this consultation rate, as delegate, member of a group or observer. The secretariat gives seats."
        )
    return None


def why_not_rate_text(
    *, code: str, state: str, created_at: datetime, round_: Round, rated_in: int, rounds: int
) -> str | None:
    """Why a text is not rated in this round, whoever asks; None where it is.

    A round is about the texts that stood and were submitted when it opened. `rated_in` is the number of earlier rounds in
    which it was rated, `rounds` the most that the criterion allows.
    """
    if why_text_is_settled(state) is not None:
        return _("%(code)s is settled or under decision, and is not rated any more.") % {"code": code}
    if state == ProposalState.DRAFT:
        return _("%(code)s is a draft: its group has not submitted it yet.") % {"code": code}
    if created_at >= round_.opens_at:
        return _("%(code)s was begun after this round opened.") % {"code": code}
    if round_.kind == RoundKind.RATING and rated_in >= rounds:
        return ngettext(
            "%(code)s was rated in %(n)s round, which is the most that the criterion allows.",
            "%(code)s was rated in %(n)s rounds, which is the most that the criterion allows.",
            rated_in,
        ) % {"code": code, "n": rated_in}
    return None


def why_no_results(round_: Round, at: datetime) -> str | None:
    """Why nobody is shown what was given in this round; None once it has closed."""
    stage = round_stage(round_, at)
    if stage in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return None
    if stage is RoundStage.OPEN:
        return _(
            "This round is still open. Its results are shown to everybody at once when it has closed, so that nobody rates by what the others did."
        )
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled. What was given in it is not shown.")
    return _("This round has not opened yet, so that there is nothing to show.")
