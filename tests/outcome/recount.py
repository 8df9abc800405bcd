"""What the document should say, worked out from the package alone and by other code than the product's."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from app.kernel.shipped import shipped


@cache
def package() -> dict[str, Any]:
    """The demonstration's package as it is shipped."""
    loaded: dict[str, Any] = json.loads((shipped("data") / "hld-2013.json").read_text("utf-8"))
    return loaded


@cache
def outcomes() -> dict[str, str]:
    """The outcome of every proposal on the package's ballot, by its rule, in whole numbers."""
    data = package()
    ballot, where = data["ballots"][0], {o["id"]: o["constituency"] for o in data["organisations"]}
    given: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in ballot["positions"]:
        given[row["proposal"]].append((where[row["organisation"]], row["position"]))
    found = {}
    for code in ballot["proposals"]:
        said = Counter(position for _place, position in given[code])
        support = said["support"] + said["support_with_reservation"]
        blocked = False
        for place in set(where.values()):
            there = Counter(p for w, p in given[code] if w == place and p != "abstain")
            blocked |= 2 * there["object"] > sum(there.values())
        if 2 * sum(said.values()) < len(ballot["eligible"]):
            found[code] = "no_quorum"
        elif not said["object"]:
            found[code] = "consensus"
        else:
            carried = 3 * support >= 2 * (support + said["object"]) and not blocked
            found[code] = "adopted" if carried else "not_adopted"
    return found


def recommended() -> list[str]:
    """The codes that are recommended."""
    return [code for code, outcome in outcomes().items() if outcome in ("consensus", "adopted")]


def reasons(*positions: str) -> list[tuple[str, str, str]]:
    """Proposal, delegation and reason of each position of these kinds."""
    names = {o["id"]: o["short_name"] for o in package()["organisations"]}
    return [
        (row["proposal"], names[row["organisation"]], row["reason"])
        for row in package()["ballots"][0]["positions"]
        if row["position"] in positions
    ]


def texts(node: Any) -> str:
    """All words below a node of the document as data, runs joined, blocks on lines of their own."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            return str(node["text"])
        return "\n".join(filter(None, (texts(value) for value in node.values())))
    if isinstance(node, list):
        is_runs = bool(node) and all(
            isinstance(each, dict) and isinstance(each.get("text"), str) for each in node
        )
        return ("" if is_runs else "\n").join(filter(None, (texts(each) for each in node)))
    return str(node) if isinstance(node, str) else ""
