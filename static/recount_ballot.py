"""Recount an open ballot in which each counts alone:  python3 recount_ballot.py register.json [RECEIPT]  (Python 3 alone)"""

import hashlib, json, sys
from collections import Counter
from operator import ge, gt, le, lt

file = json.load(open(sys.argv[1], encoding="utf-8"))
rule, wrong, given, carried = file["rule"], [], {}, {}
if "papers" in file or file["overrulings"] or rule["related_as_one"] or rule["franchise"] == "constituency":
    sys.exit("This ballot has papers, blocs, related bodies or overrulings: take verify_ballot.py, which knows them.")

offered = {s["name"] for s in rule["positions"] if s["offered"]}
home = {e["delegation"]: e["constituency"] for e in file["electorate"]}
texts = [line["proposal"] for line in file["proposals"]]
if len(home) < len(file["electorate"]) or texts != [result["proposal"] for result in file["results"]]:
    sys.exit("Somebody is twice in the electorate, or there is not one result for each text.")
for p in file["positions"]:  # every receipt is of its event; given once, in time, by one of the electorate
    event = {**p, "consultation": file["consultation"], "ballot": file["ballot"]}
    del event["receipt"]
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    agrees = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == p["receipt"]
    once = (p["proposal"], p["delegation"]) not in given and p["proposal"] in texts
    if not (agrees and once and file["opens"] <= p["cast_at"] < file["closes"] and p["delegation"] in home and p["position"] in offered):
        wrong.append(f"{p['proposal']} {p['delegation']}: not its receipt, late, twice, or not of this ballot")
    given[p["proposal"], p["delegation"]] = p["position"]


def count(sums, what):
    """How many there are of a position, of a class of positions, or of what a share is taken of."""
    of = Counter(one=1)
    for s in rule["positions"]:
        of[s["counts_as"]] += sums[s["name"]]
        of["objections"] += sums[s["name"]] * s["objection"]
    of["eligible"] = sum(sums.values()) - of["excluded"]
    of["cast"], of["decided"] = of["eligible"] - sums["not_voted"], of["affirmative"] + of["negative"]
    return of[what] if what in of else sums[what]


for line, result in zip(file["proposals"], file["results"], strict=True):  # every sum, every condition, the outcome
    sums, failed = {code: Counter() for code in home.values()}, []
    for delegation, code in home.items():
        sums[code][given.get((line["proposal"], delegation), "not_voted")] += 1
    everybody = sum(sums.values(), Counter())
    for c in rule["conditions"]:
        asked = [everybody] if c["within"] == "all" else sums if c["within"] == "each" else c["within"]
        for some in [everybody if code is everybody else sums.get(code, Counter()) for code in asked]:
            n, of, test = count(some, c["count"]), count(some, c["of"]), {">=": ge, ">": gt, "<=": le, "<": lt}[c["test"]]
            holds = test(n * c["share"][1], c["share"][0] * of) if of else c["none_holds"]
            few = some is not everybody and count(some, "cast") < c["few"]
            failed += [] if (not c["few_fails"] if few else holds) else [c]
    quiet = rule["consensus_without_objection"] and not count(everybody, "objections")
    outcome = "consensus" if quiet and not any(c["always"] for c in failed) else "adopted" if not failed else failed[0]["otherwise"]
    outcome = "no_quorum" if not home or any(c["otherwise"] == "no_quorum" for c in failed) else outcome
    place = str(line.get("amends") or line)  # of several amendments to one paragraph the first that carries is it
    if outcome in ("consensus", "adopted") and carried.setdefault(place, line["proposal"]) != line["proposal"]:
        outcome = "not_adopted"
    names = [s["name"] for s in rule["positions"]] + ["not_voted"]
    said = [{name: some[name] for name in names} for some in (everybody, *sums.values())]
    parts = [{**counts, "electorate": sum(counts.values())} for counts in said[1:]]
    again = outcome, said[0], dict(zip(sums, parts)), sum(said[0].values()) - everybody["not_voted"]
    if tuple(result[name] for name in ("outcome", "overall", "by_constituency", "given")) != again:
        wrong.append(f"{line['proposal']}: published {result['outcome']}, counted again {outcome}, {dict(everybody)}")

if sys.argv[2:] and sys.argv[2] not in [p["receipt"] for p in file["positions"]]:
    wrong.append(f"the receipt {sys.argv[2]} is not among those that count")
agreed = f"{len(given)} receipts and {len(file['results'])} results agree." + " This ballot was declared VOID." * file["void"]
print("\n".join(wrong) or agreed)
sys.exit(1 if wrong else 0)
