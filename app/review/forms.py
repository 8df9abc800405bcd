"""Forms of the moderators' room: what is drawn, what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from app.consultations.calendar import takes_late
from app.consultations.models import Attribution, Round, RoundKind
from app.kernel.errors import FieldError
from app.voting.ratings.rules import CRITERION, SCALES

LENGTH = 4000


@dataclass(frozen=True)
class Back:
    """A form that comes back: which one, what was typed into it, the sentence at each field, and the refusal if any."""

    form: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    def value(self, form: str, name: str, standing: Any = "") -> Any:
        """What was typed, or what stands there."""
        return self.values.get(name, standing) if form == self.form else standing

    def error(self, form: str, name: str) -> str:
        """The sentence at a field."""
        return self.errors.get(name, "") if form == self.form else ""

    def marked(self, form: str) -> dict[str, str]:
        """The sentences of a form by the id of their control."""
        return {f"{form}-{name}": words for name, words in self.errors.items()} if form == self.form else {}


def came_back(form: str, values: Mapping[str, Any], errors: Sequence[FieldError], refusal: str = "") -> Back:
    """The form with what is wrong with it; the first sentence at each field."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(error.field.split(".")[0], error.message)
    return Back(form, values, found, refusal)


def words_in(form: FormData, *names: str) -> dict[str, str]:
    """The named fields as typed."""
    found = {}
    for name in names:
        value = form.get(name, "")
        found[name] = value[: LENGTH * 4] if isinstance(value, str) else ""
    return found


def moment_in(form: FormData, name: str) -> str:
    """A day with its hour, where one was typed: `NAME` and `NAME_time`."""
    typed = words_in(form, name, f"{name}_time")
    day, hour = typed[name].strip(), typed[f"{name}_time"].strip()
    return f"{day}T{hour}" if day and hour else day


def plan_in(form: FormData) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan of a round as typed, to be drawn again, and as `plan_round` takes it."""
    typed: dict[str, Any] = words_in(
        form,
        "kind",
        "title",
        "opens",
        "opens_time",
        "closes",
        "closes_time",
        "purpose",
        "attribution",
        "promise",
        "late",
        "code",
    )
    typed["scope"] = [code for code in form.getlist("scope") if isinstance(code, str)]
    values = {name: typed[name] for name in ("kind", "title", "purpose", "scope")}
    values["attribution"] = typed["attribution"] or Attribution.PERSONAL
    values |= {"promise": typed["promise"].replace("none", ""), "late": typed["late"] == "yes"}
    values |= {"opens": moment_in(form, "opens"), "closes": moment_in(form, "closes")}
    return typed, values


def plan_values(round_: Round, zone: str) -> dict[str, Any]:
    """The plan of a round as its form is drawn; an end at midnight is the end of the day before."""
    begin, end = _local(round_.opens_at, zone), _local(round_.closes_at, zone)
    whole = (end.hour, end.minute, end.second) == (0, 0, 0)
    last = end - timedelta(days=1) if whole else end
    early = (begin.hour, begin.minute) == (0, 0)
    return {
        "kind": round_.kind,
        "title": round_.title,
        "purpose": round_.purpose or "",
        "attribution": round_.attribution or Attribution.PERSONAL,
        "promise": round_.promise or "none",
        "late": "yes" if takes_late(round_) else "no",
        "scope": round_.scope,
        "opens": begin.date().isoformat(),
        "opens_time": "" if early else begin.strftime("%H:%M"),
        "closes": last.date().isoformat(),
        "closes_time": "" if whole else end.strftime("%H:%M"),
    }


def changed_days(typed: Mapping[str, Any], standing: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the beginning and the end are other than the form was drawn with."""
    return (
        any(typed[n] != standing[n] for n in ("opens", "opens_time")),
        any(typed[n] != standing[n] for n in ("closes", "closes_time")),
    )


def terms_in(form: FormData) -> dict[str, str]:
    """The terms of a rating or of a sense check as typed: fields `terms.NAME`."""
    return _below(form, "terms.")


def notes_in(form: FormData) -> dict[str, str]:
    """Why the same text goes under silence again, by its code: fields `notes.CODE`."""
    return _below(form, "notes.")


def _below(form: FormData, stem: str) -> dict[str, str]:
    return {
        name.removeprefix(stem): value[: LENGTH * 4]
        for name, value in form.items()
        if name.startswith(stem) and isinstance(value, str)
    }


def terms_values(kind: str) -> dict[str, Any]:
    """The terms as their form is drawn: what is usual, and no question yet. Empty for a kind that has none."""
    if kind == RoundKind.RATING:
        return {name: str(usual) for name, (usual, _least, _most) in CRITERION.items()}
    if kind == RoundKind.SENSE_CHECK:
        return {"question": "", "scale": next(iter(SCALES))}
    return {}


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))
