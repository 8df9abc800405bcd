"""Settings, mail, back-up and health as an administrator sees them, and what an empty site says first."""

import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import httpx
import lxml.html
import pytest

from app.consultations.actions.seats import give_seat
from app.doctor import Health, examine
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.jobs import build_jobs
from app.people.actions import add_person
from app.people.queries import person_by_email
from app.people.ways.links import add_sign_in_link
from tests.kernel.test_mail import HERE, listening
from tests.review.making import at
from tests.serving import free_port, serving
from tests.support import KEY, NOON, Form, Site, settings_for
from tests.voting.assembly import assembly


@pytest.fixture
def small_site(empty_url: str) -> Iterator[Site]:
    """A new installation with one administrator, ann@example.org."""
    with Site(empty_url) as site:
        with site.database.unit_of_work() as db:
            person = add_person(db, SYSTEM, email="ann@example.org", name="Ann")
            db.flush()
            give_seat(db, SYSTEM, person, role="administrator", title="Administrator")
        yield site


def signed_in(site: Site, email: str = "ann@example.org"):  # type: ignore[no-untyped-def]
    with site.database.unit_of_work() as db:
        secret = add_sign_in_link(db, person_by_email(db, email))
    client = site.client()
    Form(client.get(f"/sign-in/{secret}"), "/sign-in/").submit(client)
    return client


def set_to(site: Site, **values: object) -> None:
    for name, value in values.items():
        setattr(site.app.state.settings, name, value)


def test_every_setting_is_shown_and_no_secret_of_any(small_site: Site) -> None:
    set_to(
        small_site,
        mail_url="smtp://site:hush-hush@mail.example.org:587",
        oidc_client_secret="hush-too",
    )
    page = signed_in(small_site).get("/admin/settings")
    html = lxml.html.fromstring(page.text)
    rows = {
        r.find(".//code").text: [td.text_content().strip() for td in r.findall("td")]
        for r in html.xpath("//tbody/tr")
    }
    assert set(rows) == {
        "COMMONSPACE_" + name.upper() for name in type(small_site.app.state.settings).model_fields
    }
    assert rows["COMMONSPACE_SECRET_KEY"][0] == "set"
    assert rows["COMMONSPACE_OIDC_CLIENT_SECRET"][0] == "set"
    assert rows["COMMONSPACE_OIDC_ISSUER"] == ["not set", "default"]
    assert rows["COMMONSPACE_MAIL_URL"][0] == "smtp://mail.example.org:587"
    assert "come from the environment" in page.text
    for secret in (KEY, "hush-hush", "hush-too"):
        assert secret not in page.text
    assert html.xpath("//main//form") == []


def test_a_test_message_goes_to_a_file_where_no_server_is_set(small_site: Site) -> None:
    admin = signed_in(small_site)
    page = admin.get("/admin/mail")
    assert "nothing reaches anybody" in page.text
    sent = Form(page, "/admin/mail/test").submit(admin)
    assert sent.status_code == 200
    folder = small_site.app.state.settings.mail_folder
    newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert newest.name in sent.text
    content = newest.read_bytes()
    newest.unlink()
    assert b"To: ann@example.org" in content
    assert b"From: commonspace@localhost" in content
    assert admin.get("/admin/mail/test").url.path == "/admin/mail"


def test_a_test_message_goes_through_the_server_and_its_failure_is_a_sentence(small_site: Site) -> None:
    admin = signed_in(small_site)
    with listening() as (inbox, port):
        set_to(small_site, mail_url=f"smtp://{HERE}:{port}?from=desk@example.org")
        page = admin.get("/admin/mail")
        assert f"smtp://{HERE}:{port}" in page.text
        sent = Form(page, "/admin/mail/test").submit(admin)
        assert sent.status_code == 200
        assert "The server took it" in sent.text
    [(recipients, content, _encrypted)] = inbox.taken
    assert recipients == ["ann@example.org"]
    assert b"From: desk@example.org" in content
    failed = Form(page, "/admin/mail/test").submit(admin)
    assert failed.status_code == 502
    assert "nothing listens there" in failed.text
    assert "Traceback" not in failed.text


def test_a_slow_mail_server_keeps_no_writer_waiting(demo_url: str) -> None:
    with socket.socket() as silent:
        silent.bind((HERE, 0))
        silent.listen()
        with Site(demo_url) as site:
            set_to(site, mail_url=f"smtp://{HERE}:{silent.getsockname()[1]}")
            admin, member = site.client("administrator"), site.api("member")
            form = Form(admin.get("/admin/mail"), "/admin/mail/test")
            answers: list[int] = []
            trying = threading.Thread(target=lambda: answers.append(form.submit(admin).status_code))
            trying.start()
            line, _peer = silent.accept()
            comment = member.post(
                "/consultations/hld-2013-review/proposals/RT1-M1/comments",
                json={"type": "general", "stance": "support", "text": "While the mail waits."},
            )
            assert comment.status_code == 201
            assert answers == [], "the message is still being tried"
            line.close()
            trying.join(30)
    assert answers == [502]


def test_a_copy_is_downloaded_whole_and_that_it_was_is_recorded(site: Site) -> None:
    admin = site.client("administrator")
    page = admin.get("/admin/backup")
    assert "No copy has been downloaded yet" in page.text
    answer = Form(page, "/admin/backup").submit(admin)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="commonspace-2026-11-21-1200.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        ledger = archive.read("ledger.jsonl")
    counts = {part["name"]: part["rows"] for part in manifest["parts"]}
    assert counts["position.jsonl"] == site.rows("SELECT count(*) FROM position")[0][0]
    assert b'"backup_taken"' in ledger, "the copy knows that it was taken"
    assert len(site.rows("SELECT 1 FROM ledger WHERE verb = 'backup_taken' AND track = 'site'")) == 1
    assert "The last copy was downloaded" in admin.get("/admin/backup").text
    with site.database.reading() as db:
        assert verify(db).breaks == []


def test_a_copy_that_is_downloaded_slowly_keeps_no_writer_waiting(served_url: str) -> None:
    with serving(served_url) as server, Site(served_url) as site:
        cookies = dict(site.client("administrator").cookies)
        token = site.api("member").headers["Authorization"]
        with httpx.Client(base_url=server.address, cookies=cookies, timeout=30) as slow:
            form = Form(slow.get("/admin/backup"), "/admin/backup")
            with slow.stream("POST", "/admin/backup", data=form.values) as answer:
                assert answer.status_code == 200
                pieces = answer.iter_raw(1024)
                content = next(pieces)
                comment = httpx.post(
                    f"{server.address}/api/v1/consultations/hld-2013-review/proposals/RT1-M1/comments",
                    json={"type": "general", "stance": "support", "text": "Written during the download."},
                    headers={"Authorization": token},
                    timeout=30,
                )
                assert comment.status_code == 201, comment.text
                content += b"".join(pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def health(client: object) -> dict[str, str]:
    page = client.get("/admin/health")  # type: ignore[attr-defined]
    assert page.status_code == 200
    rows = lxml.html.fromstring(page.text).xpath("//main//li[contains(@class, 'row')]")
    return {row.find(".//h3").text: " ".join(row.text_content().split()) for row in rows}


def test_health_shows_each_check_with_its_remedy(small_site: Site) -> None:
    admin = signed_in(small_site)
    shown = health(admin)
    assert set(shown) == {
        "Settings",
        "Database",
        "Search",
        "Clock",
        "Time zones",
        "Disk",
        "Mail",
        "Jobs",
        "Editions",
        "Fonts",
    }
    assert shown["Settings"].endswith("Note"), "the limits are off in tests"
    for name in ("Database", "Time zones", "Disk"):
        assert shown[name].endswith("In order"), shown[name]
    set_to(small_site, mail_url=f"smtp://{HERE}:{free_port()}")
    wrong = health(admin)["Mail"]
    assert "nothing listens there" in wrong
    assert "COMMONSPACE_MAIL_URL" in wrong
    assert wrong.endswith("Wrong")


def test_jobs_are_in_order_while_they_run(empty_url: str) -> None:
    settings = settings_for(empty_url)
    database = Database(empty_url)
    long_ago = NOON - timedelta(days=10)
    by_name = {check.name: check for check in examine(settings, database, up_since=long_ago)}
    assert by_name["Jobs"].health is Health.WRONG
    jobs = build_jobs(database, settings.var, ())
    [tick] = jobs.read_periodic(NOON)
    jobs.execute(tick)
    by_name = {check.name: check for check in examine(settings, database, up_since=long_ago)}
    assert by_name["Jobs"].health is Health.FINE, by_name["Jobs"]
    database.dispose()


def test_an_empty_site_tells_each_reader_what_to_do_first(small_site: Site) -> None:
    def said(client: object) -> str:
        page = client.get("/").text  # type: ignore[attr-defined]
        [box] = lxml.html.fromstring(page).find_class("empty")
        return " ".join(box.text_content().split())

    with small_site.database.unit_of_work() as db:
        sec = add_person(db, SYSTEM, email="sec@example.org", name="Sec")
        add_person(db, SYSTEM, email="none@example.org", name="None")
    assert "No consultation is open to read yet" in said(small_site.client())
    assert "you say who that is" in said(signed_in(small_site))
    assert "No consultation is open to read yet" in said(signed_in(small_site, "none@example.org"))
    with small_site.database.unit_of_work() as db:
        give_seat(db, SYSTEM, sec, role="secretariat", title="Secretariat")
    assert "that you have named" in said(signed_in(small_site))
    assert "You create the first one" in said(signed_in(small_site, "sec@example.org"))


def test_no_copy_is_downloaded_while_a_secret_ballot_is_open(site: Site) -> None:
    assembly(site, {"STATE": 4, "CS": 4}, disclosure="secret")
    admin = site.client("administrator")
    page = admin.get("/admin/backup")
    assert "two copies would show which papers came between them" in page.text
    assert "Download a copy" not in page.text
    token = Form(admin.get("/admin/mail"), "/admin/mail").values["csrf_token"]
    sent = admin.post("/admin/backup", data={"csrf_token": token})
    assert sent.status_code == 403
    site.now = at(9)
    assert Form(admin.get("/admin/backup"), "/admin/backup").submit(admin).status_code == 200
