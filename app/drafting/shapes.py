"""What a field of a text can hold: its shape, its parts, and the words over them."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.i18n import gettext as _


class Shape(StrEnum):
    """What a field holds, and so how it is asked for, stored and compared."""

    LINE = "line"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"
    EVIDENCE = "evidence"
    RISKS = "risks"
    PRACTICES = "practices"
    MILESTONES = "milestones"
    TIMEFRAME = "timeframe"
    BASELINE = "baseline"
    TARGET = "target"
    SMART = "smart"
    MARKERS = "markers"
    NUMBER = "number"
    CHOICE = "choice"
    LANGUAGE = "language"
    WORDS = "words"
    CODES = "codes"


# What the review of a benchmark asks: is it specific, measurable, achievable, relevant, bound to a time?
CRITERIA = ("specific", "measurable", "achievable", "relevant", "time_bound")

# The cross-cutting concerns a text may serve (domain A24).
MARKERS = ("human_rights", "gender", "children", "most_vulnerable", "disability")

# The parts of a field that has several, in the order in which they are read.
PARTS: dict[Shape, tuple[str, ...]] = {
    Shape.EVIDENCE: ("text", "source"),
    Shape.RISKS: ("risk", "safeguard"),
    Shape.PRACTICES: ("text", "place", "years", "results"),
    Shape.MILESTONES: ("value", "year", "note"),
    Shape.TIMEFRAME: ("label", "start", "end"),
    Shape.BASELINE: ("value", "year", "note", "source"),
    Shape.TARGET: ("value", "year", "note"),
    Shape.SMART: tuple(part for name in CRITERIA for part in (name, f"{name}_note")),
    Shape.MARKERS: MARKERS,
}

# Fields whose items have permanent ids.
LISTED = frozenset(
    {Shape.PARAGRAPHS, Shape.LINES, Shape.EVIDENCE, Shape.RISKS, Shape.PRACTICES, Shape.MILESTONES}
)

# Fields of several parts that are asked for in rows, one more whenever one is wanted.
ROWED = frozenset({Shape.EVIDENCE, Shape.RISKS, Shape.PRACTICES, Shape.MILESTONES})

# Fields that hold only those of their parts that are filled.
SPARSE = frozenset({Shape.SMART, Shape.MARKERS})


@dataclass(frozen=True)
class FieldSpec:
    """One field of a kind: its name in packages, API and storage; its words; its shape; whether it must be filled
    before the proposal is submitted (domain A3 and A4); the group of the form it stands in, none for what comes first.
    """

    name: str
    label: str
    hint: str
    shape: Shape
    required: bool = False
    limit: int = 300
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""

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

    def word_of(self, part: str) -> str:
        """The words over one part of the field."""
        return part_word(self.shape, part)

    def chosen_words(self, value: str) -> str:
        """The words of a choice; the value itself where it is no choice of the field."""
        return dict(self.choices).get(value, value)


def part_word(shape: Shape, part: str) -> str:
    """The words over one part of a field."""
    if shape is Shape.SMART and part.endswith("_note"):
        return _("Remark")
    words = {
        (Shape.EVIDENCE, "text"): _("What it shows"),
        (Shape.EVIDENCE, "source"): _("Source"),
        (Shape.RISKS, "risk"): _("Risk"),
        (Shape.RISKS, "safeguard"): _("Safeguard"),
        (Shape.PRACTICES, "text"): _("What was done"),
        (Shape.PRACTICES, "place"): _("Where"),
        (Shape.PRACTICES, "years"): _("When"),
        (Shape.PRACTICES, "results"): _("What came of it"),
        (Shape.MILESTONES, "value"): _("Value"),
        (Shape.MILESTONES, "year"): _("Year"),
        (Shape.MILESTONES, "note"): _("Remark"),
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
        (Shape.SMART, "specific"): _("Specific"),
        (Shape.SMART, "measurable"): _("Measurable"),
        (Shape.SMART, "achievable"): _("Achievable"),
        (Shape.SMART, "relevant"): _("Relevant"),
        (Shape.SMART, "time_bound"): _("Bound to a time"),
        (Shape.MARKERS, "human_rights"): _("Human rights"),
        (Shape.MARKERS, "gender"): _("Gender"),
        (Shape.MARKERS, "children"): _("Children"),
        (Shape.MARKERS, "most_vulnerable"): _("The most vulnerable"),
        (Shape.MARKERS, "disability"): _("Disability"),
    }
    return words.get((shape, part), "")
