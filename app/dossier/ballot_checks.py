"""Who may vote on what, when, and how often: what is checked of the ballots in a package."""

from datetime import date, datetime
from typing import Any

from app.dossier.findings import Findings, Path
from app.dossier.index import Index
from app.dossier.parts import each
from app.dossier.schema import instant
from app.kernel.clock import day_begins, day_ends
from app.voting.parameters import read_rule


def check_ballots(sound: dict[str, Any], findings: Findings, index: Index, zone: str) -> None:
    """Add what is wrong with the ballots. `zone` is where their days begin and end."""
    rounds = {item["id"]: item for _, item in each(sound, "review_rounds")}
    for path, ballot in each(sound, "ballots"):
        index.refer("review_rounds", ballot, "round", path, findings)
        round_ = rounds.get(ballot["round"])
        if round_ is not None and round_["kind"] != "decision":
            findings.at((*path, "round"), ballot["round"], "not a decision round")
        if ballot["closes"] < ballot["opens"]:
            findings.at((*path, "closes"), ballot["closes"], f"before opens, which is {ballot['opens']}")
        _check_rule(ballot, path, findings)
        index.refer_all("organisations", ballot, "eligible", path, findings)
        for at, body in each(ballot, "eligible", path):
            if body in index.observers:
                findings.at(at, body, "an observer (voting is false) has no position to give")
        for at, code in each(ballot, "proposals", path):
            if code not in index.roundtable_of:
                findings.at(at, code, "there is no proposal of this code")
        _check_positions(ballot, path, findings, index, zone)


def _check_rule(ballot: dict[str, Any], path: Path, findings: Findings) -> None:
    rule = ballot["rule"]
    for name in ("adoption_support_fraction", "constituency_block_fraction"):
        share = rule[name]
        if len(share) != 2 or None in share or share[0] > share[1]:
            findings.at(
                (*path, "rule", name), share, "a share is two whole numbers, the first not above the second"
            )
            return
    try:
        read_rule({**rule, "support_positions": [p for p in rule["support_positions"] if p is not None]})
    except ValueError as error:
        findings.at((*path, "rule", "support_positions"), rule["support_positions"], str(error))


def _check_positions(ballot: dict[str, Any], path: Path, findings: Findings, index: Index, zone: str) -> None:
    begins, ends = _limits(ballot, zone)
    eligible, proposals = set(ballot["eligible"]), set(ballot["proposals"])
    cast: dict[tuple[str, str], int] = {}
    for at, position in each(ballot, "positions", path):
        body, code = position["organisation"], position["proposal"]
        if body not in index.names["organisations"]:
            findings.at((*at, "organisation"), body, "there is no organisation of this id")
        elif body not in eligible:
            findings.at((*at, "organisation"), body, f"not eligible in {ballot['id']}")
        if code not in index.roundtable_of:
            findings.at((*at, "proposal"), code, "there is no proposal of this code")
        elif code not in proposals:
            findings.at((*at, "proposal"), code, f"not on {ballot['id']}")
        first = cast.setdefault((body, code), int(at[-1]))
        if first != at[-1]:
            findings.at(at, f"{body} on {code}", f"a second position; the first is positions[{first}]")
        if not begins <= instant(position["cast_at"]) < ends:
            why = f"outside {ballot['id']}, which runs from {ballot['opens']} to {ballot['closes']}"
            findings.at((*at, "cast_at"), position["cast_at"], why)
        if position["reason"] is not None and not position["reason"].strip():
            findings.at((*at, "reason"), position["reason"], "must not be empty")


def _limits(ballot: dict[str, Any], zone: str) -> tuple[datetime, datetime]:
    return day_begins(date.fromisoformat(ballot["opens"]), zone), day_ends(
        date.fromisoformat(ballot["closes"]), zone
    )
