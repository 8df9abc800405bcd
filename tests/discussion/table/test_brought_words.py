"""Words that somebody else brought for a body: they are known as such, and the body answers for them itself."""

import threading
from typing import Any

import pytest

from app.discussion.table.actions import BRINGING_COMMENTS
from app.discussion.table.bringing import bring_comments
from app.kernel.db import Database
from app.kernel.work import Work
from app.kernel.works import Made, Progress, do_work, wake_lost_work
from tests.discussion.table.tables import bring, comments, opened, row, send, words_of, xlsx
from tests.review.making import AT, SLUG, acts, answer, breaks
from tests.support import Form, Site


def brought(site: Site, **more: object) -> str:
    """A comment of Belgium's that a convenor brought; gives its code."""
    opened(site, **more)  # type: ignore[arg-type]
    bring(site, xlsx(row()), "belgium.xlsx")
    return str(site.api("moderator").get(f"{AT}/proposals/RT1-M1/comments").json()["items"][0]["id"])


def take_back(site: Site, code: str, who: str) -> Any:
    said = {"code": "withdrawn", "reason": "We did not say it.", "state": "issued"}
    return site.api(who).put(f"{AT}/comments/{code}/disposition", json=said)


def test_a_comment_says_that_somebody_else_brought_it_for_its_body(site: Site) -> None:
    code = brought(site)
    for who in (None, "state", "member"):
        page = words_of(site.client(who).get(f"/{SLUG}/RT1-M1"))
        assert f"brought for it in a table, {code}" in page


def test_a_body_takes_back_what_was_brought_for_it_and_nobody_else_does(site: Site) -> None:
    code = brought(site)
    for who in ("ngo", "moderator", "member"):
        refused = take_back(site, code, who)
        assert refused.status_code == 403, who
    assert site.client("alternate").get(f"/{SLUG}/comments/{code}").status_code == 200
    back = take_back(site, code, "alternate")
    assert back.status_code in (200, 201), back.text
    assert acts(site, code)[-1] == "comment_withdrawn"
    assert breaks(site) == []


def test_a_body_says_whether_the_answer_to_what_was_brought_for_it_satisfies(site: Site) -> None:
    code = brought(site)
    assert answer(site, code).status_code in (200, 201)
    said = {"satisfied": False, "word": "The fees are still missing."}
    assert site.api("ngo").post(f"{AT}/comments/{code}/acknowledgement", json=said).status_code == 403
    given = site.api("state").post(f"{AT}/comments/{code}/acknowledgement", json=said)
    assert given.status_code in (200, 201), given.text
    assert breaks(site) == []


def test_where_nothing_is_for_attribution_a_body_does_not_learn_by_it_that_it_spoke(site: Site) -> None:
    code = brought(site, attribution="none")
    page = words_of(site.client("state").get(f"/{SLUG}/RT1-M1"))
    assert code in page
    assert "brought for it" not in page
    refused = take_back(site, code, "state")
    assert refused.status_code == 403


def test_the_same_file_that_two_people_bring_at_once_comes_in_once(site: Site) -> None:
    opened(site)
    file = xlsx(*(row(comment=f"Number {n}.") for n in range(300)))
    works = []
    for who in ("moderator", "secretariat"):
        client = site.client(who)
        page = send(client, file)
        works.append(str(Form(page, "/confirmation").submit(client).url).rpartition("/")[2])
    together = threading.Barrier(len(works))

    def work(public_id: str) -> None:
        together.wait(20)
        do_work(site.database, {BRINGING_COMMENTS: bring_comments}, public_id)

    workers = [threading.Thread(target=work, args=(one,)) for one in works]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert len(comments(site)) == 300
    assert [
        state for (state,) in site.rows("SELECT state FROM work WHERE kind = 'comment_sheet' ORDER BY id")
    ] == ["done", "done"]
    assert breaks(site) == []


def test_a_file_that_is_brought_halfway_is_finished_by_the_next_worker(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    page = send(client, xlsx(*(row(comment=f"Number {n}.") for n in range(600))))
    asked = str(Form(page, "/confirmation").submit(client).url).rpartition("/")[2]

    class Killed(BaseException):
        """The machine goes down."""

    def cut_off(database: Database, work: Work, progress: Progress) -> Made:
        def stop(stage: str, done: int, total: int) -> None:
            if done == 250:
                raise Killed
            progress(stage, done, total)

        return bring_comments(database, work, stop)  # type: ignore[arg-type]

    with pytest.raises(Killed):
        do_work(site.database, {BRINGING_COMMENTS: cut_off}, asked)
    assert len(comments(site)) == 250
    with site.database.unit_of_work() as db:
        assert wake_lost_work(db) == 1
    do_work(site.database, {BRINGING_COMMENTS: bring_comments}, asked)
    assert len(comments(site)) == len({one[6] for one in comments(site)}) == 600
    assert breaks(site) == []
