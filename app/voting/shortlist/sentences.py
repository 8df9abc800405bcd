"""A balanced list in sentences: how it is computed, what the lists differ in, and whom each leaves with nothing."""

from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.voting.conditions import Class
from app.voting.shortlist.rules import Step
from app.voting.shortlist.views import Entry, Shortlist
from app.voting.words import called_position, listed


def method_sentences(found: Shortlist) -> list[str]:
    """How both lists are computed, so that anybody can do it again from the published register."""
    rule = found.view.rule
    favour = [
        called_position(stance.name).label
        for stance in rule.stances
        if stance.counts_as is Class.AFFIRMATIVE and stance.offered
    ]
    return [
        _("Only proposals that carried may be on a list. What counts as being for one: %(positions)s.")
        % {"positions": listed(favour)},
        _("Related organisations count as one and have one share between them.")
        if rule.related_as_one
        else _("Every delegation of the electorate has the same share, whatever its size."),
        _(
            "The balanced list (Method of Equal Shares, Peters and Skowron 2020): the places of the list are divided equally among %(n)s shares, and each proposal costs one place, which those for it pay in equal parts, or with all that somebody has left. Next on the list is the one that costs those who pay most for it the least."
        )
        % {"n": len(found.voters)},
        _(
            "When no proposal can be paid for any more, everybody is given more at the same pace, until those for one proposal can pay for it (Phragmén). So nobody's unused share is lost, and the largest group does not take the places that are left."
        ),
        _("The plain ranking: the proposals that most delegations are for."),
        _(
            "In both lists a tie goes to the proposal with more delegations for it, then to the one that stands first on the ballot."
        ),
    ]


def differs_sentence(found: Shortlist) -> str:
    """How many proposals the two lists do not share."""
    n = len(found.only_balanced)
    if n == 0:
        return _("Both lists have the same proposals.")
    text = ngettext("The lists differ in %(num)s proposal.", "The lists differ in %(num)s proposals.", n)
    return text % {"num": n}


def apart_sentences(found: Shortlist) -> list[str]:
    """What only one of the lists has, by code."""
    if not found.only_balanced:
        return []
    return [
        _("Only the balanced list has %(codes)s.")
        % {"codes": listed([entry.line.code for entry in found.only_balanced])},
        _("Only the plain ranking has %(codes)s.")
        % {"codes": listed([entry.line.code for entry in found.only_ranked])},
    ]


def left_sentences(found: Shortlist) -> list[str]:
    """Whom each list leaves with nothing, by name; and who is for nothing that carried."""
    sentences = []
    for one, nobody, without in (
        (
            lambda n: ngettext(
                "The balanced list leaves %(num)s delegation with nothing: %(names)s.",
                "The balanced list leaves %(num)s delegations with nothing: %(names)s.",
                n,
            ),
            _("The balanced list has something for every delegation that is for anything which carried."),
            found.without_balanced,
        ),
        (
            lambda n: ngettext(
                "The plain ranking leaves %(num)s delegation with nothing: %(names)s.",
                "The plain ranking leaves %(num)s delegations with nothing: %(names)s.",
                n,
            ),
            _("The plain ranking has something for every delegation that is for anything which carried."),
            found.without_ranked,
        ),
        (
            lambda n: ngettext(
                "%(num)s delegation is for nothing that carried, so that no list can have anything for it: %(names)s.",
                "%(num)s delegations are for nothing that carried, so that no list can have anything for them: %(names)s.",
                n,
            ),
            "",
            found.without_wish,
        ),
    ):
        n = len(without)
        if n:
            sentences.append(one(n) % {"num": n, "names": listed([voter.name for voter in without])})
        elif nobody:
            sentences.append(nobody)
    return sentences


def how_taken(entry: Entry) -> str:
    """How a proposal came onto the balanced list; empty on the plain ranking."""
    if entry.step is Step.SHARES:
        return _("paid for from the shares")
    if entry.step is Step.COMPLETION:
        return _("taken when everybody was given more")
    if entry.step is Step.ORDER:
        return _("nobody is for it; taken in the order of the ballot")
    return ""


def kind_words() -> list[tuple[str, str]]:
    """What can be on the list, for the choice."""
    return [
        ("", _("Mechanisms and benchmarks")),
        ("mechanism", _("Mechanisms")),
        ("benchmark", _("Benchmarks")),
    ]
