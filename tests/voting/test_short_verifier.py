"""The short verifier agrees with the engine on every ballot it is for, finds what is changed, and sends the others on."""

import copy
import json
import runpy
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.shipped import shipped
from app.voting.conditions import rule_from
from tests.support import Site
from tests.voting.test_verifier import amended_ballots, ballots

SHORT = shipped("static") / "recount_ballot.py"
ORDINARY = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def recount(file: Any, *receipt: str) -> str:
    """What the short verifier says of a register."""
    with TemporaryDirectory() as folder, StringIO() as said:
        path = Path(folder) / "register.json"
        path.write_text(json.dumps(file), encoding="utf-8")
        with mock.patch.object(sys, "argv", [str(SHORT), str(path), *receipt]), redirect_stdout(said):
            try:
                runpy.run_path(str(SHORT), run_name="__main__")
            except SystemExit as end:
                if isinstance(end.code, str):
                    return end.code
        return said.getvalue().strip()


def plain(file: Any) -> bool:
    return rule_from(file["rule"]).counts_alone


def test_the_short_verifier_is_short() -> None:
    written = [line for line in SHORT.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(written) <= 60


@ORDINARY
@given(ballots().filter(plain) | amended_ballots().filter(plain))
def test_it_agrees_with_the_engine_on_every_ballot_in_which_each_counts_alone(file: Any) -> None:
    assert recount(file).endswith("results agree.")


@ORDINARY
@given(amended_ballots().filter(plain), st.data())
def test_it_finds_a_position_or_an_outcome_that_was_changed(file: Any, data: st.DataObject) -> None:
    changed = copy.deepcopy(file)
    if changed["positions"] and data.draw(st.booleans()):
        said = data.draw(st.sampled_from(changed["positions"]))
        offered = [s["name"] for s in file["rule"]["positions"] if s["name"] != said["position"]]
        said["position"] = data.draw(st.sampled_from(offered or ["none"]))
    else:
        result = data.draw(st.sampled_from(changed["results"]))
        others = {"consensus", "adopted", "not_adopted", "no_quorum"} - {result["outcome"]}
        result["outcome"] = data.draw(st.sampled_from(sorted(others)))
    assert not recount(changed).endswith("results agree.")


@given(ballots().filter(lambda file: not plain(file)))
def test_it_sends_every_other_ballot_to_the_verifier_that_knows_them(file: Any) -> None:
    said = recount(file)
    assert "verify_ballot.py" in said or said.endswith("results agree.")


@ORDINARY
@given(amended_ballots().filter(plain).filter(lambda file: file["electorate"]), st.data())
def test_it_finds_whatever_else_was_changed(file: Any, data: st.DataObject) -> None:
    changed = copy.deepcopy(file)
    result = data.draw(st.sampled_from(changed["results"]))
    way = data.draw(
        st.sampled_from(["elector", "sum", "part", "electorate", "given", "result", "text", "order"])
    )
    one = next(iter(result["by_constituency"].values()))
    if way == "elector":
        changed["electorate"].append(changed["electorate"][0])
    elif way == "sum":
        result["overall"]["not_voted"] -= 99
    elif way == "part":
        one["not_voted"] -= 99
    elif way == "electorate":
        one["electorate"] = 99
    elif way == "given":
        result["given"] = 77
    elif way == "result":
        changed["results"].append(result)
    elif way == "text":
        changed["proposals"][0]["proposal"] = "RT9-M9"
    elif len(changed["results"]) > 1:
        changed["results"].reverse()
    else:
        changed["results"] = []
    assert not recount(changed).endswith("results agree.")


def test_it_says_of_a_void_ballot_that_it_is_void(reading_site: Site) -> None:
    file = reading_site.api().get("/consultations/hld-2013/ballots/BAL-1/register.json").json()
    assert recount({**file, "void": True}).endswith("results agree. This ballot was declared VOID.")


def test_it_recounts_the_ballot_of_the_demonstration_and_finds_a_receipt(reading_site: Site) -> None:
    file = reading_site.api().get("/consultations/hld-2013/ballots/BAL-1/register.json").json()
    assert recount(file) == "3043 receipts and 68 results agree."
    assert recount(file, file["positions"][7]["receipt"]).endswith("results agree.")
    assert "is not among those that count" in recount(file, "0" * 64)
    assert "recount_ballot.py" in reading_site.client().get("/hld-2013/ballots/BAL-1").text
