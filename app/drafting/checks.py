"""Whether what was typed can be taken: one sentence for each field that is wrong. Nothing here needs a database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.drafting.content import blank
from app.drafting.fields import SPARSE, FieldSpec, Shape, fields_of
from app.drafting.shapes import CRITERIA
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold

_MOST_ITEMS = 60


@dataclass
class Checked:
    """The fields as they will be stored, in package shape, and what is wrong with them."""

    fields: dict[str, Any]
    errors: list[FieldError] = field(default_factory=list)


def check_fields(kind: str, given: Mapping[str, Any]) -> Checked:
    """Clean every field of `given` (package shape; numbers and dates may be texts) and gather what is wrong.

    Only a title is needed to save; what a field still needs before it is submitted is `rules.needs`.
    """
    checked = Checked({})
    empty = blank(kind)
    for spec in fields_of(kind):
        value = given.get(spec.name)
        checked.fields[spec.name] = _Reader(spec, checked.errors, empty[spec.name]).read(
            empty[spec.name] if value is None else value
        )
    for name in given:
        if name not in empty:
            checked.errors.append(FieldError(name, _("There is no such field.")))
    # Folding takes invisible signs away: what is left empty is no title to a reader.
    wrong = any(error.field == "title" for error in checked.errors)
    if not wrong and not fold(checked.fields["title"]):
        checked.errors.append(FieldError("title", _("Give it a title first.")))
    return checked


class _Reader:
    """Reads one field; every sentence it has to say goes to the list of errors."""

    def __init__(self, spec: FieldSpec, errors: list[FieldError], empty: Any) -> None:
        self.spec, self.errors, self.empty = spec, errors, empty

    def read(self, value: Any) -> Any:
        shape, name = self.spec.shape, self.spec.name
        try:
            if shape in (Shape.LINE, Shape.LANGUAGE):
                return self.line(name, value, self.spec.limit)
            if shape is Shape.PARAGRAPHS:
                return self.text(name, value, self.spec.limit)
            if shape in (Shape.LINES, Shape.WORDS, Shape.CODES):
                return self.lines(value)
            if shape in (Shape.EVIDENCE, Shape.RISKS):
                return self.items(value)
            if shape is Shape.PRACTICES:
                return self.practices(value)
            if shape is Shape.MILESTONES:
                return self.milestones(value)
            if shape in SPARSE:
                return self.sparse(value)
            if shape is Shape.TIMEFRAME:
                return self.timeframe(value)
            if shape in (Shape.BASELINE, Shape.TARGET):
                return self.figure(value)
            if shape is Shape.NUMBER:
                return self.decimals(value)
            return self.choice(value)
        except (TypeError, AttributeError):
            self.wrong(name, _("This does not have the form that the field needs."))
            return value

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.append(FieldError(name, sentence))

    def text(self, name: str, value: Any, limit: int) -> str:
        try:
            return clean(_string(value), limit=limit).strip()
        except ValueError as error:
            self.wrong(name, str(error))
            return _string(value)

    def line(self, name: str, value: Any, limit: int) -> str:
        try:
            return clean_line(_string(value), limit=limit)
        except ValueError as error:
            self.wrong(name, str(error))
            return _string(value)

    def lines(self, value: Any) -> list[str]:
        found: list[str] = []
        for n, item in enumerate(_list(value)):
            text = self.line(f"{self.spec.name}.{n}", item, self.spec.limit)
            if text and (self.spec.shape is Shape.LINES or text not in found):
                found.append(text)
        self.count(found)
        return found

    def items(self, value: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        first, second = self.spec.parts
        for n, item in enumerate(_list(value)):
            place = f"{self.spec.name}.{n}"
            row: dict[str, Any] = {
                first: self.text(f"{place}.{first}", item.get(first) or "", self.spec.limit)
            }
            if second == "source":
                row[second] = self.line(f"{place}.{second}", item.get(second) or "", 64) or None
            else:
                row[second] = self.text(f"{place}.{second}", item.get(second) or "", self.spec.limit)
            if not any(row.values()):
                continue
            if not row[first]:
                self.wrong(
                    f"{place}.{first}",
                    _("Say what this source shows.") if second == "source" else _("Say what the risk is."),
                )
            found.append(row)
        self.count(found)
        return found

    def practices(self, value: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for n, item in enumerate(_list(value)):
            place = f"{self.spec.name}.{n}"
            row = {
                part: self.line(f"{place}.{part}", item.get(part) or "", 300)
                if part in ("place", "years")
                else self.text(f"{place}.{part}", item.get(part) or "", self.spec.limit)
                for part in self.spec.parts
            }
            if any(row.values()):
                if not row["text"]:
                    self.wrong(f"{place}.text", _("Say what was done there."))
                found.append(row)
        self.count(found)
        return found

    def milestones(self, value: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for n, item in enumerate(_list(value)):
            place = f"{self.spec.name}.{n}"
            row = {
                "value": self.number(f"{place}.value", item.get("value")),
                "year": self.year(f"{place}.year", item.get("year")),
                "note": self.text(f"{place}.note", item.get("note") or "", self.spec.limit),
            }
            if row["value"] is None and not row["note"]:
                if row["year"] is not None:
                    self.wrong(f"{place}.value", _("Say what is to be reached in that year."))
                    found.append(row)
                continue
            if row["year"] is None:
                self.wrong(f"{place}.year", _("Say in which year it is to be reached."))
            found.append(row)
        self.count(found)
        return found

    def sparse(self, value: Any) -> dict[str, str]:
        """The parts that are there. A marker without its justification is none, and is refused (domain A24)."""
        found: dict[str, str] = {}
        for part, text in value.items():
            place = f"{self.spec.name}.{part}"
            if part not in self.spec.parts:
                self.wrong(place, _("There is no such part of this field."))
            elif part in CRITERIA and text not in ("yes", "no"):
                self.wrong(place, _("This must be one of: %(names)s.") % {"names": "yes, no"})
            else:
                found[part] = self.text(place, text, self.spec.limit)
                if self.spec.shape is Shape.MARKERS and not fold(found[part]):
                    self.wrong(place, _("Say how the text serves this concern, or leave it out."))
        return {part: text for part, text in found.items() if text}

    def count(self, found: list[Any]) -> None:
        if len(found) > _MOST_ITEMS:
            self.wrong(
                self.spec.name,
                _("These are %(n)s; at most %(most)s fit here.") % {"n": len(found), "most": _MOST_ITEMS},
            )

    def timeframe(self, value: Any) -> dict[str, Any]:
        start = self.day("start", value.get("start"))
        end = self.day("end", value.get("end"))
        if start and end and end < start:
            self.wrong(f"{self.spec.name}.end", _("The end lies before the start."))
        label = self.line(f"{self.spec.name}.label", value.get("label") or "", self.spec.limit)
        return {"label": label, "start": start, "end": end}

    def day(self, part: str, value: Any) -> str | None:
        text = _string(value or "").strip()
        if not text:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                raise ValueError
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.wrong(f"{self.spec.name}.{part}", _("This is not a date such as 2015-12-31."))
            return text

    def figure(self, value: Any) -> dict[str, Any]:
        name = self.spec.name
        figure: dict[str, Any] = {
            "value": self.number(f"{name}.value", value.get("value")),
            "year": self.year(f"{name}.year", value.get("year")),
            "note": self.text(f"{name}.note", value.get("note") or "", self.spec.limit),
        }
        if self.spec.shape is Shape.BASELINE:
            figure["source"] = self.line(f"{name}.source", value.get("source") or "", 64) or None
        return figure

    def number(self, name: str, value: Any) -> Any:
        if value is None or value == "":
            return None
        text = _string(value if isinstance(value, str) else repr(value)).strip().replace("\u2212", "-")
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            self.wrong(name, _("Write a number such as 22.1, with a point and without a unit."))
            return value
        return int(number) if number == number.to_integral_value() and "." not in text else float(number)

    def year(self, name: str, value: Any) -> Any:
        if value is None or value == "":
            return None
        text = _string(value if isinstance(value, str) else repr(value)).strip()
        if not re.fullmatch(r"(19|20|21)\d\d", text, re.ASCII):
            self.wrong(name, _("Write a year such as 2015."))
            return value
        return int(text)

    def decimals(self, value: Any) -> Any:
        text = _string(value if isinstance(value, str) else repr(value)).strip() or "0"
        if not re.fullmatch(r"[0-6]", text, re.ASCII):
            self.wrong(self.spec.name, _("Write a whole number from 0 to 6."))
            return value
        return int(text)

    def choice(self, value: Any) -> Any:
        allowed = [key for key, _words in self.spec.choices]
        if value not in allowed and value != self.empty:
            self.wrong(self.spec.name, _("This must be one of: %(names)s.") % {"names": ", ".join(allowed)})
        return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value
