"""The fields of a mechanism and of a benchmark, in one place: names as in the package format, words for the reader."""

from functools import lru_cache
from gettext import NullTranslations

from app.drafting.models import Kind
from app.drafting.shapes import LISTED, PARTS, ROWED, SPARSE, FieldSpec, Shape
from app.drafting.specs import benchmark_specs, mechanism_specs
from app.kernel.i18n import catalogue, current_locale
from app.kernel.i18n import gettext as _

__all__ = ["LATER", "LISTED", "PARTS", "ROWED", "SHAPES", "SPARSE", "FieldSpec", "Shape"]

SHAPES: dict[Kind, dict[str, Shape]] = {
    Kind.MECHANISM: {
        "title": Shape.LINE,
        "summary": Shape.PARAGRAPHS,
        "problem": Shape.PARAGRAPHS,
        "how_it_works": Shape.LINES,
        "responsible": Shape.LINES,
        "beneficiaries": Shape.LINES,
        "prerequisites": Shape.LINES,
        "evidence": Shape.EVIDENCE,
        "risks": Shape.RISKS,
        "timeframe": Shape.TIMEFRAME,
        "benchmarks": Shape.CODES,
        "contributions": Shape.CODES,
        "tags": Shape.WORDS,
        "mechanism_type": Shape.CHOICE,
        "level": Shape.CHOICE,
        "resources": Shape.LINES,
        "good_practice": Shape.PRACTICES,
        "transferability": Shape.PARAGRAPHS,
        "pilot_readiness": Shape.PARAGRAPHS,
        "markers": Shape.MARKERS,
        "sponsors": Shape.CODES,
        "instruments": Shape.LINES,
        "language": Shape.LANGUAGE,
    },
    Kind.BENCHMARK: {
        "title": Shape.LINE,
        "definition": Shape.PARAGRAPHS,
        "unit": Shape.LINE,
        "value_type": Shape.CHOICE,
        "decimals": Shape.NUMBER,
        "baseline": Shape.BASELINE,
        "target": Shape.TARGET,
        "direction": Shape.CHOICE,
        "means_of_verification": Shape.PARAGRAPHS,
        "frequency": Shape.LINE,
        "disaggregation": Shape.LINES,
        "responsible": Shape.LINE,
        "assumptions": Shape.PARAGRAPHS,
        "mechanisms": Shape.CODES,
        "result_level": Shape.CHOICE,
        "computation": Shape.PARAGRAPHS,
        "milestones": Shape.MILESTONES,
        "limitations": Shape.PARAGRAPHS,
        "smart": Shape.SMART,
        "markers": Shape.MARKERS,
        "sponsors": Shape.CODES,
        "instruments": Shape.LINES,
        "language": Shape.LANGUAGE,
    },
}

VALUE_TYPES = ("number", "boolean", "text")
DIRECTIONS = ("higher", "lower")


# Fields that came later: where they are empty they are left out of what is stored, so that a text without them says
# the same, digest and all, as it did before they were there.
LATER = frozenset(
    {
        "mechanism_type", "level", "resources", "good_practice", "transferability", "pilot_readiness",
        "result_level", "computation", "milestones", "limitations", "smart",
        "markers", "sponsors", "instruments", "language",
    }
)  # fmt: skip


def partner_field(kind: str) -> str:
    """The field that names the linked proposals: a mechanism's benchmarks, a benchmark's mechanisms."""
    return "benchmarks" if kind == Kind.MECHANISM else "mechanisms"


def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind, in the order in which they are written and read, in the reader's language."""
    return _fields_of(kind == Kind.MECHANISM, catalogue(current_locale()))


@lru_cache
def _fields_of(mechanism: bool, _words: NullTranslations) -> tuple[FieldSpec, ...]:
    return mechanism_specs() if mechanism else benchmark_specs()


def field_of(kind: str, name: str) -> FieldSpec | None:
    """One field of a kind, or None where the kind has no such field."""
    return next((spec for spec in fields_of(kind) if spec.name == name), None)


def group_words(group: str) -> str:
    """The words over a group of fields in the form, for those that need not be filled."""
    return {
        "frame": _("More about who gains, what it takes and when"),
        "practice": _("More about risks, good practice and pilots"),
        "measuring": _("More about how it is measured"),
        "review": _("More about how good a measure it is"),
        "rights": _("More about rights and those most at risk"),
        "links": _("More about what it is linked to"),
    }[group]
