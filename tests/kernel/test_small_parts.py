"""Clock, languages, settings: the small things everything stands on."""

from datetime import UTC, date, datetime
from gettext import c2py

import pytest

from app.kernel.clock import day_begins, day_ends, local_day
from app.kernel.i18n import best_language, direction
from app.settings import Settings, SettingsError, load_settings
from app.translations import PLURALS


def test_a_day_ends_where_the_next_begins_in_the_consultations_zone() -> None:
    assert day_ends(date(2013, 9, 13), "America/New_York") == datetime(2013, 9, 14, 4, tzinfo=UTC)
    assert day_begins(date(2013, 9, 14), "America/New_York") == day_ends(
        date(2013, 9, 13), "America/New_York"
    )
    assert (
        day_ends(date(2013, 3, 10), "America/New_York") - day_begins(date(2013, 3, 10), "America/New_York")
        != 24
    )
    assert local_day(datetime(2013, 9, 14, 3, 59, tzinfo=UTC), "America/New_York") == date(2013, 9, 13)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ar-EG,en;q=0.8", "ar"),
        ("en;q=0.1, zh-Hans;q=0.9", "zh"),
        ("de, nl", None),
        ("", None),
        ("fr;q=x, es", "es"),
    ],
)
def test_the_browsers_first_language_that_is_offered_is_taken(header: str, language: str | None) -> None:
    assert best_language(header) == language


def test_arabic_runs_from_right_to_left() -> None:
    assert direction("ar") == "rtl"
    assert direction("ru") == "ltr"


@pytest.mark.parametrize(
    ("n", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (103, 3)]
)
def test_arabic_plurals_have_their_six_forms_in_the_order_of_translators(n: int, form: int) -> None:
    assert c2py(PLURALS["ar"][1])(n) == form


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "oracle://x"),
        ("DATABASE_URL", "no address"),
        ("BASE_URL", "ftp://x"),
        ("DEFAULT_LOCALE", "xx"),
        ("CLOCK", "yesterday"),
        ("LOG_FORMAT", "xml"),
        ("RATE_LIMITS", "maybe"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"COMMONSPACE_{name}", value)
    with pytest.raises(SettingsError, match=f"COMMONSPACE_{name}"):
        load_settings(_env_file=None)


def test_a_key_is_needed_where_the_database_is_not_the_embedded_one() -> None:
    settings = Settings(_env_file=None, database_url="postgresql+psycopg://x/y", secret_key="")  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match="COMMONSPACE_SECRET_KEY"):
        _ = settings.key


def test_the_key_of_the_embedded_database_is_made_once_and_kept(tmp_path: object) -> None:
    settings = [
        Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/x.db", secret_key="") for _ in range(2)
    ]  # type: ignore[call-arg]
    assert settings[0].key == settings[1].key
    assert len(settings[0].key) > 40
