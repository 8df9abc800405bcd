"""What the forms of mail offer to choose from, in words."""

from datetime import date, timedelta
from functools import cache
from zoneinfo import available_timezones

from babel.dates import format_date

from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.notices.models import Frequency

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]
_MONDAY = date(2024, 1, 1)


def frequencies() -> list[tuple[str, str]]:
    """How often a digest may come."""
    return [
        (Frequency.DAILY, _("Once a day")),
        (Frequency.WEEKLY, _("Once a week")),
        (Frequency.NEVER, _("Never")),
    ]


def weekdays() -> list[tuple[str, str]]:
    """The days of the week, from Monday, in the reader's language."""
    return [
        (str(n), format_date(_MONDAY + timedelta(days=n), "EEEE", locale=current_locale())) for n in range(7)
    ]


@cache
def zones() -> list[str]:
    """The time zones of the world by name, to be suggested."""
    return sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
