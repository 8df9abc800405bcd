"""A consultation as it stood on a day, moved so that the day is today. Pure: one package becomes another.

Records dated that day or later are left out and references to them dropped; rounds, ballots and events stay, as
planned; states are worked out anew; everything that happens on a day moves by whole days of local time. Years in
texts, baselines, targets and time frames are facts and stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.dossier.findings import shown
from app.dossier.package import Package
from app.dossier.schema import instant
from app.dossier.states import consultation_status_on, first_days, pilot_status_on, status_on
from app.kernel.clock import day_begins
from app.kernel.errors import Invalid

Record = dict[str, Any]


@dataclass(frozen=True)
class Replay:
    """The day to go back to."""

    day: date

    @classmethod
    def on(cls, text: str) -> "Replay":
        """The replay of a day written YYYY-MM-DD; Invalid for anything else."""
        try:
            if len(text) == 10:
                return cls(date.fromisoformat(text))
        except ValueError:
            pass
        raise Invalid(f"--replay: {shown(text)}: not a date, written YYYY-MM-DD")


def replayed(package: Package, replay: Replay, today: date) -> Package:
    """The package as it stood at the beginning of the day, moved so that the day is `today`.

    Invalid where that moves something beyond the calendar.
    """
    try:
        there = stood(package.content, replay.day, package.zone)
        return Package(moved(there, (today - replay.day).days, package.zone))
    except OverflowError:
        raise Invalid("--replay: so far away that the calendar has no days for it") from None


def stood(content: Mapping[str, Any], day: date, zone: str) -> dict[str, Any]:
    """What of a package was there when `day` began in `zone`, and in what state."""
    limit, begins = day.isoformat(), day_begins(day, zone)
    began = first_days(content)
    there = {code for code, first in began.items() if first < limit}
    contributions = [c for c in content["contributions"] if c["date"] < limit]
    known = {c["id"] for c in contributions}
    rounds, ballots = content["review_rounds"], content["ballots"]

    def proposal(item: Record, **changed: Any) -> Record:
        status = status_on(limit, item["status"], item["code"], item["roundtable"], rounds, ballots)
        return {**item, "status": status, **changed}

    old = [as_of(m, limit) for m in content["mechanisms"] if m["code"] in there]
    mechanisms = [
        proposal(m, benchmarks=_kept(m["benchmarks"], there), contributions=_kept(m["contributions"], known))
        for m in old
    ]
    benchmarks = [
        proposal(b, mechanisms=_kept(b["mechanisms"], there))
        for b in content["benchmarks"]
        if b["code"] in there
    ]
    questionnaire = content["questionnaire"]
    return {
        **content,
        "consultation": {
            **content["consultation"],
            "status": consultation_status_on(limit, content["consultation"], rounds),
        },
        "mechanisms": mechanisms,
        "benchmarks": benchmarks,
        "contributions": [
            {**c, "derived_mechanisms": _kept(c["derived_mechanisms"], there)} for c in contributions
        ],
        "questionnaire": questionnaire
        and {
            **questionnaire,
            "responses": [r for r in questionnaire["responses"] if r["submitted"] < limit],
        },
        "comments": _comments(content["comments"], limit, there),
        "ballots": [
            {
                **b,
                "proposals": _kept(b["proposals"], there),
                "positions": [
                    p for p in b["positions"] if p["proposal"] in there and instant(p["cast_at"]) < begins
                ],
            }
            for b in ballots
        ],
        "pilots": [_pilot(p, limit, there) for p in content["pilots"] if p["start"] < limit],
        "observations": _measured(content["observations"], limit, there),
    }


def as_of(mechanism: Record, limit: str) -> Record:
    """A mechanism without the versions of `limit` or later: what each of them replaced is put back."""
    fields = dict(mechanism)
    history = list(mechanism["history"])
    while len(history) > 1 and history[-1]["date"] >= limit:
        fields.update(history.pop()["replaced"])
    return {**fields, "history": history, "version": history[-1]["version"]}


def _kept(names: Sequence[str], there: set[str]) -> list[str]:
    return [name for name in names if name in there]


def _comments(comments: Sequence[Record], limit: str, there: set[str]) -> list[Record]:
    kept = [c for c in comments if c["created"] < limit and c["target"]["code"] in there]
    known = {c["id"] for c in kept}
    return [
        {
            **c,
            "parent": c["parent"] if c["parent"] in known else None,
            "disposition": c["disposition"]
            if c["disposition"] and c["disposition"]["date"] < limit
            else None,
        }
        for c in kept
    ]


def _pilot(pilot: Record, limit: str, there: set[str]) -> Record:
    return {
        **pilot,
        "mechanisms": _kept(pilot["mechanisms"], there),
        "benchmarks": _kept(pilot["benchmarks"], there),
        "status": pilot_status_on(limit, pilot),
        "milestones": [_milestone(m, limit) for m in pilot["milestones"]],
        "measurements": _measured(pilot["measurements"], limit, there),
    }


def _milestone(milestone: Record, limit: str) -> Record:
    done = milestone["completed"]
    if (done is not None and done >= limit) or (done is None and milestone["due"] >= limit):
        return {**milestone, "completed": None, "status": "planned", "note": None}
    return milestone


def _measured(measurements: Sequence[Record], limit: str, there: set[str]) -> list[Record]:
    return [m for m in measurements if m["date"] < limit and m["benchmark"] in there]


def moved(content: Mapping[str, Any], days: int, zone: str) -> dict[str, Any]:
    """The package with every day on which something happens moved by so many days of local time."""
    step = timedelta(days=days)

    def shift(item: Record, *names: str, **changed: Any) -> Record:
        later = {name: _day(item[name], step) for name in names if item.get(name) is not None}
        return {**item, **later, **changed}

    consultation = content["consultation"]
    events = [shift(e, "date", "end_date") for e in consultation["events"]]
    questionnaire = content["questionnaire"]
    return {
        **content,
        "consultation": shift(
            consultation, "start_date", "end_date", "dialogue_start", "dialogue_end", events=events
        ),
        "mechanisms": [
            {**m, "history": [shift(h, "date") for h in m["history"]]} for m in content["mechanisms"]
        ],
        "contributions": [shift(c, "date") for c in content["contributions"]],
        "questionnaire": questionnaire
        and {**questionnaire, "responses": [shift(r, "submitted") for r in questionnaire["responses"]]},
        "review_rounds": [shift(r, "opens", "closes") for r in content["review_rounds"]],
        "comments": [
            shift(c, "created", disposition=c["disposition"] and shift(c["disposition"], "date"))
            for c in content["comments"]
        ],
        "ballots": [
            shift(
                b,
                "opens",
                "closes",
                positions=[{**p, "cast_at": _moment(p["cast_at"], step, zone)} for p in b["positions"]],
            )
            for b in content["ballots"]
        ],
        "pilots": [
            shift(
                p,
                "start",
                "end",
                milestones=[shift(m, "due", "completed") for m in p["milestones"]],
                measurements=[shift(m, "date") for m in p["measurements"]],
            )
            for p in content["pilots"]
        ],
        "observations": [shift(o, "date") for o in content["observations"]],
    }


def _day(text: str, step: timedelta) -> str:
    return (date.fromisoformat(text) + step).isoformat()


def _moment(text: str, step: timedelta, zone: str) -> str:
    # Whole days on the wall: nine in the morning stays nine in the morning when the clocks have changed.
    wall: datetime = instant(text).astimezone(ZoneInfo(zone)).replace(tzinfo=None) + step
    return wall.replace(tzinfo=ZoneInfo(zone)).isoformat()
