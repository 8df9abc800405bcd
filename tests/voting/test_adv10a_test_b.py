"""x"""
from typing import Any
import re
from tests.review.making import AT, SLUG, acts, at, begin, breaks, certify, do, plan, comment
from tests.support import Form, Site, commonspace
from tests.voting.amendments.deciding import *
from tests.voting.amendments.moving import move, moved, paragraphs, ready, text_ready
from tests.voting.test_verifier import VERIFIER, verify

def ver(site, code): return site.api().get(f"{AT}/proposals/{code}").json()["version"]
def void(site, ballot="BAL-1"): return site.api("secretariat").post(f"{AT}/ballots/{ballot}/voiding", json={"reason": "Two papers were lost."})

def test_void_chain(site: Site) -> None:
    code, _ = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9); published(site); certify(site)
    n = ver(site, code)
    p3 = list(paragraphs(site, code))[2]
    a5 = moved(site, "state", code, p3, "In 2013 there were many.", version=n)["code"]
    assert ballot_opened(site, first=10, ballot="BAL-2") == [a5]
    all_support(site, [a5], ballot="BAL-2")
    site.now = at(19); published(site)
    v = void(site, "BAL-1"); print("void1 while A5 adopted", v.status_code, v.text[:300])
    certify(site, "BAL-2")
    print(ver(site, code), paragraphs(site, code))
    v = void(site, "BAL-2"); print("void2", v.status_code, v.text[:300])
    v = void(site, "BAL-1"); print("void1", v.status_code, v.text[:300])
    print(ver(site, code), paragraphs(site, code), states(site, [code, *lines, a5]))
    print([l for l in site.client("secretariat").get(f"/{SLUG}/ballots/BAL-1").text.splitlines() if "edited since" in l])
    print(breaks(site))
    assert 0

def test_void_chain2(site: Site) -> None:
    code, _ = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9); published(site); certify(site)
    n = ver(site, code)
    p3 = list(paragraphs(site, code))[2]
    a5 = moved(site, "state", code, p3, "In 2013 there were many.", version=n)["code"]
    assert ballot_opened(site, first=10, ballot="BAL-2") == [a5]
    all_support(site, [a5], ballot="BAL-2")
    site.now = at(19); published(site)
    certify(site, "BAL-2")
    v = void(site, "BAL-1"); print("void1 after A5 entered", v.status_code, v.text[:300])
    print([l for l in site.client("secretariat").get(f"/{SLUG}/ballots/BAL-1").text.splitlines() if "edited since" in l])
    print(ver(site, code), paragraphs(site, code), states(site, [code, *lines, a5]))
    assert 0

def test_close(site: Site) -> None:
    code, _ = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9); published(site)
    for step in ("closed", "archived"):
        r = site.api("secretariat").post(f"{AT}/state", json={"state": step, "reason": "It is over now, really."})
        print(step, r.status_code, r.text[:300])
    for who, what in (("moderator", "declaration"), ("secretariat", "certification")):
        d = site.api(who).post(f"{AT}/ballots/BAL-1/{what}"); print(d.status_code, d.text[:300])
    print(states(site, [code, *lines]))
    assert 0

def test_bad_input(site: Site) -> None:
    code = text_ready(site)
    first, second, third = paragraphs(site, code)
    for field, par, text in (("title", "", "x"*5000), ("title", "", "a\x00b"), ("title", "", "a\nb\n\nc"), ("problem", first, "x "*60000), ("problem", first, "<script>alert(1)</script>"),
                             ("problem", second, "=1+1"), ("summary", "", "x"), ("problem", "", "x"), ("nonsense", "", "x"), ("problem", "p999", "x"), ("tags","","x"), ("evidence", next(iter(paragraphs(site, code, "evidence"))), ""),
                             ("problem", second, "\u202eabc"), ("problem", second, "\u200b")):
        r = move(site, "state", code, par, text, field=field); print(field, par, repr(text[:20]), r.status_code, r.text[:260])
    r = move(site, "state", code, first, "xx", reason=""); print(r.status_code, r.text[:200])
    r = move(site, "state", code, first, "xx", comment="nope"); print(r.status_code, r.text[:200])
    r = move(site, "state", code, first, "xx", version=0); print(r.status_code, r.text[:200])
    r = move(site, "state", code, first, "xx", version=99); print(r.status_code, r.text[:200])
    for who in (None, "observer", "moderator", "rapporteur", "secretariat", "member", "alternate", "administrator"):
        try:
            r = move(site, who, code, first, f"By {who}."); print(who, r.status_code, r.text[:200])
        except Exception as e: print(who, "EXC", repr(e)[:200])
    for who in (None, "observer", "ngo", "state", "secretariat", "member"):
        r = site.api(who).post(f"{AT}/proposals/{code}-A1/withdrawal", json={"reason": ""}); print("withdraw", who, r.status_code, r.text[:200])
    for who in (None, "observer", "state", "secretariat", "member", "rapporteur", "moderator"):
        r = site.api(who).put(f"{AT}/proposals/{code}/amendments/order", json={"field": "problem", "paragraph": second, "order": []}); print("order", who, r.status_code, r.text[:200])
    r = move(site, "state", f"{code}-A2", first, "xx"); print(r.status_code, r.text[:200])
    assert 0
