"""Which of several amendments to one paragraph is it, where more than one carries. Pure, and the same in the verifier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.kernel.i18n import gettext as _
from app.voting.conditions import Outcome
from app.voting.counting import Result

CARRIED = (Outcome.CONSENSUS, Outcome.ADOPTED)


@dataclass(frozen=True)
class Amends:
    """What an amendment changes: a paragraph of a field of a text; a field without paragraphs has an empty one."""

    text: str
    field: str
    paragraph: str = ""

    def as_dict(self) -> dict[str, str]:
        """The same for the register and for programs."""
        return {"text": self.text, "field": self.field, "paragraph": self.paragraph}


def fallen(lines: Iterable[tuple[str, Amends | None, Outcome]]) -> dict[str, str]:
    """Which amendments fall, each with the code of the one that was adopted before it and excludes it.

    `lines` are those of a ballot in their order: the code of each, what it amends (None for a text), and what it came to by
    itself. Of several to one paragraph of a text the one furthest from the text stands first and is decided first (rules 90
    and 130 of the rules of procedure of the General Assembly, A/520: "the amendment furthest removed in substance from the
    original proposal", and "where the adoption of one amendment necessarily implies the rejection of another amendment, the
    latter shall not be put to the vote"). The first that carries is it; each later one that would have carried falls. One
    that did not carry by itself does not fall, and other paragraphs and texts are not touched.
    """
    first: dict[Amends, str] = {}
    found: dict[str, str] = {}
    for code, amends, outcome in lines:
        if amends is None or outcome not in CARRIED:
            continue
        if amends in first:
            found[code] = first[amends]
        else:
            first[amends] = code
    return found


def settle(lines: Sequence[tuple[str, Amends | None, Result]]) -> list[Result]:
    """What the lines of a ballot came to together, in the same order: of those that fall the outcome is `not_adopted`, and
    why says what they fell to; every count stays as it is, and so does every other line."""
    fell = fallen((code, amends, result.outcome) for code, amends, result in lines)
    return [_fallen(result, fell[code]) if code in fell else result for code, _amends, result in lines]


def _fallen(result: Result, to: str) -> Result:
    return replace(result, outcome=Outcome.NOT_ADOPTED, why=(not_put(to, result.rule.is_secret),), fell_to=to)


def not_put(to: str, secret: bool = False) -> str:
    """Why an amendment fell, in a sentence."""
    sentence = (
        _("Not put: %(code)s comes before it, carried, and excludes this one (GA rule 130).")
        if secret
        else _("Not put: %(code)s comes before it, was adopted, and excludes this one (GA rule 130).")
    )
    return sentence % {"code": to}


def together(lines: Mapping[str, Amends | None], code: str) -> list[str]:
    """The codes of the lines that are decided together with this one: the amendments to the same paragraph, else itself."""
    amends = lines.get(code)
    if amends is None:
        return [code]
    return [other for other, theirs in lines.items() if theirs == amends]
