"""What a disclosure is called, and what it means for those who are about to give a position."""

from app.voting.conditions import Disclosure, Rule
from app.voting.members.twins import gettext as _
from app.voting.presets import BLOCK


def disclosure_words(disclosure: Disclosure) -> str:
    """What is published after the close, in a few words."""
    return {
        Disclosure.OPEN: _("Open: each position with its delegation"),
        Disclosure.TOTALS: _("Totals of the constituencies only"),
        Disclosure.SECRET: _("Secret ballot"),
    }[disclosure]


def disclosure_choices() -> list[tuple[str, str]]:
    """What a form offers, in order."""
    return [(str(each), disclosure_words(each)) for each in Disclosure]


def disclosure_sentences(rule: Rule) -> tuple[str, ...]:
    """What is published, what is counted together and what a secret ballot is not; nothing where the ballot is open, as
    most are."""
    if rule.is_open:
        return ()
    told = []
    if rule.is_secret:
        told += [
            _("The ballot is secret: nobody learns which position is whose, neither before the close nor after it, unless all of those counted together gave the same."),
            _("After the close the papers are published under random keys, and how many there were of each position."),
        ]  # fmt: skip
    else:
        told += [
            _("After the close only totals are published: how many of each constituency gave each position. No delegation is named with one."),
            _("Reasons are published word for word, without the delegation that gave them."),
        ]  # fmt: skip
    told += [
        _("Constituencies in which fewer than %(smallest)s delegations gave a position on a text are counted together with the next smallest.")
        % {"smallest": rule.smallest},
        _("Where fewer than %(smallest)s delegations in all gave a position on a text, nothing of it is counted or published, and it is as without a quorum.")
        % {"smallest": rule.smallest},
    ]  # fmt: skip
    if any(each.name == BLOCK for each in rule.conditions):
        told.append(
            _(
                "Those that are counted together block together: a small constituency by itself blocks nothing."
            )
        )
    if rule.is_secret:
        told += [
            _("A delegation votes on a text once. What was handed in cannot be changed, as nobody could find it again."),
            _("A secret ballot shows the mood and adopts no text: whatever it comes to, its texts are ready for decision again afterwards."),
        ]  # fmt: skip
    return tuple(told)
