"""A body's table comes in: looked at row by row, then each right row is a comment for the body that said it."""

from typing import Any

import docx

from app.discussion.table.actions import clear_old_tables
from tests.discussion.table.tables import (
    HEAD,
    bring,
    comma,
    comments,
    confirm,
    opened,
    preview,
    row,
    said,
    saved,
    send,
    word,
    words_of,
    xlsx,
)
from tests.review.making import AT, SLUG, acts, at, begin, breaks, comment, do, make, plan
from tests.support import Form, Site


def answered(client: Any, page: Any, **answers: str) -> Any:
    """Answer the questions of a preview, in their order: `first`, `second` …"""
    named = {f"answer-{n}": value for n, value in enumerate(answers.values())}
    return Form(page, "/answers").submit(client, **named)


def test_nothing_is_written_before_it_is_confirmed_and_then_each_row_is_a_comment(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    rows = (row(), row(body="PICUM", type="ed", change="Write it so."), row(comment="", type=""))
    page = send(client, xlsx(*rows))
    assert page.status_code == 200
    assert comments(site) == []
    assert "2 rows become comments" in words_of(page)
    assert "1 row was left empty" in words_of(page)
    done = confirm(site, client, page)
    assert "2 comments were added" in words_of(done)
    assert [(one[0], one[1], one[5], one[6], one[7]) for one in comments(site)] == [
        ("org-bel", "RT1-M1", "technical", "The fees are missing.", None),
        ("picum", "RT1-M1", "editorial", "The fees are missing.", "Write it so."),
    ]
    assert breaks(site) == []


def test_a_brought_comment_says_for_whom_and_whence_and_has_no_person(site: Site) -> None:
    opened(site)
    bring(site, xlsx(row(change="So.")), "belgium.xlsx")
    made = site.rows(
        "SELECT code, person_id, author_title, source, stance, severity, version, late,"
        " (SELECT email FROM person WHERE id = brought_by_id) FROM comment WHERE source IS NOT NULL"
    )
    assert [tuple(one) for one in made] == [
        ("CM-001", None, "Belgium", "belgium.xlsx row 2", "proposed_change", "minor", 1, 0, "moderator@demo.example")
    ]  # fmt: skip
    assert acts(site, "CM-001") == ["comment_made"]
    assert site.rows("SELECT delegation FROM ledger WHERE subject = 'CM-001' AND track = :t", t=SLUG)[0][0] == "org-bel"  # fmt: skip
    counted = (
        "SELECT p.comments FROM proposal p JOIN comment c ON c.proposal_id = p.id WHERE c.source IS NOT NULL"
    )
    assert site.rows(counted)[0][0] == 1
    assert "CM-001" in site.client("member").get("/search?q=fees+missing").text


def test_the_moderator_may_answer_what_the_moderator_brought(site: Site) -> None:
    opened(site)
    bring(site, xlsx(row()))
    body = {"code": "noted", "reason": "We thank the delegation.", "state": "issued"}
    answer = site.api("moderator").put(f"{AT}/comments/CM-001/disposition", json=body)
    assert answer.status_code == 200, answer.text


def test_a_head_brings_the_own_delegation_s_table_and_is_its_author(site: Site) -> None:
    opened(site)
    client = site.client("state")
    page = send(client, xlsx(row(body=""), row(body="PICUM", comment="Theirs.")))
    assert "You bring comments for Belgium only" in words_of(page)
    confirm(site, client, page)
    person = site.rows("SELECT p.email FROM comment c JOIN person p ON p.id = c.person_id WHERE c.source IS NOT NULL")  # fmt: skip
    assert [one[0] for one in person] == ["state@demo.example"]


def test_the_same_file_sent_twice_adds_nothing(site: Site) -> None:
    opened(site)
    content = xlsx(row(), row(body="PICUM", comment="Another."))
    bring(site, content)
    page = send(site.client("moderator"), content)
    assert "2 comments stand already" in words_of(page)
    assert "No row of this table becomes a comment" in words_of(page)
    assert len(comments(site)) == 2


def test_what_a_delegate_said_on_the_page_is_not_added_again(site: Site) -> None:
    opened(site)
    body = {"type": "technical", "stance": "concern", "text": "The fees are missing."}
    assert site.api("state").post(f"{AT}/proposals/RT1-M1/comments", json=body).status_code == 201
    assert "1 comment stands already" in said(site, row(), row(body="PICUM"))


def test_files_of_many_bodies_become_one_round_s_comments(site: Site) -> None:
    opened(site, texts=2)
    bring(site, word((HEAD, row(), row(clause="RT1-M2", comment="On the other."))), "belgium.docx")
    bring(site, comma(HEAD, row(body="PICUM"), between=";"), "picum.csv")
    assert [(one[0], one[1]) for one in comments(site)] == [
        ("org-bel", "RT1-M1"), ("org-bel", "RT1-M2"), ("picum", "RT1-M1"),
    ]  # fmt: skip


def test_rows_that_repeat_each_other_are_one_comment(site: Site) -> None:
    opened(site)
    assert "It says the same as row 2." in said(site, row(), row())


def test_a_part_a_paragraph_and_quoted_words_are_found(site: Site) -> None:
    opened(site)
    rows = (
        row(clause="RT1-M1 / Problem"),
        row(paragraph="“stands in it”"),
        row(clause="RT1–M1, How it works", paragraph="3 “They”", comment="Who?"),
        row(paragraph="2", comment="On the second."),
    )
    bring(site, xlsx(*rows))
    found = [(one[2], one[3] is not None, "exact" in str(one[4]), one[6]) for one in comments(site)]
    assert found == [
        ("problem", False, False, "The fees are missing."),
        ("summary", True, True, "The fees are missing."),
        ("how_it_works", True, True, "Who?"),
        ("problem", True, False, "On the second."),
    ]
    assert breaks(site) == []


def test_words_that_name_no_place_stand_before_the_comment(site: Site) -> None:
    opened(site)
    rows = (
        row(line="17", paragraph="Table 1"),
        row(clause="RT1-M1 Annex", comment="B."),
        row(paragraph="“nowhere”", comment="C."),
    )
    client = site.client("moderator")
    page = send(client, xlsx(*rows))
    assert "is no place in this text; it stands before the comment" in words_of(page)
    confirm(site, client, page)
    assert [one[6] for one in comments(site)] == [
        "[line 17; Table 1] The fees are missing.",
        "[Annex] B.",
        "[“nowhere”] C.",
    ]


def test_what_is_unclear_is_asked_about_and_the_answer_holds_for_all_its_rows(site: Site) -> None:
    opened(site, texts=2)
    client = site.client("moderator")
    rows = (row(body="Belgien", clause="5.3", type="maj"), row(body="Belgien", clause="5.3", type="maj", comment="B."), row())  # fmt: skip
    page = send(client, xlsx(*rows))
    text = words_of(page)
    assert "Which text is “5.3”?" in text
    assert "Which body is “Belgien”?" in text
    assert "Which type of comment is “maj”?" in text
    assert "2 rows wait for your answer" in text
    assert "1 row becomes a comment" in text
    page = answered(client, page, text="RT1-M2", body="org-bel", type="technical")
    assert "3 rows become comments" in words_of(page)
    confirm(site, client, page)
    assert [(one[0], one[1], one[6]) for one in comments(site)] == [
        ("org-bel", "RT1-M2", "[5.3] The fees are missing."),
        ("org-bel", "RT1-M2", "[5.3] B."),
        ("org-bel", "RT1-M1", "The fees are missing."),
    ]


def test_rows_may_be_left_out_or_come_from_a_body_without_a_delegation(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(row(body="Friends of the sea"), row(body="Nobody", comment="B.")))
    page = answered(client, page, first="*", second="-")
    assert "Left out, as you said." in words_of(page)
    confirm(site, client, page)
    made = site.rows("SELECT author_title, delegation_id FROM comment WHERE source IS NOT NULL")
    assert [tuple(one) for one in made] == [("Friends of the sea", None)]


def test_an_answer_that_was_not_offered_is_refused_at_its_place(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(row(body="Belgien")))
    back = answered(client, page, first="org-usa")
    assert back.status_code == 422
    assert "Choose one of the answers that are offered." in words_of(back)


def test_rows_for_withdrawn_texts_are_named_and_the_rest_goes_on(site: Site) -> None:
    opened(site, texts=2)
    gone = {"step": "withdrawn", "reason": "It is in the other one."}
    assert site.api("rapporteur").post(f"{AT}/proposals/RT1-M2/steps", json=gone).status_code == 201
    text = said(site, row(), row(clause="RT1-M2"), row(clause="RT1-M2", body="Unknown"))
    assert "2 rows are kept aside" in text
    assert "This text was withdrawn." in text
    assert "Row 3" in text
    assert "1 row becomes a comment" in text
    assert "settle" not in text


def test_what_was_seen_is_what_is_written(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(row(), row(comment="B.")))
    body = {"type": "technical", "stance": "concern", "text": "B."}
    assert site.api("state").post(f"{AT}/proposals/RT1-M1/comments", json=body).status_code == 201
    back = Form(page, "/confirmation").submit(client)
    assert back.status_code == 409
    assert "would do something else. Look at it once more." in words_of(back)
    assert len(comments(site)) == 1
    confirm(site, client, back)
    assert len(comments(site)) == 2


def test_confirming_twice_gives_the_same_work_and_writes_once(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(row()))
    first = confirm(site, client, page)
    assert str(confirm(site, client, page).url) == str(first.url)
    assert len(comments(site)) == 1
    assert "This table was confirmed." in words_of(client.get(str(page.url)))


def test_a_table_is_seen_by_who_sent_it_alone_and_goes_after_its_week(site: Site) -> None:
    opened(site)
    page = preview(site, row())
    assert site.client("secretariat").get(str(page.url)).status_code == 404
    site.database.clock = lambda: at(11)
    gone = site.client("moderator").get(str(page.url))
    assert gone.status_code == 404
    assert "This table is not kept any more." in words_of(gone)
    with site.database.unit_of_work() as db:
        assert clear_old_tables(db) == 1


def test_late_tables_are_taken_where_the_round_takes_late_comments(site: Site) -> None:
    opened(site, late=True)
    site.database.clock = lambda: at(12)
    bring(site, xlsx(row()))
    assert site.rows("SELECT late FROM comment WHERE source IS NOT NULL")[0][0]
    assert breaks(site) == []


def test_a_round_not_for_attribution_keeps_silent_about_who_spoke(site: Site) -> None:
    opened(site, attribution="none")
    comment(site, "RT1-M1", "ngo", "The fees are missing.")
    client = site.client("moderator")
    page = send(client, xlsx(row(body="PICUM", type="ge")))
    # Whether the NGO said this before is told to nobody who tries.
    assert "1 row becomes a comment" in words_of(page)
    confirm(site, client, page)
    entry = site.rows("SELECT capacity, delegation, facts FROM ledger WHERE subject = 'CM-002' AND track = :t", t=SLUG)[0]  # fmt: skip
    assert entry[0] is None
    assert entry[1] is None
    assert "veil" in str(entry[2])
    assert "PICUM" not in site.client("moderator").get(f"/{SLUG}/RT1-M1").text
    assert "1 comment stands already" in said(site, row(body="PICUM", type="ge"))
    assert breaks(site) == []


def test_a_merged_value_belongs_to_all_its_rows_and_that_is_said(site: Site) -> None:
    opened(site)
    rows = (row(comment="A."), row(body="", comment="B."), row(body="", comment="C."))
    page = send(site.client("moderator"), xlsx(*rows, merge="A2:A4"))
    assert "3 rows become comments" in words_of(page)
    assert "Merged with the row above, whose value it has" in words_of(page)
    written = docx.Document()
    table = written.add_table(4, 8)
    for number, line in enumerate((HEAD, *(row(body="", comment=text) for text in ("D.", "E.")))):
        for place, text in enumerate(line):
            table.cell(number, place).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "PICUM"
    table.cell(3, 0).merge(table.cell(3, 7)).text = "Roundtable 2"
    page = send(site.client("moderator"), saved(written), "merged.docx")
    assert "2 rows become comments" in words_of(page)
    assert "PICUM" in words_of(page)


def test_several_tables_and_headings_on_each_page_are_read(site: Site) -> None:
    opened(site)
    first = (HEAD, row(comment="A."), HEAD, row(comment="B."))
    goes_on = (row(comment="C."),)
    other = (("Comments", "Clause", "Type", "MB"), ("D.", "RT1-M1", "ge", "PICUM"))
    content = word((("Date: 1 May", "Document: R1"),), first, goes_on, other)
    bring(site, content, "belgium.docx")
    assert [(one[0], one[6]) for one in comments(site)] == [
        ("org-bel", "A."), ("org-bel", "B."), ("org-bel", "C."), ("picum", "D."),
    ]  # fmt: skip
    sources = [one[0] for one in site.rows("SELECT source FROM comment WHERE source IS NOT NULL ORDER BY id")]
    assert sources[0] == "belgium.docx table 2 row 2"
    assert sources[-1] == "belgium.docx table 4 row 2"


def test_headings_are_known_in_six_languages(site: Site) -> None:
    opened(site)
    heads = (
        ("Organisme", "Article", "Type de commentaire", "Commentaires"),
        ("Organismo", "Apartado", "Tipo de comentario", "Comentarios"),
        ("الجهة", "البند", "نوع التعليق", "التعليقات"),
        ("机构", "条款", "意见类型", "意见"),
        ("Организация", "Раздел", "Тип замечания", "Замечания"),
        ("MB", "Clause No./ Subclause No./ Annex", "Type of com-ment", "Comment (justification for change) by the MB"),
    )  # fmt: skip
    for number, head in enumerate(heads):
        head = tuple(word.replace("com-ment", "comment") for word in head)
        text = said(site, ("Belgium", "RT1-M1", "te", f"Number {number}"), head=head)
        assert "1 row becomes a comment" in text, head


def test_observations_in_the_file_are_the_secretariat_s_and_left_out(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(row(observations="Accepted")))
    assert "1 row has something in the column of the secretariat. It was left out" in words_of(page)
    confirm(site, client, page)
    answer = site.api("moderator").get(f"{AT}/proposals/RT1-M1/comments").json()["items"][0]["disposition"]
    assert answer is None


def test_formulas_and_markup_are_text(site: Site) -> None:
    opened(site)
    words = "<script>alert(1)</script> <b>bold</b>"
    client = site.client("moderator")
    page = send(client, xlsx(row(comment="=1+1"), row(comment=words)))
    assert "A formula, taken as the text it is" in words_of(page)
    assert "<script>alert" not in page.text
    confirm(site, client, page)
    assert [one[6] for one in comments(site)] == ["=1+1", words]


def test_a_closed_group_s_text_is_unknown_to_who_is_not_in_it(site: Site) -> None:
    api = make(site)
    begin(site)
    assert plan(api).status_code == 201
    assert do(api, "R1", "opening", reason="All is ready.").status_code == 200
    site.database.clock = lambda: at(3)
    assert "Which text is “WG-2-M1”?" in said(site, row(clause="WG-2-M1"))
