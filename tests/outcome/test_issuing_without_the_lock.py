"""An edition is put together before the lock is taken; what was recorded meanwhile is in it all the same."""

from __future__ import annotations

from typing import Any

import pytest

from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.outcome.actions import texts
from app.outcome.actions.front import write_front
from app.outcome.actions.issuing import issue_edition, issue_revision
from app.outcome.actions.texts import draft_of
from app.outcome.compose import said_in
from app.outcome.editions import frozen_text
from tests.outcome.bench import SLUG, WHY, here
from tests.outcome.test_editions import PAGE, front, issued, ready
from tests.support import Form, Site


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a lock was held each time that texts were put together."""
    locked: list[bool] = []
    compose = texts.texts_issued

    def watched(db: Any, *args: Any) -> Any:
        locked.append(bool(db.info.get("locked_tracks")))
        return compose(db, *args)

    monkeypatch.setattr(texts, "texts_issued", watched)
    return locked


def test_no_lock_is_held_while_an_edition_is_put_together(site: Site, composed: list[bool]) -> None:
    ready(site)
    issued(site)
    front(site, "The method was this.")
    issued(site, kind="revision", note=WHY)
    front(site, "The method was that.", base=1)
    client = site.client("secretariat")
    done = Form(client.get(PAGE), "/outcome/editions").submit(client, kind="corrigendum", note=WHY)
    assert done.status_code == 200
    assert composed == [False, False, False]
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_what_is_written_between_the_draft_and_the_lock_is_in_the_edition(
    site: Site, composed: list[bool]
) -> None:
    ready(site)
    with site.database.reading() as db:
        consultation = here(db)
    draft = draft_of(site.database, SYSTEM, consultation, "edition")
    assert draft is not None
    front(site, "Written meanwhile.")
    with site.database.unit_of_work() as db:
        edition = issue_edition(db, SYSTEM, here(db), draft=draft)
        text = frozen_text(db, edition, "en")
    assert text is not None
    assert "Written meanwhile." in said_in(text)
    assert composed == [False, True]


def test_a_draft_of_what_was_issued_meanwhile_is_not_used(site: Site) -> None:
    issued(ready(site))
    front(site, "The method was this.")
    with site.database.reading() as db:
        consultation = here(db)
    draft = draft_of(site.database, SYSTEM, consultation, "revision", note=WHY)
    issued(site, kind="revision", note=WHY)
    with site.database.unit_of_work() as db:
        write_front(db, SYSTEM, here(db), "foreword", language="en", text="A foreword.", base=0)
    with site.database.unit_of_work() as db:
        made = issue_revision(db, SYSTEM, here(db), note=WHY, draft=draft)
        text = frozen_text(db, made, "en")
    assert made.symbol == "HLD-2013/OUT/1/Rev.2"
    assert text is not None
    assert text.cover.symbol == "HLD-2013/OUT/1/Rev.2"
    assert "A foreword." in said_in(text)


def test_where_nothing_can_be_issued_nothing_is_put_together(site: Site, composed: list[bool]) -> None:
    issued(ready(site))
    composed.clear()
    assert (
        site.api("secretariat")
        .post(f"/consultations/{SLUG}/outcome/editions", json={"kind": "edition"})
        .status_code
        == 403
    )
    assert (
        site.api("state")
        .post(f"/consultations/{SLUG}/outcome/editions", json={"kind": "edition"})
        .status_code
        == 403
    )
    assert composed == []
