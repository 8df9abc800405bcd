"""Comments that say the same: suggested, put together by who answers them, answered at once, each still counted."""

from tests.discussion.answers import NOTED, PROPOSAL, SLUG, answer, assert_verified, comment, issued, verbs
from tests.support import Form, Site

CAMPAIGN = "We, the undersigned, ask that no worker pays a recruitment fee, wherever the job is."


def group(site: Site, code: str, lead: str | None, who: str = "rapporteur") -> int:
    made = site.api(who).put(f"/consultations/{SLUG}/comments/{code}/group", json={"lead": lead})
    return int(made.status_code)


def three(site: Site) -> list[str]:
    """The same said by three delegations, once in capitals, once with a word more."""
    return [
        comment(site, "state", text=CAMPAIGN),
        comment(site, "ngo", text=CAMPAIGN.upper()),
        comment(site, "observer", text=CAMPAIGN + " Now."),
    ]


def test_alike_comments_are_suggested_and_put_together_on_the_page_of_answers(site: Site) -> None:
    lead, second, third = three(site)
    other = comment(site, "ngo", text="Two years is too long for the first audits.")
    rapporteur = site.client("rapporteur")
    page = rapporteur.get(f"/{SLUG}/answers")
    assert f"2 others seem to say the same: {second}, {third}." in page.text
    done = Form(page, f"/{lead}/group").submit(rapporteur, follow=False)
    assert done.status_code == 303
    assert done.headers["location"] == f"/{SLUG}/answers#{lead}"
    listed = site.api().get(f"{PROPOSAL}/comments", params={"limit": 200}).json()["items"]
    under = {item["id"]: item["grouped_under"] for item in listed}
    assert (under[lead], under[second], under[third], under[other]) == (None, lead, lead, None)
    assert "seem to say the same" not in rapporteur.get(f"/{SLUG}/answers").text
    assert_verified(site)


def test_each_is_still_counted(site: Site) -> None:
    before = site.api().get(PROPOSAL).json()
    lead, second, _third = three(site)
    group(site, second, lead)
    items = site.api().get(f"{PROPOSAL}/comments", params={"limit": 200}).json()["items"]
    counter = site.rows("SELECT comments FROM proposal WHERE code = 'RT1-M1' ORDER BY id")
    assert len(items) in [row.comments for row in counter]
    assert before["code"] == "RT1-M1"


def test_issuing_on_the_lead_answers_all_alike_with_a_disposition_each(site: Site) -> None:
    lead, second, third = three(site)
    own = comment(site, "moderator", text=CAMPAIGN + " Yes.")
    for code in (second, third, own):
        assert group(site, code, lead) == 200
    moderator = site.client("moderator")
    page = moderator.get(f"/{SLUG}/comments/{lead}")
    assert f"Answer all 3 alike the same way: {second}, {third}, {own}" in page.text
    assert f"You made {own}, so somebody else answers it." in page.text
    form = Form(page, "/answer")
    done = form.submit(moderator, follow=False, code="noted", reason=NOTED["reason"], alike="1", do="issue")
    assert done.status_code == 303, done.text
    assert [len(issued(site, code)) for code in (lead, second, third, own)] == [1, 1, 1, 0]
    assert {issued(site, code)[0].reason for code in (lead, second, third)} == {NOTED["reason"]}
    assert verbs(site).count("disposition_issued") == 3
    form.submit(moderator, code="noted", reason=NOTED["reason"], alike="1", do="issue")
    assert verbs(site).count("disposition_issued") == 3
    assert_verified(site)


def test_one_is_taken_out_again(site: Site) -> None:
    lead, second, _third = three(site)
    for _ in range(2):
        assert group(site, second, lead) == 200
    assert verbs(site).count("comment_grouped") == 1
    rapporteur = site.client("rapporteur")
    form = Form(rapporteur.get(f"/{SLUG}/comments/{second}"), "/group")
    assert form.submit(rapporteur, follow=False).status_code == 303
    assert "grouped_under" in site.api().get(f"{PROPOSAL}/comments").text
    assert group(site, second, None) == 200
    assert verbs(site).count("comment_grouped") == 2
    assert_verified(site)


def test_only_alike_places_are_put_together(site: Site) -> None:
    lead, second, third = three(site)
    elsewhere = comment(site, code="RT1-M2", text=CAMPAIGN)
    assert group(site, elsewhere, lead) == 403, "the text of another group"
    assert group(site, elsewhere, lead, "moderator") == 422, "another text"
    assert group(site, lead, lead) == 422
    assert group(site, second, "CM-001") == 422, "of another round"
    assert group(site, second, "CM-999") == 404
    assert group(site, second, lead) == 200
    assert group(site, third, second) == 422, "a lead stands under no other"
    assert group(site, lead, third) == 422, "who stands for others goes under nobody"


def test_others_put_nothing_together(site: Site) -> None:
    lead, second, _third = three(site)
    for who in ("member", "state", "secretariat", "observer", "administrator"):
        assert group(site, second, lead, who) == 403, who
    assert group(site, second, lead, "moderator") == 200


def test_answers_of_all_alike_skip_who_took_the_comment_back(site: Site) -> None:
    lead, second, third = three(site)
    for code in (second, third):
        group(site, code, lead)
    assert answer(site, second, "ngo", code="withdrawn").status_code == 200
    moderator = site.client("moderator")
    form = Form(moderator.get(f"/{SLUG}/comments/{lead}"), "/answer")
    form.submit(moderator, code="accepted", alike="1", do="issue")
    assert [row.code for row in issued(site, second)] == ["withdrawn"]
    assert [row.code for row in issued(site, third)] == ["accepted"]
