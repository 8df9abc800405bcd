"""Drafting through the pages: begin, edit, save; nobody's words are lost."""

from tests.support import Form, Site

HERE = "/hld-2013-review"


def edit_form(client, code: str = "RT1-M1") -> Form:
    page = client.get(f"{HERE}/{code}/edit")
    assert page.status_code == 200, page.text
    return Form(page, f"{HERE}/{code}/versions")


def versions(site: Site, code: str) -> list:
    return site.rows(
        "SELECT v.n, v.content, v.note, v.parent, v.author_title FROM version v JOIN proposal p ON p.id = v.proposal_id"
        " JOIN consultation c ON c.id = p.consultation_id WHERE p.code = :code AND c.slug = 'hld-2013-review' ORDER BY v.n",
        code=code,
    )


def test_a_member_saves_a_version_and_the_earlier_one_stays(site: Site) -> None:
    member = site.client("member")
    before = versions(site, "RT1-M1")
    saved = edit_form(member).submit(member, follow=False, problem="Nobody counts migrants.", note="Shorter")
    assert saved.status_code == 303
    assert saved.headers["location"] == f"{HERE}/RT1-M1"
    after = versions(site, "RT1-M1")
    assert [row.n for row in after] == [*(row.n for row in before), before[-1].n + 1]
    assert [row.content for row in after[:-1]] == [row.content for row in before]
    assert after[-1].note == "Shorter"
    assert after[-1].author_title == "Policy analyst, Migration Policy Institute"
    assert "Nobody counts migrants." in member.get(f"{HERE}/RT1-M1/versions/{after[-1].n}").text


def test_the_form_brings_back_every_field_as_it_is(site: Site) -> None:
    member = site.client("member")
    for code in ("RT1-M1", "RT1-B1"):
        count = len(versions(site, code))
        assert edit_form(member, code).submit(member, follow=False).status_code == 303
        assert len(versions(site, code)) == count, "saving what is there already makes no version"


def test_a_double_click_makes_one_version(site: Site) -> None:
    member = site.client("member")
    form, count = edit_form(member), len(versions(site, "RT1-M1"))
    for _click in range(2):
        assert form.submit(member, follow=False, summary="Once only.").status_code == 303
    assert len(versions(site, "RT1-M1")) == count + 1


def test_an_untouched_step_keeps_its_id_and_a_new_one_gets_a_new_id(site: Site) -> None:
    from app.drafting.content import plain
    from app.drafting.queries import current_version, visible_proposal

    member = site.client("member")
    consultation, actor = site.consultation(), site.actor("member")

    def now() -> dict:
        with site.database.reading() as db:
            return current_version(db, visible_proposal(db, actor, consultation, "RT1-M1")).content

    before = now()
    steps = plain(before)["how_it_works"]
    edit_form(member).submit(member, how_it_works="\n".join(["A first step of another kind.", *steps]))
    after = now()
    old_ids = [item["id"] for item in before["how_it_works"]]
    new_ids = [item["id"] for item in after["how_it_works"]]
    assert new_ids[1:] == old_ids
    every_old = {
        i["id"] for value in before.values() if isinstance(value, list) for i in value if isinstance(i, dict)
    }
    assert new_ids[0] not in every_old


def test_a_save_from_an_old_version_never_overwrites_and_is_never_lost(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    early, late = edit_form(rapporteur), edit_form(member)
    assert late.submit(member, follow=False, summary="The summary of the member.").status_code == 303
    newest = versions(site, "RT1-M1")[-1]

    clash = early.submit(rapporteur, follow=False, problem="The problem of the rapporteur.")
    assert clash.status_code == 409
    assert versions(site, "RT1-M1")[-1].n == newest.n, "nothing was overwritten"
    for words in ("Yours", "Merged", "The problem of the rapporteur.", f"Saved as version {newest.n}"):
        assert words in clash.text

    merge = Form(clash, f"{HERE}/RT1-M1/versions")
    assert merge.submit(rapporteur, follow=False).status_code == 303
    merged = versions(site, "RT1-M1")[-1]
    assert merged.n == newest.n + 1
    assert merged.parent == newest.n
    assert "The summary of the member." in str(merged.content)
    assert "The problem of the rapporteur." in str(merged.content)


def test_where_both_changed_the_same_words_both_are_shown(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    early, late = edit_form(rapporteur), edit_form(member)
    late.submit(member, title="Targets of the member")
    clash = early.submit(rapporteur, title="Targets of the rapporteur")
    assert clash.status_code == 409
    assert "You both changed this." in clash.text
    assert "In one place you both changed the same words." in clash.text
    merge = Form(clash, f"{HERE}/RT1-M1/versions")
    assert merge.values["title"] == ["Targets of the member"]
    assert merge.submit(rapporteur, follow=False, title="Targets of both").status_code == 303
    assert rapporteur.get(f"{HERE}/RT1-M1/versions").text.count("Targets of both") >= 1


def test_a_conflict_that_gets_old_is_a_conflict_again(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    early = edit_form(rapporteur)
    edit_form(member).submit(member, summary="First.")
    merge = Form(early.submit(rapporteur, problem="Mine."), f"{HERE}/RT1-M1/versions")
    edit_form(member).submit(member, summary="Second.")
    again = merge.submit(rapporteur)
    assert again.status_code == 409
    final = Form(again, f"{HERE}/RT1-M1/versions").submit(rapporteur, follow=False)
    assert final.status_code == 303
    content = str(versions(site, "RT1-M1")[-1].content)
    assert "Second." in content
    assert "Mine." in content


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    member = site.client("member")
    count = len(versions(site, "RT1-M1"))
    answer = edit_form(member).submit(
        member,
        **{
            "title": "",
            "problem": "Typed and kept",
            "evidence.text": ["One", ""],
            "evidence.source": ["P-999", ""],
            "timeframe.start": "2015-01-01",
            "timeframe.end": "2014-01-01",
            "benchmarks": "RT1-B1, RT9-B9",
            "contributions": "C-77",
        },
    )
    assert answer.status_code == 422
    for sentence in (
        "Give it a title first.",
        "There is no source “P-999” here.",
        "The end lies before the start.",
    ):
        assert sentence in answer.text
    assert "Typed and kept" in answer.text
    assert 'href="#evidence-0-source"' in answer.text
    assert 'id="evidence-0-source"' in answer.text
    assert len(versions(site, "RT1-M1")) == count


def test_an_unknown_code_is_named_at_its_field(site: Site) -> None:
    member = site.client("member")
    answer = edit_form(member).submit(member, benchmarks="RT1-B1, RT9-B9", contributions="C-77")
    assert answer.status_code == 422
    assert "There is no benchmark “RT9-B9” here." in answer.text
    assert "There is no contribution “C-77” here." in answer.text
    assert "RT9-B9" in str(Form(answer, "/versions").values["benchmarks"])


def test_a_figure_that_is_no_number_is_said_so(site: Site) -> None:
    member = site.client("member")
    answer = edit_form(member, "RT1-B1").submit(
        member, **{"target.value": "about five", "baseline.year": "13"}
    )
    assert answer.status_code == 422
    assert "Write a number such as 22.1, with a point and without a unit." in answer.text
    assert "Write a year such as 2015." in answer.text
    assert "about five" in answer.text


def test_another_row_keeps_what_was_typed_and_saves_nothing(site: Site) -> None:
    member = site.client("member")
    count = len(versions(site, "RT1-M1"))
    form = edit_form(member)
    rows = len(form.values["risks.risk"])
    more = form.submit(member, more="risks", summary="Half way")
    assert more.status_code == 200
    again = Form(more, "/versions")
    assert len(again.values["risks.risk"]) == rows + 1
    assert "Half way" in again.values["summary"][0]
    assert len(versions(site, "RT1-M1")) == count


def test_the_preview_shows_the_text_and_what_it_still_needs(site: Site) -> None:
    member = site.client("member")
    form = edit_form(member)
    data = {**form.values, "problem": "", "summary": "A *short* one <script>"}
    fragment = member.post(f"{HERE}/RT1-M1/preview", data=data, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "A <em>short</em> one &lt;script&gt;" in fragment.text
    assert "“The problem” is empty." in fragment.text
    assert "<html" not in fragment.text


def test_a_new_mechanism_gets_the_next_code_and_is_found_at_once(site: Site) -> None:
    member = site.client("member")
    page = member.get(f"{HERE}/proposals/new?kind=mechanism&roundtable=RT1")
    saved = Form(page, f"{HERE}/proposals").submit(
        member, follow=False, title="A quokka registry", summary="Counts quokkas."
    )
    assert saved.status_code == 303
    assert saved.headers["location"] == f"{HERE}/RT1-M8"
    found = site.rows("SELECT key FROM search_entry WHERE folded LIKE '%quokka%'")
    assert [row.key for row in found] == ["RT1-M8"]
    again = Form(page, f"{HERE}/proposals").submit(member, follow=False, title="Another")
    assert again.headers["location"] == f"{HERE}/RT1-M9"


def test_a_new_benchmark_is_linked_to_its_mechanism_on_both_sides(site: Site) -> None:
    member = site.client("member")
    page = member.get(f"{HERE}/proposals/new?kind=benchmark&roundtable=RT1")
    saved = Form(page, f"{HERE}/proposals").submit(
        member, follow=False, title="Quokkas", mechanisms=["RT1-M1", "RT1-M2"]
    )
    code = saved.headers["location"].rsplit("/", 1)[1]
    assert code == "RT1-B10"
    form = edit_form(member, "RT1-M1")
    assert code in form.values["benchmarks"]


def test_a_link_made_from_the_other_side_meanwhile_stays(site: Site) -> None:
    member = site.client("member")
    mechanism = edit_form(member, "RT1-M1")
    moderator = site.client("moderator")
    edit_form(moderator, "RT1-B2").submit(moderator, mechanisms=["RT1-M1", "RT1-M2"])
    assert mechanism.submit(member, follow=False, summary="Only the summary.").status_code == 303
    assert "RT1-B2" in edit_form(member, "RT1-M1").values["benchmarks"]


def test_a_link_can_be_taken_away(site: Site) -> None:
    member = site.client("member")
    form = edit_form(member, "RT1-M1")
    assert "RT1-B7" in form.values["benchmarks"]
    form.submit(member, benchmarks=["RT1-B1"])
    assert "RT1-B7" not in edit_form(member, "RT1-M1").values["benchmarks"]
    assert "RT1-M1" not in edit_form(member, "RT1-B7").values.get("mechanisms", [])


def test_every_save_is_in_the_ledger_with_the_version_sealed(site: Site) -> None:
    from app.drafting.models import Version
    from app.kernel.breaks import Known, chain_breaks, row_breaks
    from app.kernel.ledger import tracks

    member = site.client("member")
    edit_form(member).submit(member, summary="Sealed words.")
    entry = site.rows("SELECT * FROM ledger WHERE track = 'hld-2013-review' ORDER BY seq DESC LIMIT 1")[0]
    assert (entry.verb, entry.subject) == ("version_saved", "RT1-M1")
    assert "Sealed words" not in str(entry)

    def breaks() -> list[str]:
        known: Known = {}
        with site.database.reading() as db:
            found = [line for track in tracks(db) for line in chain_breaks(db, track, known)]
            return found + list(row_breaks(db, Version, known))

    assert breaks() == []
    site.tamper(
        "UPDATE version SET note = 'changed' WHERE id = (SELECT max(id) FROM version)",
    )
    assert len(breaks()) == 1


def test_a_title_of_invisible_signs_is_no_title(site: Site) -> None:
    member = site.client("member")
    count = len(versions(site, "RT1-M1"))
    answer = edit_form(member).submit(member, title="\u200b \u2060")
    assert answer.status_code == 422
    assert "Give it a title first." in answer.text
    assert len(versions(site, "RT1-M1")) == count
