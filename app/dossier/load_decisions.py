"""Writes the ballots with their electorates and positions, and the pilots that came of them."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.dossier.bulk import Load, jsonable
from app.dossier.load_texts import version_at
from app.dossier.schema import instant
from app.dossier.states import MILESTONES, pilot_state, to_date
from app.drafting.models import Version
from app.kernel.clock import local_day
from app.pilots.models import Measurement, Milestone, Pilot, PilotParty, PilotProposal
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.rules import receipt_of


def load_ballots(load: Load) -> None:
    """Ballots, what is on them in which version, who is in the electorate, and every position as a first turn."""
    content, here = load.content, load.here
    load.add_named(
        "ballots",
        [
            Ballot(
                consultation_id=here, round_id=load.id("review_rounds", b["round"]), code=b["id"], title=b["title"],
                opens_at=load.begins(b["opens"]), closes_at=load.ends(b["closes"]), rule=jsonable(b["rule"]),
                illustrative=b["illustrative"], notes=b["notes"],
            )
            for b in content["ballots"]
        ],
    )  # fmt: skip
    versions: dict[int, list[tuple[int, datetime]]] = {}
    for version in load.rows(Version):
        versions.setdefault(version.proposal_id, []).append((version.n, version.created_at))
    constituency = {o["id"]: load.id("constituencies", o["constituency"]) for o in content["organisations"]}
    for b in content["ballots"]:
        ballot_id, opens = load.id("ballots", b["id"]), load.begins(b["opens"])
        decided = {code: version_at(versions[load.id("proposals", code)], opens) for code in b["proposals"]}
        load.add(
            [
                BallotProposal(
                    consultation_id=here, ballot_id=ballot_id, proposal_id=load.id("proposals", code),
                    version=decided[code], place=place,
                )
                for place, code in enumerate(b["proposals"])
            ]
        )  # fmt: skip
        load.add(
            [
                Elector(
                    consultation_id=here, ballot_id=ballot_id, delegation_id=load.id("organisations", name),
                    constituency_id=constituency[name], place=place,
                )
                for place, name in enumerate(b["eligible"])
            ]
        )  # fmt: skip
        load.add([_position(load, b["id"], p, decided[p["proposal"]]) for p in b["positions"]])


def _position(load: Load, ballot: str, given: Mapping[str, Any], version: int) -> Position:
    """A position as the delegation's first turn. Its nonce comes from the package, so that two imports agree."""
    slug, code, name = load.consultation.slug, given["proposal"], given["organisation"]
    nonce = hashlib.sha256(f"{load.sha256}:{slug}:{ballot}:{code}:{name}".encode()).hexdigest()
    cast_at = instant(given["cast_at"]).astimezone(UTC)
    receipt = receipt_of(
        consultation=slug, ballot=ballot, proposal=code, delegation=name, version=version, turn=1,
        position=given["position"], reason=given["reason"], cast_at=cast_at, nonce=nonce,
    )  # fmt: skip
    return Position(
        consultation_id=load.here, ballot_id=load.id("ballots", ballot), proposal_id=load.id("proposals", code),
        delegation_id=load.id("organisations", name), version=version, position=given["position"],
        reason=given["reason"], cast_at=cast_at, nonce=nonce, receipt=receipt,
    )  # fmt: skip


def load_pilots(load: Load) -> None:
    """Pilots with what they try, who takes part, their milestones and measured values; what was observed at large."""
    content, here = load.content, load.here
    load.add_named(
        "pilots",
        [
            Pilot(
                consultation_id=here, code=p["code"], title=p["title"], description=p["description"],
                state=pilot_state(p["status"], p["lead_states"]), starts=date.fromisoformat(p["start"]),
                ends=to_date(p["end"]), basis=p["basis"],
            )
            for p in content["pilots"]
        ],
    )  # fmt: skip
    goals = _moved_goals(load)
    load.add(
        [
            PilotProposal(
                pilot_id=load.id("pilots", p["code"]), proposal_id=load.id("proposals", code), **goals.get(code, {}),
            )
            for p in content["pilots"]
            for code in (*p["mechanisms"], *p["benchmarks"])
        ]
    )  # fmt: skip
    load.add(
        [
            PilotParty(
                pilot_id=load.id("pilots", p["code"]), delegation_id=load.id("organisations", name),
                part=part, place=place,
            )
            for p in content["pilots"]
            for part, list_name in (("lead", "lead_states"), ("partner", "partners"))
            for place, name in enumerate(p[list_name])
        ]
    )  # fmt: skip
    load.add(
        [
            Milestone(
                consultation_id=here, pilot_id=load.id("pilots", p["code"]), place=place, title=m["title"],
                due=date.fromisoformat(m["due"]), completed=to_date(m["completed"]), state=MILESTONES[m["status"]],
                basis=m["basis"], source=m["source"], note=m["note"],
            )
            for p in content["pilots"]
            for place, m in enumerate(p["milestones"])
        ]
    )  # fmt: skip
    units = {b["code"]: str(b["unit"]) for b in content["benchmarks"]}
    load.add(
        [
            _measurement(load, m, load.id("pilots", p["code"]), units)
            for p in content["pilots"]
            for m in p["measurements"]
        ]
    )
    load.add([_measurement(load, m, None, units) for m in content["observations"]])
    for p in content["pilots"]:
        words = [p["description"], *(m["title"] for m in p["milestones"])]
        load.find("pilot", p["code"], f"pilots/{p['code']}", p["title"], words)


def _moved_goals(load: Load) -> dict[str, dict[str, Any]]:
    """In a replay a pilot's goals lie as far from its values as they did: by benchmark, its baseline and target."""
    day = load.consultation.replayed_at
    if day is None:
        return {}
    step = local_day(load.at, load.consultation.timezone) - day
    goals: dict[str, dict[str, Any]] = {}
    for benchmark in load.content["benchmarks"]:
        found = goals[benchmark["code"]] = {}
        for name, month, last in (("baseline", 7, 1), ("target", 12, 31)):
            said = benchmark[name]
            if said["value"] is not None and said["year"]:
                found[f"{name}_value"] = Decimal(str(said["value"]))
                found[f"{name}_on"] = date(int(said["year"]), month, last) + step
    return goals


def _measurement(
    load: Load, given: Mapping[str, Any], pilot_id: int | None, units: Mapping[str, str]
) -> Measurement:
    """A measured value. Packages give it no unit: it is in the unit of its benchmark."""
    return Measurement(
        consultation_id=load.here, pilot_id=pilot_id, proposal_id=load.id("proposals", given["benchmark"]),
        period=given["period"], day=date.fromisoformat(given["date"]), value=Decimal(given["value"]),
        scope=given["scope"], basis=given["basis"], source=given["source"], note=given["note"],
        unit=units[given["benchmark"]],
    )  # fmt: skip
