"""What a ballot discloses, as fixed at its opening: everything, constituency totals, or totals of secret papers."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.voting.actions.results import publish_due_results
from app.voting.disclosure.rules import JOINED, blocs_of
from app.voting.parameters import chosen_rule, read_rule
from tests.review.making import SLUG, at, begin, breaks, do, make, plan, state_of
from tests.support import Site
from tests.voting.assembly import BALLOT, assembly, give
from tests.voting.test_verifier import verify as verify_ballot

TEXTS = st.dictionaries(st.sampled_from(["M1", "M2", "M3"]), st.integers(1, 9), max_size=3)
COUNTS = st.dictionaries(st.sampled_from(["A", "B", "C", "D", "E"]), TEXTS, min_size=1)


@given(COUNTS, st.integers(3, 8))
def test_on_no_text_that_is_counted_a_bloc_in_which_somebody_spoke_is_smaller_than_it_may_be(
    spoke: dict[str, dict[str, int]], smallest: int
) -> None:
    blocs = blocs_of(spoke, smallest)
    assert blocs.keys() == spoke.keys()
    assert all(code in bloc.split(JOINED) for code, bloc in blocs.items())
    assert sum(JOINED in bloc for bloc in set(blocs.values())) <= 1
    for text in ("M1", "M2", "M3"):
        sizes = Counter[str]()
        for code, bloc in blocs.items():
            sizes[bloc] += spoke[code].get(text, 0)
        if sizes.total() >= smallest:
            assert all(n == 0 or n >= smallest for n in sizes.values()), (text, sizes)


def test_one_small_constituency_is_never_what_is_missing_from_the_whole() -> None:
    one = {"STATE": {"M1": 20}, "CS": {"M1": 9}, "BIZ": {"M1": 2}}
    together = {"STATE": "STATE", "CS": "BIZ+CS", "BIZ": "BIZ+CS"}
    assert blocs_of(one, 5) == together
    assert blocs_of({**one, "CS": {"M1": 3}}, 5) == together
    apart = {"STATE": {"M1": 11, "M2": 11}, "CS": {"M1": 3}, "BIZ": {"M2": 3}}
    assert set(blocs_of(apart, 5).values()) == {"BIZ+CS+STATE"}, "on each text they would be three"


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"disclosure": "hidden"}, "disclosure", "Choose open, totals or secret."),
        ({"disclosure": "secret", "smallest": 2}, "smallest", "from 3 to 100"),
        ({"smallest": 5}, "smallest", "no constituency is too small"),
        ({"disclosure": "totals", "preset": "rough_consensus"}, "disclosure", "the chair answers each objection"),
        ({"disclosure": "secret", "preset": "un_recorded_vote"}, "disclosure", "on record"),
        ({"disclosure": "secret", "related_as_one": True}, "disclosure", "counted as one only"),
        ({"disclosure": "totals", "quorum_each_percent": 50}, "disclosure", "asked of each of them"),
        ({"disclosure": "secret", "preset": "multi_class"}, "disclosure", "asked of each of them"),
        ({"disclosure": "totals", "preset": "simple_majority", "franchise": "constituency"}, "disclosure", "counts as one"),
    ],
)  # fmt: skip
def test_what_has_to_name_delegations_is_not_offered_in_secret(
    values: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        chosen_rule(values, ["STATE", "CS"])
    assert [(e.field, sentence in e.message) for e in refused.value.errors] == [(field, True)]


def test_rule_keeps_its_disclosure_and_a_secret_paper_asks_for_no_words() -> None:
    rule = read_rule(chosen_rule({"disclosure": "secret"}))
    assert (rule.is_secret, rule.smallest) == (True, 5)
    assert not any(stance.reason_due for stance in rule.stances)
    assert read_rule(chosen_rule({"disclosure": "totals", "smallest": 7})).smallest == 7


def test_a_ballot_of_fewer_than_may_be_told_apart_is_not_opened(site: Site) -> None:
    api = make(site)
    begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    plan(api, "ballot", first=1, last=7)
    refused = do(api, "R1", "opening", rule={"disclosure": "secret"})
    assert refused.status_code == 422
    assert "Only 2 delegations take part" in refused.text
    assert do(api, "R1", "opening", rule={}).status_code == 200


def test_a_secret_vote_is_cast_once_and_the_register_says_only_that_it_was(site: Site) -> None:
    heads, (code,) = assembly(site, {"STATE": 4, "CS": 4}, disclosure="secret")
    first = give(site, "state", code, "support")
    assert (first.status_code, first.json()["nonce"]) == (200, "")
    again = give(site, "alternate", code, "object")
    assert again.status_code == 403
    assert "cast once" in again.json()["detail"]
    refused = give(site, "ngo", code, "object", reason="We were not heard.")
    assert (refused.status_code, "takes no words" in refused.text) == (422, True)
    refused = give(site, "ngo", code, "support", willing="lead")
    assert (refused.status_code, "what they would do" in refused.text) == (422, True)
    for who in (*heads["STATE"], *heads["CS"], "ngo"):
        assert give(site, who, code, "object" if who == "ngo" else "support").status_code == 200
    assert site.rows("SELECT count(*) FROM position WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)[0][0] == 0  # fmt: skip
    assert (
        site.rows("SELECT count(*) FROM paper")[0][0]
        == site.rows("SELECT count(*) FROM vote_mark")[0][0]
        == 10
    )
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    result = site.api().get(f"{BALLOT}/tally").json()["results"][0]
    assert result["overall"] == {
        "support": 9,
        "support_with_reservation": 0,
        "abstain": 0,
        "object": 1,
        "not_voted": 0,
    }
    assert set(result["by_constituency"]) == {"STATE", "CS"}
    assert state_of(site, code) == "ready", "a secret ballot adopts no text"
    assert breaks(site) == []


def test_totals_are_published_and_the_delegation_keeps_its_own(site: Site) -> None:
    heads, (code,) = assembly(site, {"STATE": 5, "CS": 5, "BIZ": 2}, disclosure="totals")
    assert give(site, "state", code, "object", reason="Not this.").status_code == 200
    assert give(site, "state", code, "support").status_code == 200, "it is changed until the close"
    assert give(site, "ngo", code, "object", reason="The fees are missing.").status_code == 200
    for who in (*heads["STATE"], *heads["CS"], *heads["BIZ"]):
        assert give(site, who, code, "support").status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    found = site.api().get(f"{BALLOT}/tally").json()["results"][0]
    assert found["by_constituency"].keys() == {"STATE", "BIZ+CS"}
    assert found["overall"]["object"] == 1
    assert not any("Platform" in sentence or "PICUM" in sentence for sentence in found["why"]), found["why"]
    assert state_of(site, code) == "adopted"
    assert breaks(site) == []


@pytest.mark.parametrize("disclosure", ["secret", "totals"])
def test_a_text_on_which_too_few_spoke_is_not_counted_and_goes_back(site: Site, disclosure: str) -> None:
    heads, (one, two) = assembly(site, {"STATE": 4, "CS": 4}, texts=2, disclosure=disclosure)
    for who in ("state", "ngo", *heads["STATE"], *heads["CS"]):
        assert give(site, who, one, "support").status_code == 200
    assert (
        give(
            site, "ngo", two, "abstain", **({"willing": "lead"} if disclosure == "totals" else {})
        ).status_code
        == 200
    )
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    found = {each["proposal"]: each for each in site.api().get(f"{BALLOT}/tally").json()["results"]}
    assert (found[two]["outcome"], found[two]["overall"]["abstain"], found[two]["overall"]["not_voted"]) == (
        "no_quorum",
        0,
        10,
    )
    assert "too few to be counted" in found[two]["why"][0]
    assert found[one]["overall"]["support"] == 10
    assert state_of(site, two) == "ready"
    file = site.api().get(f"{BALLOT}/register.json").json()
    assert {paper["proposal"] for paper in file["papers"]} == {one}
    assert {"proposal": two, "delegation": "picum"} in file["voted"], "that it voted, the ledger says"
    assert list(verify_ballot.breaks(file)) == []
    assert breaks(site) == []
