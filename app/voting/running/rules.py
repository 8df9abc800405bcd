"""When counts may be shown before the close: only where that was fixed with the rule, and every position is published."""

from collections.abc import Mapping
from typing import Any

from app.consultations.calendar import RoundStage
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.voting.conditions import Disclosure, Rule
from app.voting.presets import SILENCE, UN_WITHOUT_A_VOTE


def running_errors(rule: Rule, values: Mapping[str, Any]) -> list[FieldError]:
    """What cannot be chosen: a word that is none, counts of positions that are not published, counts of silence."""
    chosen = values.get("running", False)
    if not isinstance(chosen, bool):
        return [FieldError("running", _("Say true or false."))]
    if chosen and values.get("disclosure", Disclosure.OPEN) != Disclosure.OPEN:
        text = _("Where positions are not published by delegation, two counts would show how one delegation voted between them. Show none before the close.")  # fmt: skip
        return [FieldError("running", text)]
    if chosen and rule.preset in (SILENCE.preset, UN_WITHOUT_A_VOTE.preset):
        return [FieldError("running", _("Under this rule nothing is counted, so that there is nothing to show before the close."))]  # fmt: skip
    return []


def why_not_running(rule: Rule, stage: RoundStage) -> str | None:
    """Why nobody sees how many gave which position so far; None while a ballot is open whose rule shows it."""
    if not rule.running:
        return _("The rule of this ballot shows no counts before the close, so that no delegation decides by what the others did.")  # fmt: skip
    if stage in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return _("This ballot has closed. Its result counts, not what was given in the meantime.")
    if stage is not RoundStage.OPEN:
        return _("This ballot has not opened yet, so that there is nothing to count.")
    return None
