"""Recount a ballot from its register.json, with Python 3 alone:  python3 verify_ballot.py register.json [--receipt RECEIPT]"""

import hashlib
import json
import sys
from collections import Counter

CLASSES = ("affirmative", "neutral", "negative", "blocking", "excluded")
HOLDS = {">=": int.__ge__, ">": int.__gt__, "<=": int.__le__, "<": int.__lt__}


def sha256_of(value):
    """The SHA-256 of the value as JSON: its names sorted, without spaces, in UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def receipt_of(file, position):
    """The SHA-256 of the event, in which a position was given."""
    event = {name: value for name, value in position.items() if name != "receipt"}
    return sha256_of(event | {name: file[name] for name in ("consultation", "ballot")})


def published(file, proposal):
    """The SHA-256 of what is published of one proposal where delegations are not named; it was sealed at the close."""
    here = {part: [p for p in file[part] if p["proposal"] == proposal] for part in ("papers", "voted", "said")}
    papers = sorted([p["key"], p["bloc"], p["position"]] for p in here["papers"])
    said = sorted([p["position"], p["reason"]] for p in here["said"])
    return sha256_of({"papers": papers, "voted": sorted(p["delegation"] for p in here["voted"]), "said": said})


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
        **({"published": published(file, proposal)} if "papers" in file else {}),
    }


def fallen(file, counted):
    """Which amendments fall, and to which: of those to one paragraph, in the order of the ballot, to the first that carried."""
    first, fell = {}, {}
    for line in file["proposals"]:
        amends = line.get("amends")
        if amends and counted[line["proposal"]]["outcome"] in ("consensus", "adopted"):
            it = first.setdefault((amends["text"], amends["field"], amends["paragraph"]), line["proposal"])
            fell |= {} if it == line["proposal"] else {line["proposal"]: it}
    return fell


def blocs_of(file):
    """Which constituencies are counted together: those of which on some text somebody voted, and fewer than `smallest`, and
    with them the next smallest, until on every text nobody or at least `smallest` of them together did."""
    within, smallest = {e["delegation"]: e["within"] for e in file["electorate"]}, file["rule"]["smallest"]
    votes = [(v["proposal"], within[v["delegation"]]) for v in file["voted"] if v["delegation"] in within]
    spoke, on_text, together = Counter(votes), Counter(text for text, _code in votes), []

    def least(codes):
        sums = [sum(spoke[text, code] for code in codes) for text, n in on_text.items() if n >= smallest]
        return min((n for n in sums if n), default=0)

    for n, code in sorted((least([code]), code) for code in set(within.values()) if least([code])):
        if n < smallest or 0 < least(together) < smallest:
            together.append(code)
    together = file["together"] or together  # what made them be counted together may be left out for this reader
    return {code: "+".join(sorted(together)) if code in together else code for code in within.values()}


def unnamed(file, stances, given):
    """What does not agree where delegations are not named. As many papers as voted are dealt to those of the bloc that did:
    which of them gets which changes no sum."""
    blocs, voters, dealt = blocs_of(file), {}, {}
    elsewhere = [e["delegation"] for e in file["electorate"] if e["constituency"] != blocs[e["within"]]]
    yield from (f"{code} is counted in another bloc than the rule says" for code in elsewhere)
    bloc_of = {e["delegation"]: e["constituency"] for e in file["electorate"]}
    votes = Counter((v["proposal"], v["delegation"]) for v in file["voted"])
    on_text = Counter(v["proposal"] for v in file["voted"])
    keys = Counter(p["key"] for p in file["papers"])
    for (proposal, delegation), n in votes.items():
        if proposal not in given or delegation not in bloc_of or n > 1:
            yield f"{proposal} {delegation}: voted twice, or is not of the electorate, or not on this ballot"
        voters.setdefault((proposal, bloc_of.get(delegation)), []).append(delegation)
    for p in file["papers"]:
        if p["proposal"] not in given or keys[p["key"]] > 1 or not stances.get(p["position"], {}).get("offered"):
            yield f"{p['proposal']} {p['key']}: not on this ballot, there twice, or no position of its rule"
        dealt.setdefault((p["proposal"], p["bloc"]), []).append(p["position"])
    for proposal, code in sorted(voters.keys() | dealt.keys(), key=str):
        some, cast = voters.get((proposal, code), []), dealt.get((proposal, code), [])
        some = some if on_text[proposal] >= file["rule"]["smallest"] else []  # too few to be counted
        if len(some) != len(cast):
            yield f"{proposal} {code}: {len(some)} delegations voted, and there are {len(cast)} papers"
        given.get(proposal, {}).update(zip(some, cast))
    papers, said = (Counter((p["proposal"], p["position"]) for p in file[part]) for part in ("papers", "said"))
    for proposal, position in sorted(papers.keys() | said.keys()):
        n, of = said[proposal, position], papers[proposal, position]
        if n > of or (n < of and stances.get(position, {}).get("reason_due")):
            yield f"{proposal} {position}: {n} reasons of {of} delegations"


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
    if "papers" in file:
        named = [p for part in ("positions", "overrulings") for p in file[part]]
        if named:
            yield "this ballot names no delegation, and has positions of delegations"
        yield from unnamed(file, stances, given)
    for each in file["overrulings"]:
        position = given.get(each["proposal"], {}).get(each["delegation"])
        if not each["reason"] or not stances.get(position, {}).get("overruled_as"):
            yield f"{each['proposal']} {each['delegation']}: overruled without a reason, or nothing that can be overruled"
            return
    if [result["proposal"] for result in file["results"]] != list(given):
        yield "there is not one result for each proposal"
    again = {code: decide(file, code, dict(said)) for code, said in given.items()}
    fell, amends = fallen(file, again), {p["proposal"]: p["amends"] for p in file["proposals"] if p.get("amends")}
    for result in file["results"]:
        code, counted = result["proposal"], again.get(result["proposal"], {})
        counted |= {"amends": amends[code]} if code in amends else {}
        counted |= {"outcome": "not_adopted", "fell_to": fell[code]} if code in fell else {}
        for name in sorted(counted.keys() | result.keys()):
            if counted.get(name) != result.get(name):
                yield f"{result['proposal']}: {name} is {result.get(name)}; counted again {counted.get(name)}"


def main(path, _option="", receipt=""):
    """Print what was found. 0 where everything agrees, else 1."""
    with open(path, encoding="utf-8") as opened:
        file = json.load(opened)
    found = list(breaks(file))
    own = [p for p in file["positions"] + file.get("papers", []) if receipt in (p.get("receipt"), p.get("key"))]
    found += [f"the receipt {receipt} is not among those that count"] if receipt and not own else []
    cast = f"{len(file['papers'])} papers" if "papers" in file else f"{len(file['positions'])} receipts"
    sums = f"{cast} and {len(file['results'])} results agree"
    mine = "".join(f"; yours is {p['position']} by {p.get('delegation') or 'one of ' + p['bloc']} on {p['proposal']}" for p in own)
    mine += f"; SHA-256 at the close {sha256_of(file | {'void': False})}" if "papers" in file else ""
    void = "; this ballot was declared VOID" if file["void"] else ""
    print("\n".join(found) or f"{file['consultation']} {file['ballot']}: {sums}{mine}{void}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) in (2, 4) else __doc__)
