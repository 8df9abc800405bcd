"""Recount a ballot from its register.json, with Python 3 alone:  python3 verify_ballot.py register.json [--receipt HASH]"""

import hashlib
import json
import sys
from collections import Counter

CLASSES = ("affirmative", "neutral", "negative", "blocking", "excluded")
HOLDS = {">=": int.__ge__, ">": int.__gt__, "<=": int.__le__, "<": int.__lt__}


def receipt_of(file, position):
    """The SHA-256 of the event: its names sorted, without spaces, in UTF-8."""
    event = {name: value for name, value in position.items() if name != "receipt"}
    event |= {name: file[name] for name in ("consultation", "ballot")}
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def measure(stances, counts, what):
    """How many there are of a position, of a class of positions, or of what a share is taken of."""
    of = {c: sum(counts[s["name"]] for s in stances if s["counts_as"] == c) for c in CLASSES}
    of["one"], of["eligible"] = 1, sum(counts.values()) - of["excluded"]
    of["cast"], of["decided"] = of["eligible"] - counts["not_voted"], of["affirmative"] + of["negative"]
    of["objections"] = sum(counts[s["name"]] for s in stances if s["objection"])
    return of.get(what, counts[what])


def bloc(stances, said):
    """What several say as one: the class that more than half took, else the neutral one; in it what most said."""
    of = {c: sum(said[s["name"]] for s in stances if s["counts_as"] == c) for c in CLASSES}
    spoke = sum(of.values()) - of["excluded"]
    first = "neutral" if spoke else "excluded" if of["excluded"] else ""
    chosen = next((c for c in CLASSES[:4] if 2 * of[c] > spoke), first)
    fits = [(said[s["name"]], n) for n, s in enumerate(stances) if s["counts_as"] == chosen and s["offered"]]
    return stances[max(fits)[1]]["name"] if fits else "not_voted"


def decide(file, proposal, given):
    """What the rule makes of these positions on one proposal: every count, every condition, the outcome."""
    rule, stances, units = file["rule"], file["rule"]["positions"], {}
    names, together = [s["name"] for s in stances] + ["not_voted"], {}
    for each in file["overrulings"]:
        if (each["proposal"], each["delegation"] in given) == (proposal, True):
            given[each["delegation"]] = {s["name"]: s["overruled_as"] for s in stances}[given[each["delegation"]]]
    for e in file["electorate"]:  # related bodies have one position between them, where the rule says so
        key = ("related", e["related"]) if rule["related_as_one"] and e["related"] else e["delegation"]
        together.setdefault(key, []).append(e)
    for some in together.values():
        said = Counter(given[e["delegation"]] for e in some if e["delegation"] in given)
        one = bloc(stances, said) if len(some) > 1 else next(iter(said), "not_voted")
        units.setdefault(some[0]["constituency"], Counter(dict.fromkeys(names, 0)))[one] += 1
    inside, parts = {}, units
    if rule["franchise"] == "constituency":  # each constituency has one position, by the majority in it
        inside, parts = units, {code: Counter(dict.fromkeys(names, 0)) for code in units}
        for code, said in inside.items():
            parts[code][bloc(stances, said)] += 1
    overall = Counter({name: sum(counts[name] for counts in parts.values()) for name in names})
    verdicts, failed = [], []
    for c in rule["conditions"]:
        for code in {"all": [None], "each": list(parts)}.get(str(c["within"]), c["within"]):
            counts = overall if code is None else parts.get(code, Counter())
            n, of = measure(stances, counts, c["count"]), measure(stances, counts, c["of"])
            holds = HOLDS[c["test"]](n * c["share"][1], c["share"][0] * of) if of else c["none_holds"]
            asked = code is None or measure(stances, counts, "cast") >= c["few"]
            holds = holds if asked else not c["few_fails"]
            verdicts.append((c, dict(name=c["name"], within=code, n=n, of=of, asked=asked, holds=holds)))
            failed += [] if holds else [c["otherwise"]]
    quiet = rule["consensus_without_objection"] and not measure(stances, overall, "objections")
    agreed = quiet and all(v["holds"] for c, v in verdicts if c["always"])
    outcome = "consensus" if agreed else failed[0] if failed else "adopted"
    return {
        "proposal": proposal,
        "given": len(given),
        "outcome": "no_quorum" if "no_quorum" in failed or not units else outcome,
        "overall": dict(overall),
        "by_constituency": {code: {**one, "electorate": sum(one.values())} for code, one in parts.items()},
        "inside": {code: dict(said) for code, said in inside.items()},
        "conditions": [verdict for _condition, verdict in verdicts],
    }


def breaks(file):
    """A sentence for everything in the file that does not agree with the rest of it."""
    given = {line["proposal"]: {} for line in file["proposals"]}
    electors = Counter(e["delegation"] for e in file["electorate"])
    yield from (f"{code} is {n} times in the electorate" for code, n in electors.items() if n > 1)
    stances = {s["name"]: s for s in file["rule"]["positions"]}
    for p in file["positions"]:
        here = f"{p['proposal']} {p['delegation']}"
        if receipt_of(file, p) != p["receipt"]:
            yield f"{here}: its receipt is not that of this position"
        if p["proposal"] not in given or p["delegation"] not in electors or not stances.get(p["position"], {}).get("offered"):
            yield f"{here}: not on this ballot, not of its electorate, or no position of its rule"
        elif p["delegation"] in given[p["proposal"]] or not file["opens"] <= p["cast_at"] < file["closes"]:
            yield f"{here}: counted twice, or not given while the ballot was open"
        else:
            given[p["proposal"]][p["delegation"]] = p["position"]
    for each in file["overrulings"]:
        position = given.get(each["proposal"], {}).get(each["delegation"])
        if not each["reason"] or not stances.get(position, {}).get("overruled_as"):
            yield f"{each['proposal']} {each['delegation']}: overruled without a reason, or nothing that can be overruled"
            return
    if [result["proposal"] for result in file["results"]] != list(given):
        yield "there is not one result for each proposal"
    for result in file["results"]:
        counted = decide(file, result["proposal"], dict(given.get(result["proposal"], {})))
        for name in sorted(counted.keys() | result.keys()):
            if counted.get(name) != result.get(name):
                yield f"{result['proposal']}: {name} is {result.get(name)}; counted again {counted.get(name)}"


def main(path, _option="", receipt=""):
    """Print what was found. 0 where everything agrees, else 1."""
    with open(path, encoding="utf-8") as opened:
        file = json.load(opened)
    found = list(breaks(file))
    own = [p for p in file["positions"] if p["receipt"] == receipt]
    found += [f"the receipt {receipt} is not among those that count"] if receipt and not own else []
    sums = f"{len(file['positions'])} receipts and {len(file['results'])} results agree"
    mine = "".join(f"; yours is {p['position']} by {p['delegation']} on {p['proposal']}" for p in own)
    void = "; this ballot was declared VOID" if file["void"] else ""
    print("\n".join(found) or f"{file['consultation']} {file['ballot']}: {sums}{mine}{void}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) in (2, 4) else __doc__)
