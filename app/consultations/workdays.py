"""Working days: weekends, the public holidays of a country, and the further days off of a consultation."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from app.consultations.models import Consultation
from app.kernel.i18n import gettext as _

if TYPE_CHECKING:
    from holidays import HolidayBase

_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,6}))?", re.ASCII)
_WEEKEND = frozenset({5, 6})
# No country has a year of holidays: what goes on longer is a mistake in the days off.
_LONGEST = 366


@dataclass(frozen=True)
class WorkDays:
    """The days on which people work where a consultation is at home. `country` is as in US-NY, empty where none is set."""

    country: str = ""
    off: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, consultation: Consultation) -> "WorkDays":
        """Those of a consultation, after its settings."""
        return cls(consultation.holidays, frozenset(date.fromisoformat(day) for day in consultation.days_off))

    def holiday(self, day: date) -> str:
        """The name of the public holiday on this day, in the language of its country, or that it is a day off here; empty
        for every other day, weekends among them."""
        known = holidays_of(self.country) if self.country else None
        if known is not None and day in known:
            return str(known.get(day))
        return _("day off") if day in self.off else ""

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        known = holidays_of(self.country) if self.country else None
        weekend = known.weekend if known is not None else _WEEKEND
        return day.weekday() not in weekend and not self.holiday(day)

    def on_or_after(self, day: date) -> date:
        """The first working day from `day` on."""
        for later in range(_LONGEST):
            if self.works(day + timedelta(days=later)):
                return day + timedelta(days=later)
        return day

    def after(self, day: date, number: int) -> date:
        """The working day that many working days later; `day` itself for nought, where it is one."""
        found = self.on_or_after(day)
        for _step in range(number):
            found = self.on_or_after(found + timedelta(days=1))
        return found


def known_country(code: str) -> bool:
    """Whether the holidays of this country, or of this part of it, can be reckoned."""
    return holidays_of(code) is not None


@cache
def holidays_of(code: str) -> "HolidayBase | None":
    """The public holidays of a country such as CH, or of a part of it such as CH-GE; None where they are not known.

    Read when they are first needed: the library is large, and most commands never ask.
    """
    from holidays import country_holidays, list_supported_countries

    found = _CODE.fullmatch(code)
    parts = list_supported_countries().get(found[1]) if found is not None else None
    if found is None or parts is None or (found[2] and found[2] not in parts):
        return None
    return country_holidays(found[1], subdiv=found[2])
