"""Papers of a secret ballot lead back to nobody: no order, no time, nothing in the register, in a log or in a file."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from app.consultations.live import news_of
from app.kernel.tail import Told
from app.logs import set_up_logging
from app.voting.actions.results import publish_due_results
from tests.review.making import SLUG, at, breaks
from tests.support import Form, Site, settings_for
from tests.voting.assembly import assembly, give

WORDS = ("support", "support_with_reservation", "abstain", "object")
MARKED = "SELECT facts, digests FROM ledger WHERE verb = 'vote_cast' ORDER BY seq"


def voted(site: Site, **rule: Any) -> tuple[str, list[tuple[str, str, str]]]:
    """A secret ballot in which fourteen delegations took turns; gives the text, and who handed in what under which key."""
    heads, (code,) = assembly(site, {"STATE": 6, "CS": 6}, disclosure="secret", **rule)
    given = []
    for n, who in enumerate(("state", *heads["STATE"], *heads["CS"], "ngo")):
        answer = give(site, who, code, WORDS[n % 4])
        assert answer.status_code == 200, answer.text
        given.append((who, WORDS[n % 4], answer.json()["receipt"]))
    return code, given


def publish(site: Site) -> None:
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)


def test_papers_have_no_order_and_their_entries_one_shape(site: Site) -> None:
    _code, given = voted(site)
    keys = [key for _who, _position, key in given]
    assert len(set(keys)) == 14
    assert sorted(keys) != keys
    columns = {c["name"] for c in sa.inspect(site.database.engine).get_columns("paper")}
    assert columns == {"key", "consultation_id", "ballot_id", "proposal_id", "constituency_id", "position"}
    if site.database.is_sqlite:
        with pytest.raises(sa.exc.OperationalError, match="rowid"):
            site.rows("SELECT rowid FROM paper")
        # In the order of its keys and no other is the table kept.
        kept = site.rows("SELECT key, position FROM paper NOT INDEXED")
        assert [row[0] for row in kept] == sorted(keys)
    entries = [(json.loads(f) if isinstance(f, str) else f, d) for f, d in site.rows(MARKED)]
    shape = {
        (*sorted(facts), *(type(value).__name__ for _key, value in sorted(facts.items())))
        for facts, _d in entries
    }
    assert len(shape) == 1
    assert not {"position", "turn", "receipt", "reason"} & set(entries[0][0])
    said = json.dumps([facts for facts, _digests in entries])
    sealed = [json.loads(d) if isinstance(d, str) else d for _facts, d in entries]
    assert [[name.partition(":")[0] for name in each] for each in sealed] == [["vote_mark"]] * 14
    assert not any(word in said for word in (*WORDS, *keys))
    assert breaks(site) == []


def test_nobody_is_told_of_a_vote_as_it_happens(site: Site) -> None:
    consultation = site.consultation("hld-2013-decision")
    told = Told(
        "hld-2013-decision",
        1,
        "vote_cast",
        "RT1-M1",
        {"ballot": "BAL-1", "delegation": "org-bel", "proposal": "RT1-M1"},
    )
    assert news_of(consultation, told) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DELETE FROM paper WHERE key = :key", "papers of"),
        ("UPDATE paper SET position = 'object' WHERE key = :key", "sealed at the close"),
        ("DELETE FROM vote_mark WHERE id = (SELECT min(id) FROM vote_mark)", "of its delegations voted"),
        ("UPDATE vote_mark SET author_title = 'Somebody else' WHERE id = (SELECT min(id) FROM vote_mark)", "vote_mark"),
        (
            "INSERT INTO paper SELECT 'another', consultation_id, ballot_id, proposal_id, constituency_id, position FROM paper WHERE key = :key",
            "papers of",
        ),
    ],
)  # fmt: skip
def test_a_paper_that_was_added_taken_or_changed_is_named(site: Site, change: str, sentence: str) -> None:
    _code, given = voted(site)
    publish(site)
    assert breaks(site) == []
    site.tamper(change, **({"key": given[0][2]} if ":key" in change else {}))
    found = breaks(site)
    assert any(sentence in each and (SLUG in each or "vote_mark" in each) for each in found), found


def test_own_data_say_that_one_voted_and_never_how(site: Site) -> None:
    _code, given = voted(site)
    publish(site)
    answer = site.client("state").get("/account/data.json")
    assert answer.status_code == 200, answer.text
    own = answer.json()
    assert len(own["vote_mark"]) == 1
    assert "paper" not in own
    assert not any(key in answer.text for _who, _position, key in given)


@pytest.mark.parametrize("disclosure", ["secret", "totals"])
def test_no_log_and_no_address_has_a_position(
    demo_url: str, capsys: pytest.CaptureFixture[str], disclosure: str
) -> None:
    reason = {} if disclosure == "secret" else {"reason": "Not without wintergreen."}
    with Site(demo_url, log_format="json") as site:
        _heads, (code,) = assembly(site, {"STATE": 5, "CS": 5}, disclosure=disclosure)
        set_up_logging(settings_for(site.url, log_format="json"))
        said = give(site, "state", code, "object", **reason)
        assert said.status_code == 200
        assert give(site, "alternate", code, "objects greatly", **reason).status_code in (403, 422)
        browser = site.client("ngo")
        form = Form(browser.get(f"/{SLUG}/ballots/BAL-1/sheet"), "/sheet")
        fields = {code: "object", f"{code}-reason": reason.get("reason"), "do": None if reason else "hand_in"}
        sent = form.submit(browser, follow=False, **fields)
        assert sent.status_code == (303 if reason else 200), sent.text
        assert "object" not in sent.headers.get("location", "")
        assert reason or sent.headers["cache-control"] == "no-store"
        logged = capsys.readouterr().err
        assert '"event": "answered"' in logged
        private = ("object", "wintergreen", said.json()["receipt"])
        assert not any(word in logged for word in private)
        figures = site.client().get("/metrics").text
        assert not any(word in figures for word in private[1:])
        assert site.rows("SELECT count(*) FROM outgoing WHERE text LIKE '%wintergreen%'")[0][0] == 0
