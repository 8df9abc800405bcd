"""What a schema cannot say of a package: references resolve, links mirror each other, days follow one another."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from app.consultations.rules import RESERVED_SLUGS
from app.dossier.ballot_checks import check_ballots
from app.dossier.findings import Findings, Path
from app.dossier.index import Index
from app.dossier.parts import each
from app.dossier.schema import the_schema
from app.drafting.fields import SHAPES
from app.drafting.models import Kind
from app.kernel.clock import day_begins

LARGEST = 100_000


def check_beyond_schema(content: dict[str, Any], sound: dict[str, Any], findings: Findings) -> None:
    """Add everything that is wrong with the sound part of a package. `content` is the whole of it."""
    index = Index.of(content)
    for name in index.repeated:
        findings.at(name[0], name[1], "stands more than once in this list")
    zone = check_consultation(sound.get("consultation"), findings, index)
    checks: tuple[Callable[[dict[str, Any], Findings, Index], None], ...] = (
        check_people, check_proposals, check_mirrors, check_contributions, check_rounds, check_comments, check_pilots,
    )  # fmt: skip
    for check in checks:
        check(sound, findings, index)
    check_ballots(sound, findings, index, zone)


def check_consultation(consultation: Any, findings: Findings, index: Index) -> str:
    """Its slug may stand in an address, its zone exists, its days are in order. Gives the zone to go on with."""
    if not isinstance(consultation, dict):
        return "UTC"
    path: Path = ("consultation",)
    slug, language = consultation.get("id"), consultation.get("default_language")
    if slug is not None and (why := why_not_slug(slug)) is not None:
        findings.at((*path, "id"), slug, why)
    if language is not None and language not in (consultation.get("languages") or [language]):
        findings.at((*path, "default_language"), language, "not one of the languages")
    in_order(consultation, "start_date", "end_date", path, findings)
    in_order(consultation, "dialogue_start", "dialogue_end", path, findings)
    for at, event in each(consultation, "events", path):
        in_order(event, "date", "end_date", at, findings)
        index.source(event, "source", at, findings)
    zone = consultation.get("timezone") or "UTC"
    if not zone_exists(zone):
        findings.at((*path, "timezone"), zone, "not a time zone")
        return "UTC"
    return str(zone)


def why_not_slug(slug: str) -> str | None:
    """Why a consultation cannot have this slug: None, or the reason."""
    if slug.lower() in RESERVED_SLUGS:
        return "this word is reserved for an address of the site itself"
    return None


def zone_exists(name: str) -> bool:
    """Whether the database of time zones knows this name and can reckon with it."""
    try:
        day_begins(date(2013, 1, 1), name)
        return ZoneInfo(name).key == name
    except (LookupError, ValueError, OSError):
        return False


def in_order(item: dict[str, Any], first: str, last: str, path: Path, findings: Findings) -> None:
    """Add a finding where `last` lies before `first`; texts of days compare as days do."""
    if item.get(last) is not None and item.get(first) is not None and item[last] < item[first]:
        findings.at((*path, last), item[last], f"before {first.replace('_', ' ')}, which is {item[first]}")


def check_people(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Organisations sit in constituencies that exist, groups in roundtables, members in organisations."""
    for path, organisation in each(sound, "organisations"):
        index.refer("constituencies", organisation, "constituency", path, findings)
        index.source(organisation, "basis", path, findings)
    for name in ("roundtables", "review_rounds"):
        for path, item in each(sound, name):
            small(item, "number", path, findings)
    for path, group in each(sound, "working_groups"):
        index.refer("roundtables", group, "roundtable", path, findings)
        addressable(group, path, findings)
        for at, member in each(group, "members", path):
            index.refer("organisations", member, "organisation", at, findings)


def small(item: dict[str, Any], name: str, path: Path, findings: Findings) -> None:
    """Add a finding for a number that no list could reach."""
    if item[name] > LARGEST:
        findings.at((*path, name), item[name], f"must be at most {LARGEST}")


def addressable(item: dict[str, Any], path: Path, findings: Findings) -> None:
    """Add a finding for a code that cannot be part of an address."""
    if not all(char.isalnum() or char in "._-" for char in item["code"]) or not item["code"][0].isalnum():
        findings.at((*path, "code"), item["code"], "may hold only letters, digits, points and hyphens")


def check_proposals(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Mechanisms and benchmarks stand in a roundtable and a group that exist and refer to what exists."""
    for name in ("mechanisms", "benchmarks"):
        for path, proposal in each(sound, name):
            index.refer("roundtables", proposal, "roundtable", path, findings)
            index.refer("working_groups", proposal, "working_group", path, findings)
            small(proposal, "version", path, findings)
    for path, mechanism in each(sound, "mechanisms"):
        index.refer_all("benchmarks", mechanism, "benchmarks", path, findings)
        index.refer_all("contributions", mechanism, "contributions", path, findings)
        for at, item in each(mechanism, "evidence", path):
            index.source(item, "source", at, findings)
        in_order(mechanism["timeframe"], "start", "end", (*path, "timeframe"), findings)
        _check_history(mechanism, path, findings, index)
    for path, benchmark in each(sound, "benchmarks"):
        index.refer_all("mechanisms", benchmark, "mechanisms", path, findings)
        index.source(benchmark["baseline"], "source", (*path, "baseline"), findings)


def _check_history(mechanism: dict[str, Any], path: Path, findings: Findings, index: Index) -> None:
    """Versions follow one another without a gap, up to the one the mechanism stands at, and replace real fields."""
    entries = list(each(mechanism, "history", path))
    fields = the_schema()["$defs"]["mechanism"]["properties"]
    for (at, entry), (_, before) in zip(entries[1:], entries, strict=False):
        if entry["version"] != before["version"] + 1:
            findings.at((*at, "version"), entry["version"], f"does not follow version {before['version']}")
        if entry["date"] < before["date"]:
            findings.at(
                (*at, "date"), entry["date"], f"before the version before it, which is of {before['date']}"
            )
    if entries and entries[-1][1]["version"] != mechanism["version"]:
        at, entry = entries[-1]
        findings.at(
            (*at, "version"), entry["version"], f"the mechanism stands at version {mechanism['version']}"
        )
    for at, entry in entries:
        index.refer("review_rounds", entry, "round", at, findings)
        for name, value in entry["replaced"].items():
            spec = fields.get(name) if name in SHAPES[Kind.MECHANISM] else None
            where = (*at, "replaced", name)
            if spec is None:
                findings.at(where, name, "a mechanism has no field of this name")
            elif spec.get("type") not in ("string" if isinstance(value, str) else "array",):
                findings.at(where, value, "not the kind of value that this field has")


def check_mirrors(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """A mechanism names a benchmark if and only if the benchmark names the mechanism."""
    for name, theirs in (("mechanisms", "benchmarks"), ("benchmarks", "mechanisms")):
        others = {item["code"]: item for _, item in each(sound, theirs)}
        for path, item in each(sound, name):
            for at, code in each(item, theirs, path):
                if code in others and item["code"] not in others[code][name]:
                    findings.at(at, code, f"{code} does not name {item['code']} among its {name}")


def check_contributions(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Contributions and answers come from organisations that exist and speak of what exists."""
    for path, contribution in each(sound, "contributions"):
        index.refer_all("organisations", contribution, "organisations", path, findings)
        index.refer_all("roundtables", contribution, "roundtables", path, findings)
        index.refer_all("mechanisms", contribution, "derived_mechanisms", path, findings)
        index.source(contribution, "source", path, findings)
    questionnaire = sound.get("questionnaire")
    if not isinstance(questionnaire, dict):
        return
    path = ("questionnaire",)
    index.source(questionnaire, "source", path, findings)
    areas = [area["code"] for _, area in each(questionnaire, "areas", path)]
    once(each(questionnaire, "areas", path), "code", findings)
    once(each(questionnaire, "responses", path), "id", findings)
    for at, response in each(questionnaire, "responses", path):
        index.refer("organisations", response, "organisation", at, findings)
        index.refer_all("sources", response, "sources", at, findings)
        for area in response["answers"]:
            if area not in areas:
                findings.at((*at, "answers", area), area, "the questionnaire has no area of this code")


def once(items: Iterable[tuple[Path, Any]], key: str, findings: Findings) -> None:
    """Add a finding for each item that has the same `key` as one before it."""
    seen: set[str] = set()
    for path, item in items:
        if item[key] in seen:
            findings.at((*path, key), item[key], "stands more than once in this list")
        seen.add(item[key])


def check_rounds(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Rounds close after they open and are about roundtables that exist."""
    for path, round_ in each(sound, "review_rounds"):
        in_order(round_, "opens", "closes", path, findings)
        index.refer_all("roundtables", round_, "scope", path, findings)


def check_comments(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Comments fall within their round, speak of a field that exists, and answer what was said of the same thing."""
    rounds = {item["id"]: item for _, item in each(sound, "review_rounds")}
    before: dict[str, dict[str, Any]] = {}
    for path, comment in each(sound, "comments"):
        index.refer("review_rounds", comment, "round", path, findings)
        index.refer("organisations", comment["author"], "organisation", (*path, "author"), findings)
        target, kind = comment["target"], comment["target"]["kind"]
        index.refer(kind + "s", target, "code", (*path, "target"), findings)
        if comment["field"] not in SHAPES[Kind(kind)]:
            findings.at((*path, "field"), comment["field"], f"a {kind} has no field of this name")
        if (round_ := rounds.get(comment["round"])) is not None:
            if not round_["opens"] <= comment["created"] <= round_["closes"]:
                why = f"outside round {round_['id']}, which runs from {round_['opens']} to {round_['closes']}"
                findings.at((*path, "created"), comment["created"], why)
            roundtable = index.roundtable_of.get(target["code"])
            if roundtable is not None and roundtable not in round_["scope"]:
                findings.at(
                    (*path, "target", "code"), target["code"], f"round {round_['id']} is not about it"
                )
        parent = comment["parent"]
        if parent is not None:
            _check_parent(
                comment, before.get(parent), path, findings, known=parent in index.names["comments"]
            )
        before[comment["id"]] = comment


def _check_parent(
    comment: dict[str, Any], parent: dict[str, Any] | None, path: Path, findings: Findings, *, known: bool
) -> None:
    at = (*path, "parent")
    if parent is None:
        why = "not listed before its reply" if known else "there is no comment of this id"
        findings.at(at, comment["parent"], why)
        return
    if parent["target"] != comment["target"]:
        findings.at(
            at, comment["parent"], f"is about {parent['target']['code']}, not {comment['target']['code']}"
        )
    if parent["created"] > comment["created"]:
        findings.at(
            (*path, "created"), comment["created"], f"before the comment it answers, of {parent['created']}"
        )


def check_pilots(sound: dict[str, Any], findings: Findings, index: Index) -> None:
    """Pilots are led by States and measured against benchmarks that exist."""
    for path, pilot in each(sound, "pilots"):
        addressable(pilot, path, findings)
        in_order(pilot, "start", "end", path, findings)
        for name in ("mechanisms", "benchmarks"):
            index.refer_all(name, pilot, name, path, findings)
        for name in ("lead_states", "partners"):
            index.refer_all("organisations", pilot, name, path, findings)
        for at, lead in each(pilot, "lead_states", path):
            if lead in index.names["organisations"] and lead not in index.states:
                findings.at(at, lead, "only a State leads a pilot, and this is none: it has no iso3")
        for at, partner in each(pilot, "partners", path):
            if partner in pilot["lead_states"]:
                findings.at(at, partner, "leads this pilot and cannot be its partner as well")
        for at, milestone in each(pilot, "milestones", path):
            index.source(milestone, "source", at, findings)
        for at, measurement in each(pilot, "measurements", path):
            _check_measurement(measurement, at, findings, index)
    for path, observation in each(sound, "observations"):
        _check_measurement(observation, path, findings, index)


def _check_measurement(measurement: dict[str, Any], path: Path, findings: Findings, index: Index) -> None:
    index.refer("benchmarks", measurement, "benchmark", path, findings)
    index.source(measurement, "source", path, findings)
