"""Words that comments are about: found in the text under review, marked where they stand, followed into later texts."""

from typing import Any

import lxml.html
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.discussion.marking import Mark, mark_words
from app.kernel.text.markdown import to_html, to_plain
from tests.discussion.answers import LEAST, PROPOSAL, SLUG, assert_verified
from tests.support import Form, Site

FIELD = "how_it_works"


def quoting(
    site: Site, who: str = "state", field: str = FIELD, text: str = "Too little.", **quote: str
) -> Any:
    body = {**LEAST, "text": text, "field": field, "quote": quote}
    return site.api(who).post(f"{PROPOSAL}/comments", json=body)


def steps(site: Site) -> list[str]:
    return list(site.api().get(PROPOSAL).json()[FIELD])


def rewrite(site: Site, new: list[str]) -> None:
    rapporteur = site.api("rapporteur")
    tag = rapporteur.get(PROPOSAL).headers["ETag"]
    saved = rapporteur.patch(PROPOSAL, json={FIELD: new}, headers={"If-Match": tag})
    assert saved.status_code == 200, saved.text


def page(site: Site) -> Any:
    return lxml.html.fromstring(site.client().get(f"/{SLUG}/RT1-M1").text)


def marked(site: Site, code: str) -> list[str]:
    """The words marked for a comment, and nothing else."""
    leads = page(site).xpath(f"//sup[@id='at-{code}']")
    found = []
    for lead in leads:
        mark = lead.getparent()
        found.append((mark.text or "").strip())
        assert lead[0].get("href") == f"#{code}"
    return found


def note(site: Site, code: str) -> str:
    (found,) = page(site).xpath(f"//article[@id='{code}']")
    return " ".join(found.text_content().split())


def test_a_quote_gets_its_paragraph_and_what_stands_around_it(site: Site) -> None:
    words = " ".join(steps(site)[1].split()[2:6])
    made = quoting(site, exact=words).json()
    assert made["quote"]["exact"] == words
    assert steps(site)[1].startswith(made["quote"]["prefix"])
    assert len(made["quote"]["suffix"]) == 32
    assert made["paragraph"].startswith("p")
    assert marked(site, made["id"]) == [words]
    assert_verified(site)


def test_words_that_stand_more_than_once_ask_for_more(site: Site) -> None:
    rewritten = ["The State pays the fee and the State keeps the list.", *steps(site)[1:]]
    rewrite(site, rewritten)
    opened = site.now.replace(hour=12, minute=30, tzinfo=None)
    site.tamper("UPDATE round SET opens_at = :at WHERE code = 'R2'", at=f"{opened}.000000")
    site.now = site.now.replace(hour=13)
    refused = quoting(site, exact="State")
    assert refused.status_code == 422, refused.text
    assert "more than once" in refused.json()["errors"][0]["message"]
    settled = quoting(site, exact="State", prefix="and the ", suffix=" keeps")
    assert settled.status_code == 201, settled.text
    assert page(site).xpath(f"//mark[sup/@id='at-{settled.json()['id']}']/text()") == ["State"]


def test_words_that_are_not_there_are_refused_whatever_they_are(site: Site) -> None:
    for words in ("nobody wrote this", "\u200b\u200d", "\u202e\u202d", "<b>", "x" * 200_000):
        refused = quoting(site, exact=words)
        assert refused.status_code == 422, words[:20]
        assert [e["field"] for e in refused.json()["errors"]] == ["quote"], words[:20]


def test_words_follow_their_paragraph_into_a_later_version(site: Site) -> None:
    old = steps(site)
    words = " ".join(old[1].split()[2:6])
    code = quoting(site, exact=words).json()["id"]
    rewrite(site, ["A step that comes before all others.", f"First of all: {old[1]}", old[0], *old[2:]])
    assert marked(site, code) == [words]
    assert "Changed:" not in note(site, code)


def test_changed_words_show_both_texts_and_mark_nothing(site: Site) -> None:
    old = steps(site)
    words = old[1].split()
    code = quoting(site, exact=" ".join(words[2:6])).json()["id"]
    rewrite(site, [old[0], " ".join([*words[:3], "altogether", *words[5:]]), *old[2:]])
    assert marked(site, code) == []
    said = note(site, code)
    assert "Changed: these words do not stand there any more" in said
    assert words[3] in said
    assert "altogether" in said


def test_removed_words_are_said_to_be_removed_with_the_quote(site: Site) -> None:
    old = steps(site)
    words = " ".join(old[1].split()[2:6])
    code = quoting(site, exact=words).json()["id"]
    rewrite(site, [old[0], *old[2:]])
    assert marked(site, code) == []
    assert "Removed:" in note(site, code)
    assert words in note(site, code)


def test_marks_of_several_comments_overlap(site: Site) -> None:
    words = steps(site)[1].split()
    one = quoting(site, exact=" ".join(words[1:5]), text="One.").json()["id"]
    two = quoting(site, exact=" ".join(words[3:8]), text="Two.").json()["id"]
    here = page(site)
    assert here.xpath(f"//sup[@id='at-{one}']")
    assert here.xpath(f"//sup[@id='at-{two}']")
    (body,) = {sup.getparent().getparent() for sup in here.xpath(f"//sup[@id='at-{one}' or @id='at-{two}']")}
    plain = "".join(body.xpath(".//text()[not(ancestor::sup)]"))
    assert " ".join(plain.split()) == steps(site)[1]


def test_a_quote_comes_through_the_form_with_what_stands_around_it(site: Site) -> None:
    words = steps(site)[1].split()
    state = site.client("state")
    asked = {"field": FIELD, "quote": " ".join(words[2:5]), "prefix": " ".join(words[:2]), "suffix": words[5]}
    form = Form(state.get(f"/{SLUG}/RT1-M1/comments", params=asked), "/comments")
    done = form.submit(state, follow=False, text="Too little.", stance="concern")
    assert done.status_code == 303
    (row,) = site.rows("SELECT quote, paragraph FROM comment WHERE text = 'Too little.'")
    assert row.paragraph


def test_a_withdrawn_text_takes_no_comment_on_its_words(site: Site) -> None:
    words = " ".join(steps(site)[1].split()[2:6])
    site.tamper("UPDATE proposal SET state = 'withdrawn' WHERE code = 'RT1-M1'")
    refused = quoting(site, exact=words)
    assert refused.status_code == 403
    assert "withdrawn" in refused.json()["detail"]


@given(
    st.lists(st.sampled_from(["fee", "*the*", "**State**", "`x<y`", "a & b", "[list](https://x.org)", "العمال", "移民"]), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4),
)  # fmt: skip
def test_marking_changes_nothing_but_that_marks_come_in(
    parts: list[str], spans: list[tuple[int, int]]
) -> None:
    text = " ".join(parts)
    plain, html = to_plain(text), to_html(text)
    marks = [
        Mark(f"CM-{n}", "a", start, min(start + length, len(plain)))
        for n, (start, length) in enumerate(spans)
        if start < len(plain)
    ]
    done = mark_words(html, plain, marks)
    tree = lxml.html.fromstring(f"<div>{done}</div>")
    for lead in tree.xpath("//sup"):
        lead.drop_tree()
    for mark in tree.xpath("//mark"):
        mark.drop_tag()
    assert lxml.html.tostring(tree) == lxml.html.tostring(lxml.html.fromstring(f"<div>{html}</div>"))
    wanted = [mark for mark in marks if plain[mark.start : mark.end].strip()]
    assert str(done).count("<sup") == len(wanted)


def test_marks_never_let_words_become_tags() -> None:
    html = Markup("<p>a &lt;script&gt; b</p>")
    done = mark_words(html, "a <script> b", [Mark("CM-1", "a", 2, 10)])
    assert done.startswith('<p>a <mark class="at">&lt;script&gt;<sup id="at-CM-1">')
    assert done.endswith("</sup></mark> b</p>")
    assert "<script" not in done
