"""What positions are called: on the sheet, in a sentence, in a table; and the shape that goes with each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

from babel.lists import format_list

from app.kernel.i18n import current_locale, ngettext
from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule
from app.voting.counting import Counts
from app.voting.models import Willing

NAMED = 5

# The fill of the seats for each shape: colour, pattern, word and number, in that order.
FILLS = {"support": "", "reservation": "hatch", "abstain": "dots", "object": "cross", "none": "away"}


@dataclass(frozen=True)
class Called:
    """A position in words: as it is chosen, as a delegation does it, as a count is headed; and its shape."""

    label: str
    told: str
    counted: str
    shape: str


@dataclass(frozen=True)
class Slice:
    """So many seats of one kind, for a row of seats and its key."""

    name: str
    n: int
    word: str
    head: str
    fill: str


def called_position(name: str) -> Called:
    """The words of a position of any preset; a score is its own word."""
    return _called(name, current_locale())


@lru_cache(maxsize=512)
def _called(name: str, _locale: str) -> Called:
    words = _words()
    if name in words:
        return words[name]
    if name.isascii() and name.isdigit():
        shape = "object" if int(name) <= 3 else "support" if int(name) >= 7 else "abstain"
        return Called(name, _("gives it %(n)s of 9") % {"n": name}, name, shape)
    return Called(name, name, name, "abstain")


def willing_words() -> list[tuple[str, str]]:
    """What a delegation can say that it would do for a pilot, in the order of the sheet, each with its words."""
    return [
        (Willing.LEAD, _("We would lead it")),
        (Willing.PARTNER, _("We would be a partner")),
        (Willing.FUND, _("We would help to fund it")),
        (Willing.NONE, _("We would take no part")),
    ]


def preset_words(name: str) -> tuple[str, str]:
    """What a preset is called, and in a sentence who decides so."""
    return {
        "consultation": (
            _("Consultation: two thirds, and no constituency overruled"),
            _(
                "Support, with or without a reservation, abstain, object. The rule of this platform for recommendations."
            ),
        ),
        "consent": (_("Consent"), _("Consent, a concern, or an objection, as in consent decision-making.")),
        "rough_consensus": (
            _("Rough consensus"),
            _("Agree, abstain, or an objection that is answered; heads are not counted (RFC 7282)."),
        ),
        "evaluation": (
            _("Evaluation"),
            _("Yes, no objection, discuss, abstain, recuse, as the IESG evaluates a document."),
        ),
        "committee": (
            _("Two thirds, and at most one quarter against"),
            _(
                "Approve, with or without comments, disapprove with reasons, abstain (ISO/IEC Directives, Part 1)."
            ),
        ),
        "un_recorded_vote": (
            _("Recorded vote"),
            _("In favour, against, abstaining, as in a recorded vote of the General Assembly."),
        ),
        "un_without_vote": (
            _("Without a vote"),
            _("It passes unless a delegation objects; a delegation may dissociate itself."),
        ),
        "multi_class": (
            _("Majority in every constituency"),
            _("Yes, no, abstain; every constituency must carry it, as in the CA/Browser Forum."),
        ),
        "simple_majority": (_("Simple majority"), _("Yes, no, abstain; more yes than no.")),
        "silence": (_("Silence"), _("Who says nothing lets it pass; one objection stops it.")),
        "rating_1_9": (_("Rating from 1 to 9"), _("Enough scores from 7 to 9, and few from 1 to 3.")),
        "approval": (_("Approval"), _("Every delegation approves as many as it likes.")),
    }[name]


def slices_of(rule: Rule, counts: Counts) -> tuple[Slice, ...]:
    """The seats of these counts in the order of the rule, and at the end those that gave no position."""
    found = []
    for stance in rule.stances:
        if not stance.offered and not counts[stance.name]:
            continue
        word = called_position(stance.name)
        found.append(Slice(stance.name, counts[stance.name], word.counted, word.label, FILLS[word.shape]))
    return (*found, Slice("not_voted", counts.not_voted, _("not given"), _("Not given"), "open"))


def share_words(share: tuple[int, int]) -> str:
    """A share as it is read: "two thirds", "half", otherwise in per cent or as "3 of 7"."""
    return _share_words(share, current_locale())


@lru_cache(maxsize=512)
def _share_words(share: tuple[int, int], _locale: str) -> str:
    divisor = gcd(*share)
    n, of = share[0] // divisor, share[1] // divisor
    words = {
        (1, 2): _("half"),
        (1, 3): _("one third"),
        (2, 3): _("two thirds"),
        (1, 4): _("one quarter"),
        (3, 4): _("three quarters"),
    }
    if (n, of) in words:
        return words[n, of]
    if 100 % of == 0:
        return _("%(n)s per cent") % {"n": n * (100 // of)}
    return _("%(n)s in %(of)s") % {"n": n, "of": of}


def name_list(names: Sequence[str]) -> str:
    """ "Mauritius and Thailand"; a long list ends with how many more there are."""
    shown = list(names[:NAMED]) if len(names) > NAMED + 1 else list(names)
    more = len(names) - len(shown)
    if more:
        shown.append(ngettext("%(n)s other", "%(n)s others", more) % {"n": more})
    return listed(shown)


def listed(parts: Sequence[str]) -> str:
    """All of these, joined as the reader's language joins them."""
    locale = current_locale()
    return format_list(list(parts), locale="en_GB" if locale == "en" else locale)


def _words() -> dict[str, Called]:
    return {
        "support": Called(_("Support"), _("supports"), _("support"), "support"),
        "support_with_reservation": Called(
            _("With reservation"), _("supports with reservation"), _("with reservation"), "reservation"
        ),
        "abstain": Called(_("Abstain"), _("abstains"), _("abstain"), "abstain"),
        "object": Called(_("Object"), _("objects"), _("object"), "object"),
        "consent": Called(_("Consent"), _("consents"), _("consent"), "support"),
        "concern": Called(_("Concern"), _("consents with a concern"), _("with a concern"), "reservation"),
        "objection": Called(_("Objection"), _("objects"), _("object"), "object"),
        "objection_overruled": Called(
            _("Overruled"), _("objected and was overruled"), _("overruled"), "reservation"
        ),
        "agree": Called(_("Agree"), _("agrees"), _("agree"), "support"),
        "yes": Called(_("Yes"), _("says yes"), _("yes"), "support"),
        "no": Called(_("No"), _("says no"), _("no"), "object"),
        "no_objection": Called(_("No objection"), _("has no objection"), _("no objection"), "reservation"),
        "discuss": Called(_("Discuss"), _("asks to discuss"), _("discuss"), "object"),
        "recuse": Called(_("Recuse"), _("has recused itself"), _("recused"), "none"),
        "approve": Called(_("Approve"), _("approves"), _("approve"), "support"),
        "approve_with_comments": Called(
            _("With comments"), _("approves with comments"), _("with comments"), "reservation"
        ),
        "disapprove": Called(_("Disapprove"), _("disapproves"), _("disapprove"), "object"),
        "not_approve": Called(_("Leave out"), _("does not approve"), _("left out"), "object"),
        "in_favour": Called(_("In favour"), _("is in favour"), _("in favour"), "support"),
        "against": Called(_("Against"), _("is against"), _("against"), "object"),
        "abstaining": Called(_("Abstain"), _("abstains"), _("abstain"), "abstain"),
        "dissociate": Called(_("Dissociate"), _("dissociates itself"), _("dissociated"), "abstain"),
    }
