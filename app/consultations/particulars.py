"""What can be set of a consultation: the fields, their limits, and one sentence for each that is wrong. Nothing here
needs a database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from app.consultations.models import Consultation, OutcomeKind
from app.consultations.rules import RESERVED_SLUGS
from app.consultations.workdays import known_country
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold

MASTHEAD = ("organ", "session", "agenda_item", "distribution")
LINES = {"code": 60, "title": 300, "venue": 300}
TEXTS = {
    "convenor": 2_000,
    "theme": 2_000,
    "description": 20_000,
    "mandate": 20_000,
    "terms_of_reference": 20_000,
    "criteria": 20_000,
}
BY_LANGUAGE = {"title_i18n": 300, "slogan_i18n": 200}
DAYS = ("start_date", "end_date", "dialogue_start", "dialogue_end")
SETTINGS = (
    "code", "title", "title_i18n", "slogan_i18n", "theme", "description", "convenor", "venue", "mandate",
    "terms_of_reference", "outcome_kinds", "languages", "default_language", "timezone", "masthead", "notice_days",
    "response_days", "holidays", "days_off", "start_date", "end_date", "dialogue_start", "dialogue_end", "admits",
    "criteria",
)  # fmt: skip
# A title is read, quoted and searched: signs that reorder what stands around them or that nobody sees stay out of it.
# The joiners that Persian, Hindi and others spell with (U+200C, U+200D) stay.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FIRST_YEAR, _LAST_YEAR, _LONGEST_NOTICE, _MOST_DAYS_OFF = 1900, 2200, 365, 200


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones this machine can reckon with."""
    return frozenset(available_timezones())


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose from: UTC first, then every place by name."""
    places = sorted(name for name in known_zones() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *places)


def values_of(consultation: Consultation) -> dict[str, Any]:
    """Every setting as it stands."""
    return {name: getattr(consultation, name) for name in SETTINGS}


def mark_of(consultation: Consultation) -> str:
    """A short mark of the settings as they stand: a form drawn from other settings carries another mark."""
    return digest(values_of(consultation))[:32]


def why_not_slug(slug: str) -> str | None:
    """Why no consultation can have this address; None, or the sentence. Whether it is taken is for the database."""
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) is None or not 2 <= len(slug) <= 60:
        return _(
            "An address has two to sixty lower-case letters, digits and single hyphens, such as “migration-2027”."
        )
    if slug in RESERVED_SLUGS:
        return _("“%(slug)s” is an address of the site itself. Choose another one.") % {"slug": slug}
    return None


def check_settings(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The settings after `given` (days may be texts) was put over those `known`, cleaned.

    Raises Invalid with one sentence for each field that is wrong. The title is the one in the default language.
    """
    read = _Reading({**known})
    for name, value in given.items():
        if name not in SETTINGS:
            read.wrong(name, _("There is no such field."))
        else:
            read.take(name, value)
    read.agree(given)
    if read.errors:
        raise Invalid(read.errors[0].message, errors=tuple(read.errors))
    return read.values


@dataclass
class _Reading:
    """Settings while they are read; every sentence there is to say goes to the list of errors."""

    values: dict[str, Any]
    errors: list[FieldError] = field(default_factory=list)

    def wrong(self, name: str, sentence: str) -> None:
        if all(error.field != name for error in self.errors):
            self.errors.append(FieldError(name, sentence))

    def take(self, name: str, value: Any) -> None:
        """Read one field, or say what is wrong with it."""
        try:
            self.values[name] = self._read(name, value)
        except ValueError as error:
            self.wrong(name, str(error))
        except (TypeError, AttributeError):
            self.wrong(name, _("This does not have the form that the field needs."))

    def _read(self, name: str, value: Any) -> Any:
        if name in LINES:
            return read_line(value, LINES[name])
        if name in TEXTS:
            return clean(value, limit=TEXTS[name]).strip()
        if name in BY_LANGUAGE:
            return self._by_language(value, BY_LANGUAGE[name])
        if name in DAYS:
            return self._day(name, value)
        if name == "admits":
            return value if isinstance(value, bool) else value == "yes"
        if name == "masthead":
            return self._masthead(value)
        if name == "outcome_kinds":
            return self._outcomes(value)
        if name == "languages":
            return self._languages(value)
        if name == "notice_days":
            return self._notice(value)
        if name == "response_days":
            return self._response(value)
        if name == "holidays":
            return self._holidays(value)
        if name == "days_off":
            return self._days_off(value)
        return clean_line(value, limit=60)

    def _by_language(self, value: Mapping[str, str], limit: int) -> dict[str, str]:
        read = {code: read_line(words, limit) for code, words in value.items()}
        if unknown := [code for code in read if code not in LANGUAGES]:
            raise ValueError(_("“%(code)s” is not one of the languages of this site.") % {"code": unknown[0]})
        return {code: words for code, words in read.items() if fold(words)}

    def _masthead(self, value: Mapping[str, str]) -> dict[str, str]:
        if unknown := [part for part in value if part not in MASTHEAD]:
            raise ValueError(_("A masthead has no part “%(part)s”.") % {"part": unknown[0]})
        read = {part: read_line(words, 200) for part, words in value.items()}
        return {part: words for part, words in read.items() if words}

    def _outcomes(self, value: list[str]) -> list[str]:
        if unknown := [kind for kind in value if kind not in list(OutcomeKind)]:
            raise ValueError(_("“%(kind)s” is not a kind of outcome.") % {"kind": unknown[0]})
        return [kind.value for kind in OutcomeKind if kind in value]

    def _languages(self, value: list[str]) -> list[str]:
        if unknown := [code for code in value if code not in LANGUAGES]:
            raise ValueError(_("“%(code)s” is not one of the languages of this site.") % {"code": unknown[0]})
        return list(dict.fromkeys(value))

    def _notice(self, value: int | str) -> int:
        text = str(value).strip() or "0"
        if re.fullmatch(r"\d{1,3}", text, re.ASCII) is None or int(text) > _LONGEST_NOTICE:
            raise ValueError(_("The notice of a round is a whole number of days, from 0 to 365."))
        return int(text)

    def _response(self, value: int | str) -> int:
        text = str(value).strip()
        if re.fullmatch(r"\d{1,3}", text, re.ASCII) is None or not 1 <= int(text) <= _LONGEST_NOTICE:
            raise ValueError(
                _(
                    "The response to a round is due within a whole number of days, from 1 to 365; 84 are usual."
                )
            )
        return int(text)

    def _holidays(self, value: str) -> str:
        code = clean_line(value, limit=60).upper()
        if code and not known_country(code):
            raise ValueError(
                _(
                    "The holidays of “%(code)s” are not known here. Write the two letters of a country, such as CH, with its part where it has one, such as CH-GE or US-NY; or leave it empty."
                )
                % {"code": code}
            )
        return code

    def _days_off(self, value: list[str]) -> list[str]:
        days = set()
        for line in filter(None, (line.strip() for line in value)):
            try:
                days.add(_written_day(line).isoformat())
            except ValueError:
                raise ValueError(
                    _(
                        "“%(text)s” is not a day. Write each day off on a line of its own as year-month-day, such as 2026-12-24."
                    )
                    % {"text": line[:40]}
                ) from None
        if len(days) > _MOST_DAYS_OFF:
            raise ValueError(_("These are too many days off: at most 200 can be named."))
        return sorted(days)

    def _day(self, name: str, value: date | str | None) -> date | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        day = value if isinstance(value, date) else _written_day(value.strip())
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise ValueError(_("A day lies between the years 1900 and 2200."))
        return day

    def agree(self, given: Mapping[str, Any]) -> None:
        """Hold the fields against each other, as far as each of them could be read."""
        self._languages_agree()
        self._titles_agree(given)
        self._days_agree()
        self._admission_agrees()
        if not fold(self.values.get("code") or ""):
            self.wrong("code", _("Give it the symbol that stands on its papers, such as HLD-2027."))
        if self.values.get("timezone") not in known_zones():
            self.wrong("timezone", _("Choose a time zone from the list, such as America/New_York."))

    def _admission_agrees(self) -> None:
        if self.values.get("admits") and not fold(self.values.get("criteria") or ""):
            self.wrong(
                "criteria", _("Say by what applications are accepted or refused: who applies reads it first.")
            )

    def _languages_agree(self) -> None:
        if not self.values.get("languages"):
            self.wrong("languages", _("Choose at least one language."))
        elif self.values.get("default_language") not in self.values["languages"]:
            self.wrong("default_language", _("The main language is one of the languages chosen."))

    def _titles_agree(self, given: Mapping[str, Any]) -> None:
        main, titles = self.values.get("default_language") or "", dict(self.values.get("title_i18n") or {})
        if "title" not in given and titles.get(main):
            self.values["title"] = titles[main]
        title = self.values.get("title") or ""
        # Folding takes invisible signs away: what is left empty is no title to a reader.
        if not fold(title):
            self.wrong("title", _("Give it a title in its main language."))
            return
        self.values["title_i18n"] = {**titles, main: title}

    def _days_agree(self) -> None:
        if any(error.field in DAYS for error in self.errors):
            return
        first, last, opens, ends = (self.values.get(name) for name in DAYS)
        if first is None:
            self.wrong("start_date", _("Say on which day the consultation begins."))
        if last is None:
            self.wrong("end_date", _("Say on which day the consultation ends, pilots included."))
        if first is None or last is None:
            return
        if last < first:
            self.wrong("end_date", _("The consultation ends before it begins."))
            return
        if ends is not None and opens is None:
            self.wrong("dialogue_start", _("Say on which day the Dialogue begins."))
        elif opens is not None and not first <= opens <= last:
            self.wrong("dialogue_start", _("The Dialogue lies outside the days of the consultation."))
        elif opens is not None and ends is not None and not opens <= ends <= last:
            self.wrong("dialogue_end", _("The Dialogue ends before it begins, or after the consultation."))


def read_line(value: str, limit: int) -> str:
    """One line without signs that nobody sees."""
    return clean_line(_UNSEEN.sub("", clean(value, limit=None)), limit=limit)


def _written_day(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(_("Write the day as year-month-day, such as 2027-03-01."))
