"""An edition that lacks files gets them made, whatever became of the work that was to make them."""

from datetime import timedelta

from app.doctor import Health, examine
from app.dossier.verification import verify
from app.kernel.errors import Busy
from app.kernel.jobs import run_ticks
from app.kernel.works import do_work, waiting_work
from app.outcome import files
from app.outcome.actions.filing import TRIED_AGAIN
from app.outcome.editions import FILING
from app.wiring import TICKS, WORKS
from tests.support import Site

AT = "/hld-2013/outcome/editions"


def waiting(site: Site) -> list[str]:
    with site.database.reading() as db:
        return waiting_work(db)


def said(site: Site) -> tuple[Health, str]:
    checks = {check.name: check for check in examine(site.app.state.settings, site.database)}
    return checks["Editions"].health, checks["Editions"].sentence


def test_an_edition_without_files_or_work_gets_both_after_a_restore(site: Site) -> None:
    site.tamper("DELETE FROM work")
    assert said(site)[0] is Health.NOTE
    assert "HLD-2013/OUT/1" in said(site)[1]
    run_ticks(site.database, TICKS)
    run_ticks(site.database, TICKS)
    (work,) = waiting(site)
    assert site.rows("SELECT kind, place FROM work") == [(FILING, "hld-2013")]
    before = site.client().get(f"{AT}/1.md").content
    assert do_work(site.database, {FILING: WORKS[FILING]}, work)
    assert said(site)[0] is Health.FINE
    assert site.client().get(f"{AT}/1.md").content == before
    assert "are being made" not in site.client().get(AT).text
    run_ticks(site.database, TICKS)
    assert waiting(site) == []
    with site.database.reading() as db:
        assert verify(db, "hld-2013").breaks == []


def test_what_failed_is_tried_again_after_an_hour_and_after_it_was_cleared_away(site: Site) -> None:
    site.tamper("DELETE FROM work")
    run_ticks(site.database, TICKS)

    def refuses(*_args: object) -> None:
        raise Busy("The disk is full.")

    do_work(site.database, {FILING: refuses}, waiting(site)[0])
    run_ticks(site.database, TICKS)
    assert waiting(site) == [], "not at once"
    site.now += TRIED_AGAIN + timedelta(minutes=1)
    run_ticks(site.database, TICKS)
    assert len(waiting(site)) == 1
    site.tamper("DELETE FROM work")
    run_ticks(site.database, TICKS)
    assert len(waiting(site)) == 1


def test_of_a_long_document_nobody_has_a_file_written_in_the_request(site: Site, monkeypatch) -> None:
    monkeypatch.setattr(files, "LONG", 60)
    for answer in (site.client().get(f"{AT}/1.pdf"), site.api().get(f"/consultations{AT}/1.csv?table=votes")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "are being made" in answer.text
    assert site.client().get(f"{AT}/1.pdf?lang=xx").status_code == 404
    assert site.client().get(f"{AT}/9.pdf").status_code == 404
