"""The stand-alone verifier and the engine agree on every ballot, and the verifier finds whatever is changed in the file."""

import copy
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.ledger import canonical
from app.kernel.shipped import shipped
from app.voting.amendments.deciding import Amends, fallen
from app.voting.conditions import Disclosure, Franchise, Outcome, Rule
from app.voting.counting import Elector
from app.voting.disclosure.published import published_digest
from app.voting.disclosure.rules import blocs_of, disclosed
from app.voting.presets import PRESETS
from app.voting.rules import decide, receipt_of
from tests.support import NOON, Site

VERIFIER = shipped("static") / "verify_ballot.py"
CLOSED = "hld-2013"


def _verifier() -> Any:
    spec = importlib.util.spec_from_file_location("verify_ballot", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = _verifier()


def published(rule: Rule, electorate: list[Elector], given_: dict[str, str], overruled: list[str]) -> Any:
    """The register of one ballot with one proposal, as the engine decides it."""
    result = decide(rule, electorate, given_, overruled=overruled)
    positions = []
    for delegation, position in sorted(given_.items()):
        said: dict[str, Any] = {
            "proposal": "RT1-M1", "delegation": delegation, "position": position, "reason": None, "version": 1,
            "turn": 1, "cast_at": NOON, "nonce": f"n-{delegation}",
        }  # fmt: skip
        receipt = receipt_of(consultation="c", ballot="BAL-1", **said)
        positions.append({**said, "receipt": receipt})
    counts = {
        code: {**each.as_dict(), "electorate": each.electorate}
        for code, each in result.by_constituency.items()
    }
    file = {
        "consultation": "c", "ballot": "BAL-1", "opens": NOON, "closes": NOON.replace(hour=13),
        "void": False, "rule": rule.as_stored(),
        "electorate": [
            {"delegation": e.delegation, "name": e.name, "constituency": e.constituency, "related": e.related or None}
            for e in electorate
        ],
        "proposals": [{"proposal": "RT1-M1", "version": 1, "sha256": "0" * 64}],
        "positions": positions,
        "overrulings": [{"proposal": "RT1-M1", "delegation": d, "reason": "Addressed."} for d in overruled],
        "results": [{
            "proposal": "RT1-M1", "given": len(positions), "outcome": str(result.outcome), "overall": result.overall.as_dict(),
            "by_constituency": counts,
            "inside": {code: each.as_dict() for code, each in result.inside.items()},
            "conditions": [
                {"name": v.condition.name, "within": v.within, "n": v.n, "of": v.of, "asked": v.asked, "holds": v.holds}
                for v in result.verdicts
            ],
        }],
    }  # fmt: skip
    return json.loads(canonical(file))


@st.composite
def ballots(draw: st.DrawFn) -> Any:
    """A ballot under any preset, with blocs, related bodies and objections that were overruled."""
    rule = replace(
        PRESETS[draw(st.sampled_from(sorted(PRESETS)))],
        franchise=draw(st.sampled_from([Franchise.DELEGATION, Franchise.CONSTITUENCY])),
        related_as_one=draw(st.booleans()),
    )
    if draw(st.booleans()):
        few = draw(st.integers(0, 3))
        fails, always = draw(st.booleans()), draw(st.booleans())
        rule = replace(
            rule,
            conditions=tuple(replace(c, few=few, few_fails=fails, always=always) for c in rule.conditions),
        )
    seats = draw(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "", "x", "y"])), max_size=9))
    electorate = [Elector(f"d{n}", part, f"D {n}", part, related) for n, (part, related) in enumerate(seats)]
    names = [stance.name for stance in rule.offered]
    said = {e.delegation: draw(st.sampled_from([None, *names])) for e in electorate}
    given_ = {code: name for code, name in said.items() if name is not None}
    may = sorted(code for code, name in given_.items() if (s := rule.stance(name)) and s.overruled_as)
    overruled = draw(st.lists(st.sampled_from(may), unique=True)) if may else []
    return published(rule, electorate, given_, sorted(overruled))


def amending(files: list[Any], amends: list[Amends | None]) -> Any:
    """Ballots of one line each, under one rule and of one electorate, as the lines of one ballot: the first as it is, each
    other one an amendment where it says so."""
    whole = {**files[0], "proposals": [], "positions": [], "overrulings": [], "results": []}
    for n, (file, target) in enumerate(zip(files, amends, strict=True)):
        code = f"RT1-M1-A{n}" if target else f"RT1-M{n + 2}"
        about = {} if target is None else {"amends": target.as_dict()}
        whole["proposals"].append({**file["proposals"][0], "proposal": code, **about})
        whole["overrulings"] += [{**each, "proposal": code} for each in file["overrulings"]]
        for each in file["positions"]:
            said = {**each, "proposal": code}
            whole["positions"].append({**said, "receipt": verify.receipt_of(file, said)})
        whole["results"].append({**file["results"][0], "proposal": code, **about})
    fell = fallen(
        (result["proposal"], target, Outcome(result["outcome"]))
        for result, target in zip(whole["results"], amends, strict=True)
    )
    for result in whole["results"]:
        if result["proposal"] in fell:
            result |= {"outcome": "not_adopted", "fell_to": fell[result["proposal"]]}
    return json.loads(json.dumps(whole))


@st.composite
def amended_ballots(draw: st.DrawFn) -> Any:
    """A ballot with up to four lines, most of them amendments to the same paragraph or to another one."""
    rule = replace(PRESETS[draw(st.sampled_from(sorted(PRESETS)))], related_as_one=draw(st.booleans()))
    parts = draw(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["", "x"])), max_size=5))
    electorate = [Elector(f"d{n}", part, f"D {n}", part, related) for n, (part, related) in enumerate(parts)]
    names = [stance.name for stance in rule.offered]
    files, places = [], []
    for _line in range(draw(st.integers(1, 4))):
        said = {e.delegation: draw(st.sampled_from([None, names[0], *names])) for e in electorate}
        given_ = {code: name for code, name in said.items() if name is not None}
        may = sorted(code for code, name in given_.items() if (s := rule.stance(name)) and s.overruled_as)
        overruled = sorted(draw(st.lists(st.sampled_from(may), unique=True))) if may else []
        files.append(published(rule, electorate, given_, overruled))
        one, other = Amends("RT1-M1", "problem", "p1"), Amends("RT1-M1", "title", "")
        places.append(draw(st.sampled_from([one, one, other, None])))
    return amending(files, places)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(amended_ballots())
def test_verifier_and_engine_agree_on_every_ballot_with_amendments(file: Any) -> None:
    assert list(verify.breaks(file)) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(amended_ballots())
def test_any_single_change_of_what_is_amended_and_of_what_it_fell_to_is_found(file: Any) -> None:
    for path, other in single_changes(file):
        assert list(verify.breaks(other)), path
    for n, line in enumerate(file["proposals"]):
        for name in line.get("amends", ()):
            other = copy.deepcopy(file)
            other["proposals"][n]["amends"][name] = "another"
            assert list(verify.breaks(other)), name


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(ballots())
def test_verifier_and_engine_agree_on_every_generated_ballot(file: Any) -> None:
    assert list(verify.breaks(file)) == []


def unnamed(rule: Rule, electorate: list[Elector], given_: dict[str, dict[str, str]]) -> Any:
    """The register of a ballot that names no delegation, as the engine counts it; `given_` by proposal and delegation."""
    within = {e.delegation: e.constituency for e in electorate}
    spoke = {
        code: {text: sum(within[delegation] == code for delegation in said) for text, said in given_.items()}
        for code in within.values()
    }
    blocs = blocs_of(spoke, rule.smallest)
    seated = [replace(e, constituency=blocs[e.constituency]) for e in electorate]
    bloc_of = {e.delegation: e.constituency for e in seated}
    file: Any = {
        "consultation": "c", "ballot": "BAL-1", "opens": NOON, "closes": NOON.replace(hour=13), "void": False,
        "rule": rule.as_stored(),
        "electorate": [
            {"delegation": e.delegation, "name": e.name, "constituency": e.constituency, "related": None, "within": within[e.delegation]}
            for e in seated
        ],
        "proposals": [{"proposal": code, "version": 1, "sha256": "0" * 64} for code in given_],
        "positions": [], "overrulings": [], "papers": [], "voted": [], "said": [], "together": [], "results": [],
    }  # fmt: skip
    for code, voted in given_.items():
        # Of a text on which too few voted nothing is counted and nothing published.
        said = voted if len(voted) >= rule.smallest else {}
        result = decide(rule, seated, said)
        papers = sorted(
            (f"{code}-{delegation}", bloc_of[delegation], position) for delegation, position in said.items()
        )
        words = sorted(
            (position, f"Not {delegation}.")
            for delegation, position in said.items()
            if rule.needs_reason(position)
        )
        file["papers"] += [{"proposal": code, "bloc": b, "position": p, "key": key} for key, b, p in papers]
        file["voted"] += [{"proposal": code, "delegation": delegation} for delegation in sorted(voted)]
        file["said"] += [
            {"proposal": code, "position": position, "reason": reason} for position, reason in words
        ]
        file["results"].append({
            "proposal": code, "given": len(said), "outcome": str(result.outcome), "overall": result.overall.as_dict(),
            "by_constituency": {b: {**each.as_dict(), "electorate": each.electorate} for b, each in result.by_constituency.items()},
            "inside": {},
            "conditions": [
                {"name": v.condition.name, "within": v.within, "n": v.n, "of": v.of, "asked": v.asked, "holds": v.holds}
                for v in result.verdicts
            ],
            "published": published_digest(papers, list(voted), words),
        })  # fmt: skip
    return json.loads(canonical(file))


@st.composite
def unnamed_ballots(draw: st.DrawFn) -> Any:
    """A ballot of which only totals are published, or that is secret, with constituencies of every size."""
    disclosure = draw(st.sampled_from([Disclosure.TOTALS, Disclosure.SECRET]))
    chosen = {"disclosure": disclosure, "smallest": draw(st.integers(3, 5))}
    rule = disclosed(PRESETS[draw(st.sampled_from(sorted(PRESETS)))], chosen)
    parts = draw(st.lists(st.sampled_from("AAABBC"), min_size=1, max_size=14))
    electorate = [Elector(f"d{n}", part, f"D {n}", part) for n, part in enumerate(parts)]
    names = [None, *(stance.name for stance in rule.offered)]
    given_: dict[str, dict[str, str]] = {}
    for code in ("RT1-M1", "RT1-M2")[: draw(st.integers(1, 2))]:
        said = {e.delegation: draw(st.sampled_from(names)) for e in electorate}
        given_[code] = {delegation: name for delegation, name in said.items() if name is not None}
    return unnamed(rule, electorate, given_)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(unnamed_ballots())
def test_verifier_and_engine_agree_on_every_ballot_that_names_nobody(file: Any) -> None:
    assert list(verify.breaks(file)) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(unnamed_ballots())
def test_any_single_change_of_a_paper_a_vote_a_word_a_bloc_or_a_count_is_found(file: Any) -> None:
    for path, other in single_changes(file, ("papers", "voted", "said", "results", "electorate")):
        # Who has not voted stands nowhere else; what it is called changes nothing.
        if path[0] != "electorate" or path[-1] in ("constituency", "within"):
            assert list(verify.breaks(other)), path


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "another" if value is None else value[:-1] + ("0" if value[-1:] != "0" else "1")


def single_changes(file: Any, parts: tuple[str, ...] = ("positions", "results")) -> Iterator[Any]:
    """The file with one thing changed in it: of a position, a receipt, a count, a verdict or an outcome."""

    def walk(at: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if isinstance(at, dict | list):
            for key in at if isinstance(at, dict) else range(len(at)):
                yield from walk(at[key], (*path, key))
        else:
            yield path

    for part in parts:
        for path in walk(file[part], (part,)):
            other = copy.deepcopy(file)
            at = other
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = changed(at[path[-1]])
            yield path, other
    for part in [part for part in parts if part not in ("results", "electorate")]:
        for n in range(len(file[part])):
            other = copy.deepcopy(file)
            yield ("without", part, n), {**other, part: [p for i, p in enumerate(other[part]) if i != n]}
            yield ("twice", part, n), {**other, part: [*other[part], other[part][n]]}


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(ballots())
def test_any_single_change_of_a_position_a_receipt_a_count_or_an_outcome_is_found(file: Any) -> None:
    for path, other in single_changes(file):
        assert list(verify.breaks(other)), path


@pytest.fixture
def register(tmp_path: Path, reading_site: Site) -> Path:
    path = tmp_path / "register.json"
    answer = reading_site.api().get(f"/consultations/{CLOSED}/ballots/BAL-1/register.json")
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return path


def test_the_demonstrations_ballot_is_verified_by_the_command_that_the_page_gives(register: Path) -> None:
    file = json.loads(register.read_bytes())
    own = file["positions"][7]
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(register), "--receipt", own["receipt"]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"hld-2013 BAL-1: 3043 receipts and 68 results agree; yours is {own['position']} by {own['delegation']} on {own['proposal']}.\n"
    )


def test_a_receipt_that_is_not_there_and_an_altered_file_end_with_one(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(str(register), "--receipt", "f" * 64) == 1
    assert "is not among those that count" in capsys.readouterr().out
    file = json.loads(register.read_bytes())
    file["results"][0]["outcome"] = "not_adopted"
    other = tmp_path / "altered.json"
    other.write_text(json.dumps(file))
    assert verify.main(str(other)) == 1
    assert f"{file['results'][0]['proposal']}: outcome is not_adopted" in capsys.readouterr().out
