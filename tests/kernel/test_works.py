"""Long work is done once, says how far it is, and ends with its file or with a sentence."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import sqlalchemy as sa

from app.kernel import works
from app.kernel.actor import ANONYMOUS, SYSTEM
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.errors import NotFound, Refused
from app.kernel.jobs import build_jobs, run_ticks
from app.kernel.work import Work, WorkState
from app.kernel.works import (
    KEPT,
    SILENT,
    TRIES,
    Made,
    Progress,
    ask_again,
    ask_work,
    clear_old_work,
    content_of,
    do_work,
    visible_work,
    waiting_work,
    wake_lost_work,
    wake_silent_work,
)
from tests.support import Form, Site

PLACE = "hld-2013"


def asked(site: Site, kind: str = "outcome_draft", **arguments: Any) -> str:
    with site.database.unit_of_work() as db:
        given = {"format": "html", **arguments}
        return ask_work(db, ANONYMOUS, place=PLACE, kind=kind, arguments=given).public_id


def seen(site: Site, public_id: str) -> Work:
    with site.database.reading() as db:
        return visible_work(db, PLACE, public_id)


def writes(_database: Database, work: Work, progress: Progress) -> Made:
    progress("Putting it together", 0, 2)
    progress("Writing it down", 1, 2)
    return Made(work.arguments["format"].encode(), "a.html", "text/html", "One character is missing.")


def refuses(_database: Database, _work: Work, _progress: Progress) -> Made:
    raise Refused("RT1-M1 cannot be written: its table has no header.")


def breaks(_database: Database, _work: Work, progress: Progress) -> Made:
    progress("Writing RT2-M3", 1, 2)
    raise RuntimeError("secret detail")


WORKS = {"outcome_draft": writes, "refuses": refuses, "breaks": breaks}


def test_work_is_asked_for_once_done_once_and_leaves_its_file(site: Site) -> None:
    first = asked(site)
    assert asked(site) == first
    assert asked(site, language="ar") != first
    assert do_work(site.database, WORKS, first)
    assert not do_work(site.database, WORKS, first)
    work = seen(site, first)
    assert (work.state, work.done, work.total, work.tries) == (WorkState.DONE, 2, 2, 1)
    with site.database.reading() as db:
        assert content_of(db, work) == b"html"
    assert asked(site) != first, "what is done is made anew when it is asked for again"


def test_what_is_being_done_is_seen_while_it_is_done(site: Site) -> None:
    public_id = asked(site)
    told = []

    def looks(_database: Database, _work: Work, progress: Progress) -> None:
        progress("Writing it down", 1, 3)
        told.append((seen(site, public_id).stage, site.client().get(f"/{PLACE}/jobs/{public_id}").text))

    do_work(site.database, {"outcome_draft": looks}, public_id)
    stage, page = told[0]
    bar = lxml.html.fromstring(page).cssselect("progress")[0]
    assert stage == "Writing it down"
    assert (bar.get("value"), bar.get("max")) == ("1", "3")
    assert 'http-equiv="refresh"' in page


@pytest.mark.parametrize(
    ("kind", "says"), [("refuses", "RT1-M1 cannot be written"), ("breaks", "It stopped at: Writing RT2-M3")]
)
def test_a_failure_says_what_and_where_and_can_begin_again(site: Site, kind: str, says: str) -> None:
    public_id = asked(site, kind)
    do_work(site.database, WORKS, public_id)
    client = site.client()
    page = client.get(f"/{PLACE}/jobs/{public_id}")
    assert says in page.text
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text
    again = Form(page, "/again").submit(client, follow=False)
    assert (again.status_code, again.headers["location"]) == (303, f"/{PLACE}/jobs/{public_id}")
    assert seen(site, public_id).state == WorkState.WAITING
    assert Form(page, "/again").submit(client, follow=False).status_code == 403


def silent(site: Site) -> None:
    """Whatever runs has given no sign of life for too long, by the clock of the machine."""
    with site.database.unit_of_work() as db:
        db.execute(sa.update(Work).values(alive_at=system_clock() - SILENT - timedelta(seconds=1)))


def test_work_whose_worker_died_waits_again_and_at_last_has_failed(site: Site) -> None:
    public_id = asked(site)

    def dies(_database: Database, _work: Work, progress: Progress) -> None:
        progress("Writing it down", 1, 3)
        raise SystemExit

    for tries in range(1, TRIES + 1):
        with pytest.raises(SystemExit):
            do_work(site.database, {"outcome_draft": dies}, public_id)
        with site.database.unit_of_work() as db:
            assert wake_silent_work(db) == 0, "it may still be at work"
        site.now += timedelta(days=1)
        with site.database.unit_of_work() as db:
            assert wake_silent_work(db) == 0, "the clock of the site says nothing about it"
        silent(site)
        with site.database.unit_of_work() as db:
            assert wake_silent_work(db) == 1
        assert seen(site, public_id).tries == tries
    work = seen(site, public_id)
    assert work.state == WorkState.FAILED
    assert "Writing it down" in work.error


def test_a_step_that_takes_long_gives_signs_of_life(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "BEAT", 0.01)
    public_id = asked(site)

    def slow(_database: Database, _work: Work, progress: Progress) -> None:
        progress("Writing it down", 0, 2)
        silent(site)
        before = seen(site, public_id).alive_at
        while seen(site, public_id).alive_at == before:
            pass
        with site.database.unit_of_work() as db:
            assert wake_silent_work(db) == 0

    assert do_work(site.database, {"outcome_draft": slow}, public_id)
    assert seen(site, public_id).state == WorkState.DONE


def test_what_a_killed_server_was_doing_goes_on_when_it_starts_again(site: Site) -> None:
    public_id = asked(site)

    def dies(_database: Database, _work: Work, _progress: Progress) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        do_work(site.database, {"outcome_draft": dies}, public_id)
    assert seen(site, public_id).state == WorkState.RUNNING
    taken: list[str] = []
    site.database.handed.append(taken.append)
    run_ticks(site.database, [wake_lost_work])
    assert taken == [public_id], "at once, without a tick"
    assert do_work(site.database, WORKS, public_id)
    assert seen(site, public_id).tries == 2


def test_who_was_given_up_writes_nothing_more(site: Site) -> None:
    public_id = asked(site)

    def slow(_database: Database, _work: Work, progress: Progress) -> Made:
        progress("Writing it down", 0, 2)
        silent(site)
        with site.database.unit_of_work() as db:
            wake_silent_work(db)
        assert do_work(site.database, WORKS, public_id), "somebody else does it"
        progress("Writing it down", 2, 2)
        raise AssertionError("this is not to be done any more")

    assert not do_work(site.database, {"outcome_draft": slow}, public_id)
    work = seen(site, public_id)
    assert (work.state, work.filename) == (WorkState.DONE, "a.html")


def test_what_was_finished_a_week_ago_is_gone(site: Site) -> None:
    public_id = asked(site)
    do_work(site.database, WORKS, public_id)
    site.now += KEPT
    with site.database.unit_of_work() as db:
        assert clear_old_work(db) == 0
    site.now += timedelta(seconds=1)
    with site.database.unit_of_work() as db:
        assert clear_old_work(db) == 1
        with pytest.raises(NotFound):
            visible_work(db, PLACE, public_id)


def test_who_asks_for_very_much_is_refused_and_what_the_system_asks_is_not(site: Site) -> None:
    def ask_for_much() -> None:
        for n in range(201):
            asked(site, table=str(n))

    with pytest.raises(Refused):
        ask_for_much()
    with site.database.unit_of_work() as db:
        filing = ask_work(db, SYSTEM, place=PLACE, kind="edition_files", arguments={"n": 1})
        assert filing.state == WorkState.WAITING


def test_work_of_another_consultation_is_not_found(site: Site) -> None:
    public_id = asked(site)
    assert site.client().get(f"/{PLACE}/jobs/{public_id}").status_code == 200
    assert site.client().get(f"/hld-2013-review/jobs/{public_id}").status_code == 404
    assert site.client().get(f"/{PLACE}/jobs/{public_id}/file").status_code == 404


def test_what_is_done_is_downloaded_with_what_its_reader_must_know(site: Site) -> None:
    public_id = asked(site)
    do_work(site.database, WORKS, public_id)
    page = site.client().get(f"/{PLACE}/jobs/{public_id}")
    assert "One character is missing." in page.text
    file = site.client().get(lxml.html.fromstring(page.text).xpath("//a[@download]/@href")[0])
    assert (file.content, file.headers["content-disposition"]) == (
        b"html",
        'attachment; filename="a.html"',
    )


def test_a_request_of_htmx_gets_the_region_alone(site: Site) -> None:
    answer = site.client().get(f"/{PLACE}/jobs/{asked(site)}", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<section")
    assert "every 2s" in answer.text


def test_work_reaches_the_queue_when_it_is_committed_and_by_the_tick_otherwise(
    site: Site, tmp_path: Path
) -> None:
    site.tamper("DELETE FROM work")  # that of the demonstration
    before = asked(site)
    jobs = build_jobs(site.database, tmp_path, (), WORKS)
    try:
        with site.database.unit_of_work() as db:
            work = ask_work(db, ANONYMOUS, place=PLACE, kind="outcome_draft", arguments={"format": "md"})
            assert jobs.pending_count() == 0
        assert jobs.pending_count() == 1
        jobs.execute(jobs.dequeue())
        assert seen(site, work.public_id).state == WorkState.DONE
        assert jobs.pending_count() == 1, "what waited is taken up next"
        jobs.flush()
        tick = next(task for task in jobs._registry.periodic_tasks)
        jobs.execute(tick)
        assert jobs.pending_count() == 1
        jobs.execute(jobs.dequeue())
        assert seen(site, before).state == WorkState.DONE
        with site.database.unit_of_work() as db:
            assert waiting_work(db) == []
            with pytest.raises(Refused, match="This is done"):
                ask_again(db, visible_work(db, PLACE, before))
    finally:
        site.database.handed.clear()
