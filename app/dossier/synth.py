"""A consultation that never was, of any size, for measuring: a package like any other, written by chance and a seed.

Its comment round is over, its ballot is open, and about so many positions are in as were asked for.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.dossier.package import Package
from app.kernel.errors import Invalid

Record = dict[str, Any]

PER_ROUNDTABLE = 2 * 99
ROUNDTABLES = 99
CONSTITUENCIES = ("STATES", "UN_SYSTEM", "CIVIL_SOCIETY", "PRIVATE_SECTOR", "LOCAL_AUTHORITIES")
STATES = 26**3
_SUBJECTS = (
    "recruitment fees", "remittance corridors", "labour inspection", "portable pensions", "family unity",
    "diaspora savings", "recognition of skills", "shelter in transit", "consular help", "birth registration",
)  # fmt: skip
_VERBS = ("monitor", "publish", "agree on", "test", "extend", "review", "finance", "report on")
_WAYS = (
    "every year", "with the social partners", "in three regions", "before the next dialogue",
    "under one procedure", "with local authorities", "at no cost to migrants", "in the languages of migrants",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    proposals: int
    comments: int
    delegations: int
    positions: int

    def check(self) -> None:
        """Raise Invalid where there cannot be so many."""
        most = ROUNDTABLES * PER_ROUNDTABLE
        limits = (
            ("--proposals", self.proposals, 1, most),
            ("--comments", self.comments, 0, 1_000_000),
            ("--delegations", self.delegations, 1, STATES),
            ("--positions", self.positions, 0, self.proposals * self.delegations),
        )
        for option, value, least, largest in limits:
            if not least <= value <= largest:
                raise Invalid(f"{option}: {value}: must be from {least} to {largest}")


def synthetic_package(slug: str, size: Size, *, seed: int, today: date) -> Package:
    """A package of this size, the same for the same seed on the same day. Invalid where the size is impossible."""
    size.check()
    return _Synth(slug, size, random.Random(seed), today).package()


class _Synth:
    def __init__(self, slug: str, size: Size, chance: random.Random, today: date) -> None:
        self.slug, self.size, self.chance, self.today = slug, size, chance, today
        tables = -(-size.proposals // PER_ROUNDTABLE)
        self.roundtables = [f"RT{n}" for n in range(1, max(tables, min(4, size.proposals)) + 1)]
        self.bodies = [f"org-{n}" for n in range(1, size.delegations + 1)]

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def sentence(self) -> str:
        pick = self.chance.choice
        return f"States and partners {pick(_VERBS)} {pick(_SUBJECTS)} {pick(_WAYS)}, and {pick(_VERBS)} {pick(_SUBJECTS)}."

    def some(self, n: int) -> list[str]:
        return [f"{k}. {self.sentence()}" for k in range(1, n + 1)]

    def package(self) -> Package:
        mechanisms, benchmarks = self.proposals()
        codes = [item["code"] for item in (*mechanisms, *benchmarks)]
        title = f"Synthetic consultation {self.slug}"
        content = {
            "schema_version": "1.0",
            "notes": ["Written by chance for measuring. Nobody said or decided any of this."],
            "consultation": {
                "id": self.slug, "code": self.slug.upper(), "title": title, "title_i18n": {"en": title},
                "theme": "Measuring", "description": self.sentence(), "convenor": "Nobody", "venue": "Nowhere",
                "start_date": self.day(-120), "end_date": self.day(365), "dialogue_start": self.day(60),
                "dialogue_end": self.day(61), "languages": ["en"], "default_language": "en",
                "status": "decision", "events": [],
            },
            "constituencies": [
                {"code": code, "name": code.replace("_", " ").capitalize(), "description": ""}
                for code in CONSTITUENCIES
            ],
            "organisations": [self.body(n, name) for n, name in enumerate(self.bodies)],
            "roundtables": [
                {
                    "code": code, "number": n, "short_title": f"Theme {n}", "title": f"Theme {n} of {self.slug}",
                    "title_i18n": {}, "description": self.sentence(), "guiding_questions": [],
                }
                for n, code in enumerate(self.roundtables, start=1)
            ],
            "working_groups": [
                {
                    "id": f"wg-{n}", "code": f"WG-{n}", "roundtable": code, "title": f"Group on theme {n}",
                    "mandate": self.sentence(),
                    "members": [{"organisation": self.bodies[0], "role": "rapporteur", "person_role": "Rapporteur"}],
                }
                for n, code in enumerate(self.roundtables, start=1)
            ],
            "mechanisms": mechanisms,
            "benchmarks": benchmarks,
            "contributions": [],
            "questionnaire": None,
            "review_rounds": [
                self.round("R1", 1, "Review round", "comment", -60, -30),
                self.round("R2", 2, "Decision round", "decision", -7, 14),
            ],
            "comments": self.comments(codes),
            "ballots": [self.ballot(codes)],
            "pilots": [],
            "observations": [],
            "sources": [],
        }  # fmt: skip
        return Package(content)

    def body(self, n: int, name: str) -> Record:
        constituency = CONSTITUENCIES[n % len(CONSTITUENCIES)]
        letters = "".join(chr(ord("A") + n // 26**k % 26) for k in (2, 1, 0))
        called = f"{'State' if constituency == 'STATES' else 'Organisation'} {n + 1}"
        return {
            "id": name, "name": called, "short_name": called, "constituency": constituency, "url": None,
            "iso3": letters if constituency == "STATES" else None, "voting": True, "basis": None,
        }  # fmt: skip

    def round(self, code: str, number: int, title: str, kind: str, opens: int, closes: int) -> Record:
        return {
            "id": code, "number": number, "title": title, "kind": kind, "opens": self.day(opens),
            "closes": self.day(closes), "scope": self.roundtables,
        }  # fmt: skip

    def proposals(self) -> tuple[list[Record], list[Record]]:
        """Mechanisms and benchmarks in turn, spread over the roundtables; each benchmark measures one mechanism."""
        mechanisms: list[Record] = []
        benchmarks: list[Record] = []
        for n in range(self.size.proposals):
            table = n // 2 % len(self.roundtables)
            number = n // 2 // len(self.roundtables) + 1
            if n % 2 == 0:
                mechanisms.append(self.mechanism(self.roundtables[table], f"wg-{table + 1}", number))
            else:
                benchmarks.append(self.benchmark(self.roundtables[table], f"wg-{table + 1}", number))
        made = {benchmark["code"] for benchmark in benchmarks}
        for mechanism in mechanisms:
            code = mechanism["code"].replace("-M", "-B")
            mechanism["benchmarks"] = [code] if code in made else []
        return mechanisms, benchmarks

    def mechanism(self, roundtable: str, group: str, number: int) -> Record:
        steps = self.some(4)
        history = [self.entry(1, None, -100, "First draft", {})]
        if self.chance.random() < 0.3:
            history.append(
                self.entry(
                    2, "R1", -20, "After the comments", {"how_it_works": [*steps[:2], self.sentence()]}
                )
            )
        return {
            "code": f"{roundtable}-M{number}", "roundtable": roundtable, "working_group": group,
            "title": self.title(number), "summary": self.sentence(),
            "problem": self.sentence(), "how_it_works": steps, "responsible": ["Lead State"],
            "beneficiaries": ["Migrants and their families"], "prerequisites": [],
            "evidence": [{"text": self.sentence(), "source": None}],
            "risks": [{"risk": self.sentence(), "safeguard": self.sentence()}],
            "timeframe": {"label": "Within two years", "start": None, "end": None}, "benchmarks": [],
            "contributions": [], "tags": [self.chance.choice(_SUBJECTS)], "status": "in_decision",
            "version": len(history), "history": history,
        }  # fmt: skip

    def entry(self, version: int, code: str | None, days: int, note: str, replaced: Record) -> Record:
        return {
            "version": version, "round": code, "date": self.day(days), "author_role": "Rapporteur", "note": note,
            "replaced": replaced,
        }  # fmt: skip

    def title(self, number: int) -> str:
        return f"{self.chance.choice(_VERBS).capitalize()} {self.chance.choice(_SUBJECTS)} ({number})"

    def benchmark(self, roundtable: str, group: str, number: int) -> Record:
        value = self.chance.randint(0, 50)
        return {
            "code": f"{roundtable}-B{number}", "roundtable": roundtable, "working_group": group,
            "title": self.title(number), "definition": self.sentence(), "unit": "countries",
            "value_type": "number", "decimals": 0,
            "baseline": {"value": value, "year": self.today.year, "note": "", "source": None},
            "target": {"value": value + 10, "year": self.today.year + 5, "note": ""}, "direction": "higher",
            "means_of_verification": self.sentence(), "frequency": "Yearly", "disaggregation": ["sex"],
            "responsible": "Secretariat", "assumptions": "", "mechanisms": [f"{roundtable}-M{number}"],
            "status": "in_decision", "version": 1,
        }  # fmt: skip

    def comments(self, codes: Sequence[str]) -> list[Record]:
        found: list[Record] = []
        for n in range(1, self.size.comments + 1):
            code = codes[(n - 1) % len(codes)]
            kind = "mechanism" if "-M" in code else "benchmark"
            change = self.chance.random() < 0.3
            found.append(
                {
                    "id": f"CM-{n:05}", "round": "R1", "created": self.day(self.chance.randint(-60, -30)),
                    "target": {"kind": kind, "code": code},
                    "field": "summary" if kind == "mechanism" else "definition",
                    "type": self.chance.choice(("general", "technical", "editorial")),
                    "stance": "proposed_change" if change else self.chance.choice(("support", "concern")),
                    "author": {"organisation": self.chance.choice(self.bodies), "role": "Adviser"},
                    "language": "en", "text": self.sentence(), "proposed_text": self.sentence() if change else None,
                    "parent": None, "disposition": self.disposition(),
                }
            )  # fmt: skip
        return found

    def disposition(self) -> Record:
        return {
            "status": self.chance.choice(("accepted", "accepted_in_part", "noted", "not_accepted")),
            "reason": self.sentence(), "decided_by_role": "Moderator", "date": self.day(-25),
        }  # fmt: skip

    def ballot(self, codes: Sequence[str]) -> Record:
        begins = datetime.combine(self.today - timedelta(days=7), time(), UTC)
        seconds = 7 * 24 * 3600
        pairs = self.chance.sample(range(len(codes) * len(self.bodies)), self.size.positions)
        positions = []
        for n, pair in enumerate(sorted(pairs)):
            choice = self.chance.choices(
                ("support", "support_with_reservation", "abstain", "object"), (70, 12, 12, 6)
            )[0]
            cast_at = begins + timedelta(seconds=n * seconds // (len(pairs) + 1))
            positions.append(
                {
                    "proposal": codes[pair // len(self.bodies)], "organisation": self.bodies[pair % len(self.bodies)],
                    "position": choice, "cast_at": cast_at.isoformat(),
                    "reason": self.sentence() if choice in ("support_with_reservation", "object") else None,
                }
            )  # fmt: skip
        return {
            "id": "BAL-1", "round": "R2", "title": "Decision", "opens": self.day(-7), "closes": self.day(14),
            "rule": RULE, "eligible": self.bodies, "proposals": list(codes), "illustrative": True,
            "notes": "Written by chance for measuring.", "positions": positions,
        }  # fmt: skip


RULE = {
    "quorum_percent": 50,
    "quorum_base": "eligible_organisations",
    "quorum_counts": "every position cast, abstentions included",
    "consensus": "quorum is met and no organisation objects",
    "adoption_support_fraction": [2, 3],
    "adoption_base": "non_abstaining_positions",
    "support_positions": ["support", "support_with_reservation"],
    "constituency_block": "more than half of the non-abstaining positions of one constituency are objections",
    "constituency_block_fraction": [1, 2],
    "outcomes": ["no_quorum", "consensus", "adopted", "not_adopted"],
    "comparison": "quorum and two thirds are reached at exactly the limit; a constituency blocks only above one half",
}
