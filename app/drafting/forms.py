"""Between a posted form and fields in package shape; what was typed is kept as it was typed."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from app.drafting.content import blank
from app.drafting.fields import PARTS, ROWED, SHAPES, SPARSE, Shape
from app.drafting.models import Kind
from app.kernel.errors import FieldError
from app.kernel.text.paragraphs import split_paragraphs


def fields_from(kind: str, form: FormData) -> dict[str, Any]:
    """The fields as typed, in package shape; numbers and dates are still texts, `check_fields` reads them."""
    return {name: _value(name, shape, form) for name, shape in SHAPES[Kind(kind)].items()}


def _value(name: str, shape: Shape, form: FormData) -> Any:
    if shape is Shape.LINES:
        return [line.strip() for line in _text(form, name).splitlines() if line.strip()]
    if shape in (Shape.WORDS, Shape.CODES):
        cut = r"[,;\n]+" if shape is Shape.WORDS else r"[\s,;]+"
        words = [word.strip() for value in form.getlist(name) for word in re.split(cut, str(value))]
        return list(dict.fromkeys(word for word in words if word))
    if shape in ROWED:
        columns: list[Any] = [form.getlist(f"{name}.{part}") for part in PARTS[shape]]
        rows = [
            {part: str(value) for part, value in zip(PARTS[shape], row, strict=True)}
            for row in zip(*columns, strict=False)
        ]
        return [row for row in rows if any(value.strip() for value in row.values())]
    if shape in PARTS:
        parts = {part: _text(form, f"{name}.{part}").strip() for part in PARTS[shape]}
        return {part: text for part, text in parts.items() if text} if shape in SPARSE else parts
    return _text(form, name)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def drawn_links(form: FormData) -> list[str]:
    """The linked codes that the form was drawn with."""
    return _text(form, "drawn").split()


def number_in(form: FormData, name: str) -> int:
    """A whole number the form carries, 0 where it is missing or something else."""
    text = _text(form, name)
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def as_typed(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields in package shape as the form's controls show them: items on lines, words with commas between."""
    shown: dict[str, Any] = {}
    given = {**blank(kind), **fields}
    for name, shape in SHAPES[Kind(kind)].items():
        value = given[name]
        if shape is Shape.LINES:
            shown[name] = "\n".join(" ".join(line.split()) for line in value or [])
        elif shape is Shape.WORDS:
            shown[name] = ", ".join(value or [])
        elif shape is Shape.PARAGRAPHS:
            shown[name] = "\n\n".join(split_paragraphs(value or "")) or (value or "")
        else:
            shown[name] = value
    return shown


def errors_by_place(kind: str, errors: tuple[FieldError, ...]) -> dict[str, str]:
    """The first sentence for each control: a line of a list stands in the control of its field."""
    listed = {
        name for name, shape in SHAPES[Kind(kind)].items() if shape in (Shape.LINES, Shape.WORDS, Shape.CODES)
    }
    found: dict[str, str] = {}
    for error in errors:
        name = error.field.split(".")[0]
        found.setdefault(name if name in listed else error.field, error.message)
    return found
