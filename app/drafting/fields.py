"""The fields of a mechanism and of a benchmark, in one place: names as in the package format, words for the reader."""

from dataclasses import dataclass
from enum import StrEnum

from app.drafting.models import Kind
from app.kernel.i18n import gettext as _


class Shape(StrEnum):
    """What a field holds, and so how it is asked for, stored and compared."""

    LINE = "line"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"
    EVIDENCE = "evidence"
    RISKS = "risks"
    TIMEFRAME = "timeframe"
    BASELINE = "baseline"
    TARGET = "target"
    NUMBER = "number"
    CHOICE = "choice"
    WORDS = "words"
    CODES = "codes"


# The parts of a field that has several, in the order in which they are read.
PARTS: dict[Shape, tuple[str, ...]] = {
    Shape.EVIDENCE: ("text", "source"),
    Shape.RISKS: ("risk", "safeguard"),
    Shape.TIMEFRAME: ("label", "start", "end"),
    Shape.BASELINE: ("value", "year", "note", "source"),
    Shape.TARGET: ("value", "year", "note"),
}

# Fields whose items have permanent ids.
LISTED = frozenset({Shape.PARAGRAPHS, Shape.LINES, Shape.EVIDENCE, Shape.RISKS})


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind: its name in packages, API and storage; its words; its shape; whether it must be filled
    before the proposal is submitted (domain A3 and A4)."""

    name: str
    label: str
    hint: str
    shape: Shape
    required: bool = False
    limit: int = 300
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def listed(self) -> bool:
        """Whether the field is a list of items with permanent ids."""
        return self.shape in LISTED

    @property
    def options(self) -> tuple[tuple[str, str, None], ...]:
        """The choices as radio buttons want them: value, words, no icon."""
        return tuple((value, words, None) for value, words in self.choices)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the field or of each of its items; one part, "text", where it has no others."""
        return PARTS.get(self.shape, ("text",))


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
    },
}

VALUE_TYPES = ("number", "boolean", "text")
DIRECTIONS = ("higher", "lower")


def partner_field(kind: str) -> str:
    """The field that names the linked proposals: a mechanism's benchmarks, a benchmark's mechanisms."""
    return "benchmarks" if kind == Kind.MECHANISM else "mechanisms"


def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind, in the order in which they are written and read, in the reader's language."""
    return _mechanism() if kind == Kind.MECHANISM else _benchmark()


def field_of(kind: str, name: str) -> FieldSpec | None:
    """One field of a kind, or None where the kind has no such field."""
    return next((spec for spec in fields_of(kind) if spec.name == name), None)


def part_word(shape: Shape, part: str) -> str:
    """The words over one part of a field."""
    words = {
        (Shape.EVIDENCE, "text"): _("What it shows"),
        (Shape.EVIDENCE, "source"): _("Source"),
        (Shape.RISKS, "risk"): _("Risk"),
        (Shape.RISKS, "safeguard"): _("Safeguard"),
        (Shape.TIMEFRAME, "label"): _("In words"),
        (Shape.TIMEFRAME, "start"): _("Start"),
        (Shape.TIMEFRAME, "end"): _("End"),
        (Shape.BASELINE, "value"): _("Value"),
        (Shape.BASELINE, "year"): _("Year"),
        (Shape.BASELINE, "note"): _("Remark"),
        (Shape.BASELINE, "source"): _("Source"),
        (Shape.TARGET, "value"): _("Value"),
        (Shape.TARGET, "year"): _("Year"),
        (Shape.TARGET, "note"): _("Remark"),
    }
    return words.get((shape, part), "")


def _mechanism() -> tuple[FieldSpec, ...]:
    paragraphs = _("An empty line begins a new paragraph.")
    one_a_line = _("One on each line.")
    return (
        FieldSpec("title", _("Title"), _("One line, as it will stand in the document."), Shape.LINE, True),
        FieldSpec(
            "summary",
            _("Summary"),
            _("What is proposed, in two or three sentences.") + " " + paragraphs,
            Shape.PARAGRAPHS,
            True,
            5_000,
        ),
        FieldSpec(
            "problem",
            _("The problem"),
            _("What is wrong today, and for whom.") + " " + paragraphs,
            Shape.PARAGRAPHS,
            True,
            10_000,
        ),
        FieldSpec(
            "how_it_works",
            _("How it works"),
            _("The steps, in order, one on each line."),
            Shape.LINES,
            True,
            2_000,
        ),
        FieldSpec("responsible", _("Who is responsible"), one_a_line, Shape.LINES, True),
        FieldSpec("beneficiaries", _("Who benefits"), one_a_line, Shape.LINES),
        FieldSpec("prerequisites", _("What must be there first"), one_a_line, Shape.LINES, False, 1_000),
        FieldSpec(
            "evidence",
            _("Evidence"),
            _("What has been tried and what it showed, each with the code of its source."),
            Shape.EVIDENCE,
            True,
            2_000,
        ),
        FieldSpec(
            "risks",
            _("Risks and safeguards"),
            _("What may go wrong for people’s rights, and what prevents it."),
            Shape.RISKS,
            False,
            2_000,
        ),
        FieldSpec(
            "timeframe", _("Time frame"), _("In words, and as dates where they are known."), Shape.TIMEFRAME
        ),
        FieldSpec(
            "benchmarks", _("Benchmarks"), _("How one will know that it works."), Shape.CODES, False, 40
        ),
        FieldSpec(
            "contributions",
            _("Derived from"),
            _("The contributions this grew out of."),
            Shape.CODES,
            False,
            80,
        ),
        FieldSpec("tags", _("Subjects"), _("A few words, separated by commas."), Shape.WORDS, False, 60),
    )


def _benchmark() -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("title", _("Title"), _("One line, as it will stand in the document."), Shape.LINE, True),
        FieldSpec(
            "definition",
            _("Definition"),
            _("What exactly is counted or measured."),
            Shape.PARAGRAPHS,
            True,
            5_000,
        ),
        FieldSpec("unit", _("Unit"), _("Such as: countries, per cent of families."), Shape.LINE, True, 100),
        FieldSpec(
            "value_type",
            _("Kind of value"),
            "",
            Shape.CHOICE,
            choices=(("number", _("A number")), ("boolean", _("Yes or no")), ("text", _("Words"))),
        ),
        FieldSpec(
            "decimals", _("Decimals shown"), _("How many digits after the point, from 0 to 6."), Shape.NUMBER
        ),
        FieldSpec(
            "baseline",
            _("Baseline"),
            _(
                "Where things stand at the start. Without a figure, say in the remark by when it will be established."
            ),
            Shape.BASELINE,
            True,
            1_000,
        ),
        FieldSpec("target", _("Target"), _("The value to reach, and the year."), Shape.TARGET, True, 1_000),
        FieldSpec(
            "direction",
            _("Which way is better"),
            "",
            Shape.CHOICE,
            choices=(("higher", _("Higher is better")), ("lower", _("Lower is better"))),
        ),
        FieldSpec(
            "means_of_verification",
            _("Means of verification"),
            _("Where the figure comes from and who can check it."),
            Shape.PARAGRAPHS,
            True,
            5_000,
        ),
        FieldSpec("frequency", _("How often"), _("Such as: yearly."), Shape.LINE, True, 100),
        FieldSpec(
            "disaggregation", _("Broken down by"), _("One on each line, such as sex or age."), Shape.LINES
        ),
        FieldSpec("responsible", _("Who measures"), "", Shape.LINE, True),
        FieldSpec(
            "assumptions",
            _("Assumptions"),
            _("What has to hold for the target to make sense."),
            Shape.PARAGRAPHS,
            False,
            5_000,
        ),
        FieldSpec("mechanisms", _("Mechanisms"), _("What this benchmark measures."), Shape.CODES, False, 40),
    )
