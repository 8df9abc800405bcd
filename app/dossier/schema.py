"""Holds a package against its JSON Schema and says what is wrong in plain words."""

import functools
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from app.dossier.findings import Findings
from app.kernel.shipped import shipped

YEARS = (1900, 2200)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_TYPES = {
    "object": "an object", "array": "a list", "string": "text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false", "null": "null",
}  # fmt: skip
_FORMATS = {
    "date": f"not a date between {YEARS[0]} and {YEARS[1]}, written YYYY-MM-DD",
    "date-time": f"not a time between {YEARS[0]} and {YEARS[1]} with its offset, such as 2013-08-26T09:30:00Z",
    "uri": "not a web address (http or https)",
}
formats = FormatChecker(formats=())


@formats.checks("date")
def is_date(value: object) -> bool:
    """A calendar day in the years that this program can move about in."""
    if not isinstance(value, str):
        return True
    try:
        return len(value) == 10 and YEARS[0] <= date.fromisoformat(value).year <= YEARS[1]
    except ValueError:
        return False


@formats.checks("date-time")
def is_instant(value: object) -> bool:
    """An RFC 3339 time with its offset."""
    if not isinstance(value, str):
        return True
    try:
        year = instant(value).year
    except ValueError:
        return False
    return YEARS[0] <= year <= YEARS[1] and RFC_3339.fullmatch(value) is not None


@formats.checks("uri")
def is_web_address(value: object) -> bool:
    """An address that may safely become a link."""
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", value)


def instant(text: str) -> datetime:
    """The instant an RFC 3339 text names."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@functools.cache
def the_schema() -> dict[str, Any]:
    """The schema as shipped."""
    found: dict[str, Any] = json.loads((shipped("data") / "consultation.schema.json").read_text("utf-8"))
    return found


def _whole_pattern(
    validator: Validator, pattern: str, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    # In Python `$` also matches before a line feed at the end, which no identifier may have.
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Checker = extend(Draft202012Validator, {"pattern": _whole_pattern})


def check_schema(package: Any, findings: Findings) -> None:
    """Add a finding for everything in `package` that its schema does not allow."""
    errors = _Checker(the_schema(), format_checker=formats).iter_errors(package)
    for error in sorted(errors, key=lambda e: [str(step).zfill(9) for step in e.absolute_path]):
        explain(error, findings)


def explain(error: ValidationError, findings: Findings) -> None:
    """Add what one error of the validator means."""
    path, value = list(error.absolute_path), cast(Any, error.instance)
    rule: Any = error.validator_value
    kind = str(error.validator)
    if "then" in error.absolute_schema_path:
        findings.at(path, value, "a reason is due with a reservation or an objection")
    elif kind == "anyOf":
        _explain_branches(error, findings)
    elif kind == "required":
        missing = [name for name in rule if name not in value and f"'{name}'" in error.message]
        for name in missing:
            findings.missing([*path, name])
    elif kind == "additionalProperties":
        schema: Any = error.schema
        for name in sorted(set(value) - set(schema.get("properties", {}))):
            findings.at([*path, name], value[name], "there is no field of this name here")
    elif kind == "pattern" and not _fits_format(error):
        # What is no date is said once, and not again for the way it is written.
        return
    elif "propertyNames" in error.absolute_schema_path:
        findings.at([*path, str(value)], value, "a name that is not allowed here")
    else:
        findings.at(path, value, _why(kind, rule))


def _fits_format(error: ValidationError) -> bool:
    schema: Any = error.schema
    return "format" not in schema or formats.conforms(error.instance, schema["format"])


def _explain_branches(error: ValidationError, findings: Findings) -> None:
    """Of several shapes a value may have, speak of the one that was meant: the one whose type it has."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(next(iter(inner.schema_path))), []).append(inner)
    for inner_errors in branches.values():
        if not any(e.validator == "type" and not list(e.path) for e in inner_errors):
            for inner in inner_errors:
                explain(inner, findings)
            return
    kinds = [e.validator_value for errors in branches.values() for e in errors if e.validator == "type"]
    words = " or ".join(dict.fromkeys(_TYPES.get(str(kind), str(kind)) for kind in kinds))
    findings.at(list(error.absolute_path), error.instance, f"must be {words}")


def _why(kind: str, rule: Any) -> str:
    if kind == "type":
        kinds = [rule] if isinstance(rule, str) else rule
        return "must be " + " or ".join(_TYPES.get(str(name), str(name)) for name in kinds)
    if kind == "enum":
        return "must be one of " + ", ".join(str(choice) for choice in rule)
    if kind == "format":
        return _FORMATS.get(rule, f"not a valid {rule}")
    reasons = {
        "const": f"must be {rule}",
        "pattern": f"does not have the form {rule}",
        "minLength": "must not be empty",
        "minItems": f"must have at least {rule}",
        "uniqueItems": "holds the same thing twice",
        "minimum": f"must be at least {rule}",
        "maximum": f"must be at most {rule}",
    }
    return reasons.get(kind, f"breaks the rule {kind}")
