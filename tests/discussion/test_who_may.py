"""Who may comment, and when: the calendar, the state of the text, and the seat."""

from datetime import UTC, datetime, timedelta

import pytest

from app.consultations.calendar import PERMITS, Act, Stage, Who
from app.consultations.models import Consultation, Role, Round, RoundKind
from app.discussion.rules import why_not_comment
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import ANONYMOUS, Actor, Seat
from tests.support import Form, Site

SLUG = "hld-2013-review"
PAGE = f"/{SLUG}/RT1-M1/comments"
LEAST = {"type": "general", "stance": "support", "text": "This helps."}
AT = datetime(2013, 6, 10, tzinfo=UTC)
HERE = Consultation(
    id=1, slug="here", code="H", title="Here", start_date=AT.date(), end_date=AT.date(), created_at=AT
)
GROUP, ELSEWHERE = 7, 8


def api(slug: str = SLUG, code: str = "RT1-M1") -> str:
    return f"/consultations/{slug}/proposals/{code}/comments"


def proposal(state: str = ProposalState.UNDER_REVIEW, created: datetime = AT - timedelta(90)) -> Proposal:
    return Proposal(
        id=1, consultation_id=1, roundtable_id=1, group_id=GROUP, code="RT1-M1", kind="mechanism", number=1,
        title="T", state=state, created_at=created, updated_at=created,
    )  # fmt: skip


def stage(kind: RoundKind | None) -> Stage:
    if kind is None:
        return Stage(at=AT)
    return Stage(
        at=AT,
        round=Round(
            id=1, consultation_id=1, code="R1", number=1, title="The round", kind=kind,
            opens_at=AT - timedelta(1), closes_at=AT + timedelta(1),
        ),
    )  # fmt: skip


def person(role: Role, *, group: int | None = None, delegation: int | None = None, where: int = 1) -> Actor:
    return Actor(
        person_id=1, seats=(Seat(role, "Title", consultation_id=where, group_id=group, delegation_id=delegation),)
    )  # fmt: skip


CAST = {
    "observer": (person(Role.OBSERVER), {Who.ADMITTED}),
    "member of the group": (person(Role.MEMBER, group=GROUP), {Who.ADMITTED, Who.WRITERS}),
    "rapporteur of the group": (person(Role.RAPPORTEUR, group=GROUP), {Who.ADMITTED, Who.WRITERS}),
    "moderator of the group": (person(Role.MODERATOR, group=GROUP), {Who.ADMITTED, Who.WRITERS}),
    "observer of the group": (person(Role.OBSERVER, group=GROUP), {Who.ADMITTED}),
    "member of another group": (person(Role.MEMBER, group=ELSEWHERE), {Who.ADMITTED}),
    "head of a delegation": (person(Role.HEAD, delegation=3), {Who.ADMITTED}),
    "alternate": (person(Role.ALTERNATE, delegation=3), {Who.ADMITTED}),
    "secretariat": (person(Role.SECRETARIAT), {Who.ADMITTED}),
    "administrator": (person(Role.ADMINISTRATOR), set()),
    "reporter of a pilot": (person(Role.REPORTER), set()),
    "head in another consultation": (person(Role.HEAD, delegation=3, where=2), set()),
    "nobody": (ANONYMOUS, set()),
}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("kind", [*RoundKind, None], ids=str)
def test_who_may_comment_in_each_kind_of_round(kind: RoundKind | None, who: str) -> None:
    actor, belongs = CAST[who]
    needed = Who.NOBODY if kind is None else PERMITS[kind][list(Act).index(Act.COMMENT)]
    reason = why_not_comment(actor, HERE, stage(kind), proposal())
    assert (reason is None) == (needed in belongs), reason


@pytest.mark.parametrize("state", ProposalState)
def test_a_settled_text_takes_no_comments(state: ProposalState) -> None:
    living = {"submitted", "under_review", "revised", "ready"}
    reason = why_not_comment(person(Role.OBSERVER), HERE, stage(RoundKind.COMMENT), proposal(state))
    assert (reason is None) == (state in living)


def test_a_draft_takes_no_comments_but_from_its_own_group_while_it_drafts() -> None:
    draft = proposal(ProposalState.DRAFT)
    for kind in (RoundKind.COMMENT, RoundKind.LAST_CALL):
        reason = why_not_comment(person(Role.MEMBER, group=GROUP), HERE, stage(kind), draft)
        assert "its group has not submitted it yet" in str(reason)
    assert why_not_comment(person(Role.MEMBER, group=GROUP), HERE, stage(RoundKind.DRAFTING), draft) is None


def test_a_text_begun_after_the_round_opened_waits_for_the_next() -> None:
    young = proposal(created=AT - timedelta(hours=1))
    assert "next" in str(why_not_comment(person(Role.OBSERVER), HERE, stage(RoundKind.COMMENT), young))
    member = person(Role.MEMBER, group=GROUP)
    assert why_not_comment(member, HERE, stage(RoundKind.DRAFTING), young) is None


def test_a_visitor_is_asked_to_sign_in(site: Site) -> None:
    client = site.client()
    page = client.get(PAGE)
    assert "Sign in to comment" in page.text
    assert "<textarea" not in page.text
    token = Form(client.get("/sign-in"), "/sign-in/").values["csrf_token"]
    sent = client.post(PAGE, data={**LEAST, "csrf_token": token})
    assert sent.status_code == 403
    assert "This helps." in sent.text
    assert site.api().post(api(), json=LEAST).status_code == 401
    assert site.rows("SELECT 1 FROM comment WHERE text = 'This helps.'") == []


def test_an_administrator_has_no_voice(site: Site) -> None:
    answer = site.api("administrator").post(api(), json=LEAST)
    assert answer.status_code == 403
    assert "seat in this consultation" in answer.json()["detail"]


@pytest.mark.parametrize(("slug", "word"), [("hld-2013", "adopted"), ("hld-2013-decision", "under decision")])
def test_a_text_that_stands_is_refused_with_what_would_change_it(site: Site, slug: str, word: str) -> None:
    answer = site.api("state").post(api(slug), json=LEAST)
    assert answer.status_code == 403
    assert word in answer.json()["detail"]
    assert "refer" in answer.json()["detail"]
    assert word in site.client("state").get(f"/{slug}/RT1-M1/comments").text


def test_a_withdrawn_text_is_refused(site: Site) -> None:
    site.tamper("UPDATE proposal SET state = 'withdrawn' WHERE code = 'RT1-M1'")
    answer = site.api("state").post(api(), json=LEAST)
    assert answer.status_code == 403
    assert "withdrawn" in answer.json()["detail"]


def test_comments_are_taken_from_the_opening_to_the_last_moment_of_the_round(site: Site) -> None:
    (found,) = site.rows(
        "SELECT r.id, r.opens_at, r.closes_at FROM round r JOIN consultation c ON c.id = r.consultation_id"
        " WHERE c.slug = :slug AND r.code = 'R2'",
        slug=SLUG,
    )
    opens, closes = (datetime.fromisoformat(str(t)).replace(tzinfo=UTC) for t in found[1:])
    state = site.api("state")
    moments = [
        (opens - timedelta(seconds=1), 403), (opens, 201), (closes - timedelta(microseconds=1), 201), (closes, 403),
    ]  # fmt: skip
    for n, (site.now, status) in enumerate(moments):
        answer = state.post(api(), json={**LEAST, "text": f"At moment {n}"})
        assert answer.status_code == status, answer.text
        if status == 403:
            assert "round" in answer.json()["detail"]


def test_what_was_typed_comes_back_when_the_round_has_closed_meanwhile(site: Site) -> None:
    client = site.client("state")
    form = Form(client.get(PAGE), "/comments")
    site.now = site.now + timedelta(days=60)
    answer = form.submit(client, text="Typed for an hour.", stance="concern")
    assert answer.status_code == 403
    assert "Typed for an hour." in answer.text


def test_nobody_speaks_for_a_delegation_without_a_seat_in_it(site: Site) -> None:
    state = site.api("state")
    refused = state.post(api(), json={**LEAST, "delegation": "undesa"})
    assert refused.status_code == 403
    assert "do not sit" in refused.json()["detail"]
    unknown = state.post(api(), json={**LEAST, "delegation": "no-such"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["field"] == "delegation"
    assert state.post(api(), json={**LEAST, "delegation": "org-bel"}).status_code == 201


def test_somebody_in_two_delegations_says_for_which_one_he_speaks(site: Site) -> None:
    site.tamper(
        "INSERT INTO membership (consultation_id, delegation_id, person_id, role, title)"
        " SELECT c.id, d.id, p.id, 'alternate', 'Alternate, UN DESA' FROM consultation c"
        " JOIN delegation d ON d.consultation_id = c.id AND d.code = 'undesa'"
        " JOIN person p ON p.email = 'state@demo.example' WHERE c.slug = :slug",
        slug=SLUG,
    )
    client = site.client("state")
    form = Form(client.get(PAGE), "/comments")
    asked = form.submit(client, text="For whom?", stance="support")
    assert asked.status_code == 422
    assert "Say for which one you speak" in asked.text
    assert "For whom?" in asked.text
    answer = form.submit(client, follow=False, text="For whom?", stance="support", delegation="undesa")
    assert answer.status_code == 303
    (made,) = site.rows("SELECT author_title FROM comment WHERE text = 'For whom?'")
    assert made.author_title == "Alternate, UN DESA"


def test_in_a_drafting_round_the_group_comments_on_its_newest_text(site: Site) -> None:
    site.tamper("UPDATE round SET kind = 'drafting' WHERE kind = 'comment'")
    member = site.api("member")
    address = f"/consultations/{SLUG}/proposals/RT1-M1"
    now = member.get(address)
    member.patch(address, json={"summary": "Newest."}, headers={"If-Match": now.headers["ETag"]})
    assert member.post(api(), json=LEAST).json()["version"] == now.json()["version"] + 1
    refused = site.api("state").post(api(), json=LEAST)
    assert refused.status_code == 403
    assert "working group" in refused.json()["detail"]
