"""What is given for a part of a consultation, field by field: cleaned, or one sentence for each that is wrong."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

from app.consultations.models import Consultation
from app.consultations.particulars import read_line
from app.kernel.db import LARGEST
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold

LINE, TEXT = 300, 20_000
# A roundtable's code holds no hyphen: RT5-M1 is a proposal of RT5, also in addresses.
TABLE_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")
PART_CODE = re.compile(r"[A-Z0-9]+(?:[-_][A-Z0-9]+)*")


class Given:
    """Reads fields one by one and gathers the sentences; `done` raises them together."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def wrong(self, name: str, sentence: str) -> None:
        """Say one thing about a field; the first counts."""
        if all(error.field != name for error in self.errors):
            self.errors.append(FieldError(name, sentence))

    def done(self) -> None:
        """Go on, or raise Invalid with every sentence."""
        if self.errors:
            raise Invalid(self.errors[0].message, errors=tuple(self.errors))

    def stop(self, name: str, sentence: str) -> NoReturn:
        """Raise Invalid now, with this sentence and those before it."""
        self.wrong(name, sentence)
        raise Invalid(self.errors[0].message, errors=tuple(self.errors))

    def line(self, name: str, value: str, missing: str = "", limit: int = LINE) -> str:
        """One line without signs that nobody sees; `missing` is the sentence where there must be something."""
        try:
            read = read_line(value, limit)
        except ValueError as error:
            self.wrong(name, str(error))
            return ""
        if missing and not fold(read):
            self.wrong(name, missing)
        return read if fold(read) else ""

    def text(self, name: str, value: str, missing: str = "", limit: int = TEXT) -> str:
        """A longer text."""
        try:
            read = clean(value, limit=limit).strip()
        except ValueError as error:
            self.wrong(name, str(error))
            return ""
        if missing and not fold(read):
            self.wrong(name, missing)
        return read

    def lines(self, name: str, value: Sequence[str], limit: int = 1_000) -> list[str]:
        """Several lines, the empty ones left out."""
        return [read for line in value if (read := self.line(name, line, limit=limit))]

    def names(
        self, name: str, value: Mapping[str, str], consultation: Consultation, main: str
    ) -> dict[str, str]:
        """A name by language; that of the consultation's own language is `main`."""
        if unknown := [code for code in value if code not in {*LANGUAGES, *consultation.languages}]:
            self.wrong(name, _("“%(code)s” is not one of the languages of this site.") % {"code": unknown[0]})
            return {}
        read = {code: self.line(f"{name}.{code}", words) for code, words in value.items()}
        kept = {
            code: words for code, words in read.items() if words and code != consultation.default_language
        }
        return {**kept, consultation.default_language: main} if main else kept

    def code(self, value: str, shape: re.Pattern[str], example: str, limit: int = 20) -> str:
        """A code as it will be cited: plain letters and digits, in capitals."""
        written = value.strip().upper()
        if shape.fullmatch(written) is None or len(written) > limit:
            hint = (
                _("A code is a letter and then letters or digits, such as %(example)s; no signs, no spaces.")
                if shape is TABLE_CODE
                else _("A code is letters, digits and single hyphens, such as %(example)s; no spaces.")
            )
            self.wrong("code", hint % {"example": example})
        return written

    def number(self, name: str, value: int | str | None) -> int | None:
        """A whole number that a column can hold; None where nothing is given."""
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) is None or int(text) > LARGEST:
            self.wrong(name, _("This must be a whole number, such as 3."))
            return None
        return int(text)

    def day(self, name: str, value: date | str | None) -> date | None:
        """A day, or None where nothing is given."""
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value.strip()) if value.strip() else None
        except ValueError:
            self.wrong(name, _("Write the day as year-month-day, such as 2027-03-01."))
            return None


def reason_for(value: str) -> str:
    """The reason of an act that needs one. Invalid where it says nothing."""
    given = Given()
    reason = given.text("reason", value, _("Say why, in a sentence: it is kept with what changes."), 2_000)
    given.done()
    return reason
