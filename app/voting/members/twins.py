"""The sentences of rules and results as they are said of members, who have a position of their own, in place of delegations.

What a rule and a result say is written once, of delegations; `speaking_of` has the same said of members meanwhile. The
twins stand here in full, each a sentence to translate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.kernel import i18n
from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule
from app.voting.members.rules import by_members

_OF_MEMBERS: ContextVar[bool] = ContextVar("of_members", default=False)


@contextmanager
def speaking_of(rule: Rule) -> Iterator[None]:
    """Have what is said under this rule said of whoever has a position: delegations, or members."""
    token = _OF_MEMBERS.set(by_members(rule))
    try:
        yield
    finally:
        _OF_MEMBERS.reset(token)


def gettext(text: str) -> str:
    """A sentence in the reader's language; of members where these are spoken of."""
    return (_OF_MEMBERS.get() and _twins().get(text)) or i18n.gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The same of a number."""
    return (_OF_MEMBERS.get() and _counted(n).get(one)) or i18n.ngettext(one, many, n)


def _twins() -> dict[str, str]:
    return {
        "In every constituency at least %(share)s of the delegations must have given a position.": _(
            "In every constituency at least %(share)s of the members must have given a position."
        ),
        "It is not adopted when more than %(share)s of the delegations of one constituency that did not abstain object.": _(
            "It is not adopted when more than %(share)s of the members of one constituency that did not abstain object."
        ),
        "There is a decision when more than %(share)s of all delegations gave a position, abstentions included.": _(
            "There is a decision when more than %(share)s of all members gave a position, abstentions included."
        ),
        "There is a decision when at least %(share)s of all delegations gave a position, abstentions included.": _(
            "There is a decision when at least %(share)s of all members gave a position, abstentions included."
        ),
        "Whoever has recused itself is not counted among the delegations.": _(
            "Whoever has recused itself is not counted among the members."
        ),
        "In any case at least %(share)s of all delegations must be in favour.": _(
            "In any case at least %(share)s of all members must be in favour."
        ),
        "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it, with or without a reservation.": _(
            "Otherwise it is adopted when at least %(share)s of the members that did not abstain support it, with or without a reservation."
        ),
        "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it without a reservation.": _(
            "Otherwise it is adopted when at least %(share)s of the members that did not abstain support it without a reservation."
        ),
        "the delegations that did not abstain": _("the members that did not abstain"),
        "the delegations that gave a position": _("the members that gave a position"),
        "all delegations": _("all members"),
        "No quorum: no delegation may take a position on this ballot.": _(
            "No quorum: no member may take a position on this ballot."
        ),
        "No quorum: fewer than %(needed)s delegations gave a position, which are too few to be counted without showing whose is whose.": _(
            "No quorum: fewer than %(needed)s members gave a position, which are too few to be counted without showing whose is whose."
        ),
        "Consensus: %(n)s of the %(of)s delegations gave a position, and none of them objects.": _(
            "Consensus: %(n)s of the %(of)s members gave a position, and none of them objects."
        ),
        "Consensus: none of the %(of)s delegations objects.": _(
            "Consensus: none of the %(of)s members objects."
        ),
        "%(n)s of the %(of)s delegations that did not abstain support it, %(reserved)s of them with a reservation": _(
            "%(n)s of the %(of)s members that did not abstain support it, %(reserved)s of them with a reservation"
        ),
        "No delegation is in favour.": _("No member is in favour."),
        "No delegation objects.": _("No member objects."),
        "No delegation gave “%(word)s”.": _("No member gave “%(word)s”."),
        "No delegation here supports or objects, so that it does not block.": _(
            "No member here supports or objects, so that it does not block."
        ),
        "No delegation here objects.": _("No member here objects."),
        "Open: each position with its delegation": _("Open: each position with the member who gave it"),
        "After the close only totals are published: how many of each constituency gave each position. No delegation is named with one.": _(
            "After the close only totals are published: how many of each constituency gave each position. No member is named with one."
        ),
        "Reasons are published word for word, without the delegation that gave them.": _(
            "Reasons are published word for word, without the member that gave them."
        ),
        "Constituencies in which fewer than %(smallest)s delegations gave a position on a text are counted together with the next smallest.": _(
            "Constituencies in which fewer than %(smallest)s members gave a position on a text are counted together with the next smallest."
        ),
        "Where fewer than %(smallest)s delegations in all gave a position on a text, nothing of it is counted or published, and it is as without a quorum.": _(
            "Where fewer than %(smallest)s members in all gave a position on a text, nothing of it is counted or published, and it is as without a quorum."
        ),
        "A delegation votes on a text once. What was handed in cannot be changed, as nobody could find it again.": _(
            "A member votes on a text once. What was handed in cannot be changed, as nobody could find it again."
        ),
    }


def _counted(n: int) -> dict[str, str]:
    return {
        "at least %(n)s delegation gives “%(word)s”": i18n.ngettext(
            "at least %(n)s member gives “%(word)s”", "at least %(n)s members give “%(word)s”", n
        ),
        "at least %(n)s delegation is in favour": i18n.ngettext(
            "at least %(n)s member is in favour", "at least %(n)s members are in favour", n
        ),
        "It is not a consensus, because %(n)s delegation objects.": i18n.ngettext(
            "It is not a consensus, because %(n)s member objects.",
            "It is not a consensus, because %(n)s members object.",
            n,
        ),
        "%(n)s of the %(of)s delegations that did not abstain supports it": i18n.ngettext(
            "%(n)s of the %(of)s members that did not abstain supports it",
            "%(n)s of the %(of)s members that did not abstain support it",
            n,
        ),
        "%(n)s delegation gave “%(word)s”.": i18n.ngettext(
            "%(n)s member gave “%(word)s”.", "%(n)s members gave “%(word)s”.", n
        ),
        "%(n)s of %(of)s delegations here that did not abstain objects, which is more than %(share)s: this blocks it.": i18n.ngettext(
            "%(n)s of %(of)s members here that did not abstain objects, which is more than %(share)s: this blocks it.",
            "%(n)s of %(of)s members here that did not abstain object, which is more than %(share)s: this blocks it.",
            n,
        ),
        "%(n)s delegation supports it with a reservation.": i18n.ngettext(
            "%(n)s member supports it with a reservation.", "%(n)s members support it with a reservation.", n
        ),
        "%(n)s of the %(of)s delegations supports it": i18n.ngettext(
            "%(n)s of the %(of)s members supports it", "%(n)s of the %(of)s members support it", n
        ),
        "%(n)s of the %(of)s delegations that gave a position supports it": i18n.ngettext(
            "%(n)s of the %(of)s members that gave a position supports it",
            "%(n)s of the %(of)s members that gave a position support it",
            n,
        ),
        "%(name)s blocked it: %(n)s of %(of)s delegations there that did not abstain objects, which is more than %(share)s.": i18n.ngettext(
            "%(name)s blocked it: %(n)s of %(of)s members there that did not abstain objects, which is more than %(share)s.",
            "%(name)s blocked it: %(n)s of %(of)s members there that did not abstain object, which is more than %(share)s.",
            n,
        ),
        "%(name)s did not block it: %(n)s of %(of)s delegations there that did not abstain objects, exactly %(share)s, and only more than that blocks.": i18n.ngettext(
            "%(name)s did not block it: %(n)s of %(of)s members there that did not abstain objects, exactly %(share)s, and only more than that blocks.",
            "%(name)s did not block it: %(n)s of %(of)s members there that did not abstain object, exactly %(share)s, and only more than that blocks.",
            n,
        ),
        "%(n)s delegation is in favour.": i18n.ngettext(
            "%(n)s member is in favour.", "%(n)s members are in favour.", n
        ),
        "%(n)s delegation objects.": i18n.ngettext("%(n)s member objects.", "%(n)s members object.", n),
        "%(n)s of %(of)s delegations here that gave a position objects.": i18n.ngettext(
            "%(n)s of %(of)s members here that gave a position objects.",
            "%(n)s of %(of)s members here that gave a position object.",
            n,
        ),
        "%(n)s of %(of)s delegations here that did not abstain objects, which is exactly %(share)s: only more than that blocks.": i18n.ngettext(
            "%(n)s of %(of)s members here that did not abstain objects, which is exactly %(share)s: only more than that blocks.",
            "%(n)s of %(of)s members here that did not abstain object, which is exactly %(share)s: only more than that blocks.",
            n,
        ),
        "%(n)s of %(of)s delegations here that did not abstain objects; only more than %(share)s blocks.": i18n.ngettext(
            "%(n)s of %(of)s members here that did not abstain objects; only more than %(share)s blocks.",
            "%(n)s of %(of)s members here that did not abstain object; only more than %(share)s blocks.",
            n,
        ),
        "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for more than %(share)s of them, which is %(needed)s.": i18n.ngettext(
            "No quorum: %(n)s of the %(of)s members gave a position, and the rule asks for more than %(share)s of them, which is %(needed)s.",
            "No quorum: %(n)s of the %(of)s members gave a position, and the rule asks for more than %(share)s of them, which are %(needed)s.",
            n,
        ),
        "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for at least %(share)s of them, which is %(needed)s.": i18n.ngettext(
            "No quorum: %(n)s of the %(of)s members gave a position, and the rule asks for at least %(share)s of them, which is %(needed)s.",
            "No quorum: %(n)s of the %(of)s members gave a position, and the rule asks for at least %(share)s of them, which are %(needed)s.",
            n,
        ),
    }
