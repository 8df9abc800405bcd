"""The rule of a ballot as a form: what is drawn, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, QueryParams

from app.consultations.models import Constituency
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.voting.asked import rule_sentences
from app.voting.conditions import Disclosure, Franchise
from app.voting.disclosure.rules import SMALLEST
from app.voting.disclosure.sentences import disclosure_choices
from app.voting.members.queries import Member
from app.voting.members.sentences import franchise_choices, who_sentence
from app.voting.models import Choice
from app.voting.presets import CONSULTATION, PRESETS, SILENCE
from app.voting.proxy.sentences import proxy_choices
from app.voting.words import preset_words, share_words

# The shares a form offers; programs may name any.
SUPPORT_SHARES = ((1, 2), (3, 5), (2, 3), (3, 4), (1, 1))
BLOCK_SHARES = ((1, 4), (1, 3), (1, 2), (2, 3))
BACKING_SHARES = ((1, 4), (1, 3), (1, 2), (2, 3))
FIELDS = (
    "preset",
    "quorum",
    "support",
    "block",
    "reservations",
    "opposition",
    "quorum_each",
    "backing",
    "few",
    "if_few",
    "franchise",
    "related",
    "disclosure",
    "smallest",
    "proxies",
    "running",
)
# Where a sentence of `chosen_rule` stands on the form.
NAMES = {
    "quorum_percent": "quorum",
    "adoption_support_fraction": "support",
    "support_fraction": "support",
    "constituency_block_fraction": "block",
    "support_positions": "reservations",
    "opposition_fraction": "opposition",
    "quorum_each_percent": "quorum_each",
    "backing_fraction": "backing",
    "related_as_one": "related",
}


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, with the sentence at each field; drawn by the same template as an opening."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]

    def value(self, _form: str, name: str, standing: Any = "") -> Any:
        """What was typed, or what stands there."""
        return self.values.get(name, standing)

    def error(self, _form: str, name: str) -> str:
        """The sentence at a field."""
        return self.errors.get(name, "")

    def marked(self, form: str) -> dict[str, str]:
        """The sentences by the id of their control."""
        return {f"{form}-{name}": words for name, words in self.errors.items()}


@dataclass(frozen=True)
class RuleChoices:
    """What the form of a rule offers, in the reader's words."""

    presets: Sequence[tuple[str, str]]
    described: Sequence[tuple[str, str, tuple[str, ...]]]
    support: Sequence[tuple[str, str]]
    block: Sequence[tuple[str, str]]
    backing: Sequence[tuple[str, str]]
    within: Sequence[tuple[str, str]]
    constituencies: Sequence[tuple[str, str]]
    disclosures: Sequence[tuple[str, str]]
    smallest: int
    proxies: Sequence[tuple[str, str]]
    franchises: Sequence[tuple[str, str]]
    members: str = ""


def rule_choices(
    constituencies: Sequence[Constituency], members: Sequence[Member] | None = None
) -> RuleChoices:
    """The choices of a consultation with these constituencies; `members` are those that would have a position of their own
    in a ballot that is opened now, None where none is opened."""
    as_is = ("", _("as the rule says"))
    more = ("more", _("more than half"))
    shares = [
        (f"{n}/{of}", _("at least %(share)s") % {"share": share_words((n, of))}) for n, of in SUPPORT_SHARES
    ]
    return RuleChoices(
        presets=[(name, preset_words(name)[0]) for name in PRESETS if name != SILENCE.preset],
        described=[
            (name, preset_words(name)[1], rule_sentences(rule))
            for name, rule in PRESETS.items()
            if name != SILENCE.preset
        ],
        support=[as_is, *((f"{n}/{of}", share_words((n, of))) for n, of in SUPPORT_SHARES)],
        block=[as_is, *((f"{n}/{of}", share_words((n, of))) for n, of in BLOCK_SHARES)],
        backing=[("", _("not asked")), *((f"{n}/{of}", share_words((n, of))) for n, of in BACKING_SHARES)],
        within=[("", _("not asked by itself")), more, *shares],
        constituencies=[
            (each.code, each.name_i18n.get(current_locale(), each.name)) for each in constituencies
        ],
        disclosures=disclosure_choices(),
        smallest=SMALLEST,
        proxies=proxy_choices(),
        franchises=franchise_choices(),
        members="" if members is None else who_sentence(members),
    )


def rule_in(form: FormData | QueryParams) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rule of a ballot as typed, to be drawn again, and as `chosen_rule` takes it. Shares are sent as `2/3`."""
    typed = {name: _typed(form, name) for name in FIELDS}
    typed |= {name: _typed(form, name) for name in form if name.startswith("class.")}
    rule: dict[str, Any] = {"preset": typed["preset"] or CONSULTATION.preset}
    if quorum := typed["quorum"].strip():
        rule["quorum_percent"] = _whole(quorum)
    if each := typed["quorum_each"].strip():
        rule["quorum_each_percent"] = _whole(each)
    if typed["backing"]:
        rule["backing_fraction"] = _share(typed["backing"])
    if typed["franchise"] not in ("", Franchise.DELEGATION):
        rule["franchise"] = typed["franchise"]
    if typed["related"]:
        rule["related_as_one"] = True
    if typed["disclosure"] not in ("", Disclosure.OPEN):
        rule["disclosure"] = typed["disclosure"]
    if smallest := typed["smallest"].strip():
        rule["smallest"] = _whole(smallest)
    if typed["proxies"] not in ("", "0"):
        rule["proxies"] = _whole(typed["proxies"])
    if typed["running"]:
        rule["running"] = True
    rule |= _of_consultation(typed) if rule["preset"] == CONSULTATION.preset else _of_others(typed)
    return typed, rule


def _of_consultation(typed: Mapping[str, str]) -> dict[str, Any]:
    positions = [str(Choice.SUPPORT)]
    if typed["reservations"] != "no":
        positions.append(str(Choice.SUPPORT_WITH_RESERVATION))
    rule: dict[str, Any] = {"support_positions": positions}
    if typed["support"]:
        rule["adoption_support_fraction"] = _share(typed["support"])
    if typed["block"]:
        rule["constituency_block_fraction"] = _share(typed["block"])
    return rule


def _of_others(typed: Mapping[str, str]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    if typed["support"]:
        rule["support_fraction"] = _share(typed["support"])
    if typed["opposition"]:
        rule["opposition_fraction"] = _share(typed["opposition"])
    classes = [
        {
            "constituency": name.removeprefix("class."),
            "fraction": [1, 2] if share == "more" else _share(share),
            "more_than": share == "more",
        }
        for name, share in typed.items()
        if name.startswith("class.") and share
    ]
    if classes:
        rule["classes"] = classes
    if few := typed["few"].strip():
        rule["few"] = _whole(few)
        rule["few_fails"] = typed["if_few"] == "fails"
    return rule


def _typed(form: FormData | QueryParams, name: str) -> str:
    value = form.get(name, "")
    return value[:200] if isinstance(value, str) else ""


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text


def _share(text: str) -> list[int]:
    n, _slash, of = text.partition("/")
    return [int(n), int(of)] if all(p.isascii() and p.isdigit() and len(p) < 5 for p in (n, of)) else []
