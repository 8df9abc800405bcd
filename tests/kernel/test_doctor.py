"""`commonspace doctor` says a line a check, with the remedy, and ends with 1 when something is wrong."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.doctor import Check, Health, examine
from app.kernel.db import Database
from app.kernel.mail import MailServer
from app.migrate import migrate
from app.settings import Settings, SettingsError, load_settings
from tests.serving import free_port
from tests.support import KEY, NOON, Site, command_environment, commonspace, settings_for, typed

HERE = "127.0.0.1"


def environment(url: str, **variables: str) -> dict[str, str]:
    return command_environment(url) | {f"COMMONSPACE_{k.upper()}": v for k, v in variables.items()}


def doctor(url: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return typed(["doctor"], environment(url, **variables), Path.cwd())


def doctor_apart(url: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, which takes seconds: as it is typed, or where it would change this process."""
    command = [sys.executable, "-m", "app", "doctor"]
    given = environment(url, **variables)
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


def found(settings: Settings, database: Database) -> dict[str, Check]:
    return {check.name: check for check in examine(settings, database)}


def test_a_healthy_site_has_a_line_for_each_check_and_ends_with_0(demo_url: str) -> None:
    done = doctor_apart(demo_url)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert [line[7:17].strip() for line in lines] == [
        "Settings", "Database", "Search", "Clock", "Time zones", "Disk", "Fonts", "Mail", "Jobs", "Editions",
    ]  # fmt: skip
    assert {line.split()[0] for line in lines} == {"ok", "note"}


def test_a_wrong_setting_is_named_and_ends_with_1(demo_url: str) -> None:
    for variables, said in (
        ({"default_locale": "xx"}, "COMMONSPACE_DEFAULT_LOCALE"),
        ({"mail_url": "http://hush@mail"}, "COMMONSPACE_MAIL_URL"),
        ({"secret_key": "short"}, "COMMONSPACE_SECRET_KEY"),
    ):
        done = doctor(demo_url, **variables)
        assert done.returncode == 1
        assert said in done.stdout + done.stderr
        assert "hush" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_an_unknown_mail_server_or_database_is_a_line_and_1(demo_url: str) -> None:
    done = doctor(demo_url, mail_url=f"smtp://{HERE}:{free_port()}")
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if line.startswith("wrong")]
    assert "nothing listens there" in line
    done = doctor(f"postgresql+psycopg://u:hush@{HERE}:{free_port()}/x")
    assert done.returncode == 1
    assert "does not answer" in done.stdout
    assert "hush" not in done.stdout + done.stderr
    assert done.stderr == ""


def test_a_database_that_is_not_migrated_is_wrong_and_the_remedy_mends_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    done = doctor(url)
    assert done.returncode == 1
    assert "Run `commonspace migrate`." in done.stdout
    assert commonspace(url, "migrate").returncode == 0
    assert doctor(url).returncode == 0


def test_a_missing_search_index_is_found_and_migrate_builds_it_again(site: Site) -> None:
    asked = "/hld-2013/search?q=migration"
    before = site.client().get(asked).text.count('class="row"')
    assert before
    if site.database.is_sqlite:
        site.tamper("DROP TRIGGER search_entry_insert")
        site.tamper("DROP TABLE search_index")
    else:
        site.tamper("DROP INDEX IF EXISTS ix_search_entry_folded_trigrams")
    check = found(site.app.state.settings, site.database)["Search"]
    # Without its index PostgreSQL finds all the same, only slower.
    assert check.health is (Health.WRONG if site.database.is_sqlite else Health.NOTE)
    assert "commonspace migrate" in check.remedy
    migrate(site.database)
    known = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
    if site.database.is_sqlite or site.rows(known):
        assert found(site.app.state.settings, site.database)["Search"].health is Health.FINE
    assert site.client().get(asked).text.count('class="row"') == before


def test_a_clock_behind_the_register_is_wrong(site: Site) -> None:
    settings = site.app.state.settings
    settings.clock = NOON + timedelta(minutes=1)
    assert found(settings, site.database)["Clock"].health is Health.FINE
    settings.clock = NOON - timedelta(days=1)
    check = found(settings, site.database)["Clock"]
    assert check.health is Health.WRONG
    assert "the clock went back" in check.sentence


def test_a_zone_that_is_not_known_is_wrong(site: Site) -> None:
    site.tamper("UPDATE consultation SET timezone = 'Mars/Olympus' WHERE slug = 'hld-2013'")
    check = found(site.app.state.settings, site.database)["Time zones"]
    assert check.health is Health.WRONG
    assert "Mars/Olympus" in check.sentence


def test_where_a_setting_comes_from_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMONSPACE_DEFAULT_LOCALE", "fr")
    (tmp_path / ".env").write_text("COMMONSPACE_LOG_FORMAT=json\nCOMMONSPACE_SECRET_KEY=from-the-file\n")
    shown = {line.name.removeprefix("COMMONSPACE_"): line for line in load_settings().described()}
    assert (shown["DEFAULT_LOCALE"].value, shown["DEFAULT_LOCALE"].origin) == ("fr", "environment")
    assert (shown["LOG_FORMAT"].value, shown["LOG_FORMAT"].origin) == ("json", "file")
    assert (shown["SECRET_KEY"].value, shown["SECRET_KEY"].is_set) == ("", True)
    assert shown["BASE_URL"].origin == "default"
    given = settings_for("postgresql+psycopg://site:hush@db/x").described()
    assert all("hush" not in line.value and KEY not in line.value for line in given)
    assert {line.origin for line in given if line.name == "COMMONSPACE_DATABASE_URL"} == {"command"}


def test_a_wrong_address_of_a_server_stops_the_start_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in (
        ("MAIL_URL", "smtp://site:hush@host:x"),
        ("DATABASE_URL", "mysql://site:hush@host/x"),
    ):
        with monkeypatch.context() as one:
            one.setenv(f"COMMONSPACE_{variable}", value)
            with pytest.raises(SettingsError) as wrong:
                load_settings(_env_file=None)
            assert f"COMMONSPACE_{variable} is wrong" in str(wrong.value)
            assert "hush" not in str(wrong.value)
    assert MailServer.of("smtp://host").sender == ""


def test_a_folder_of_fonts_that_is_not_there_is_wrong(demo_url: str, tmp_path: Path) -> None:
    done = doctor_apart(demo_url, font_dir=str(tmp_path / "gone"))
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if line.startswith("wrong")]
    assert f"COMMONSPACE_FONT_DIR is {tmp_path / 'gone'}, and there is no such folder." in line
    assert doctor_apart(demo_url, font_dir=str(tmp_path)).returncode == 0
