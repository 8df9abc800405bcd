"""What each kind of round permits and to whom, in sentences (the table of domain D3)."""

from dataclasses import dataclass

from app.consultations.calendar import PERMITS, Act, RoundStage, Who
from app.consultations.models import Promise, RoundKind
from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.checklist_texts import SELECTED_FROM
from app.review.views import Room, Text
from app.voting.ratings.rules import SCALES
from app.voting.ratings.sentences import choice_words


@dataclass(frozen=True, slots=True)
class Permitted:
    """One row of the table for a kind of round: the act, whether anybody may, and who in a sentence."""

    act: str
    anybody: bool
    sentence: str


def permitted_in(kind: str, *, by_members: bool = False) -> tuple[Permitted, ...]:
    """The six rows of what a kind of round permits; `by_members` where each member has a position in its ballot."""
    labels = {
        Act.DRAFT: _("Draft"),
        Act.SUGGEST: _("Suggest changes"),
        Act.COMMENT: _("Comment"),
        Act.DISPOSE: _("Answer comments"),
        Act.SUPPORT: _("Show support"),
        Act.DECIDE: _("Decide"),
    }
    rows = zip(Act, PERMITS[RoundKind(kind)], strict=True)
    return tuple(
        Permitted(
            labels[act],
            who is not Who.NOBODY,
            _each_member() if by_members and who is Who.VOTERS else _sentence(RoundKind(kind), act, who),
        )
        for act, who in rows
    )


def kind_in_words(kind: str, *, by_members: bool = False) -> str:
    """What a kind of round is for, in one sentence."""
    if by_members:
        return _each_member()
    return {
        RoundKind.CALL_FOR_INPUT: _("Participants send contributions before anything is drafted."),
        RoundKind.DRAFTING: _("The working groups write; only they comment on their texts."),
        RoundKind.COMMENT: _(
            "Everybody comments on the texts as they stood when it opened; every comment is answered."
        ),
        RoundKind.REVISION: _("The working groups revise their texts after the comments and answer them."),
        RoundKind.RATING: _(
            "Everybody rates each text from 1 to 9; indicative, it changes the state of no text."
        ),
        RoundKind.SENSE_CHECK: _(
            "Everybody says where they stand; indicative, it changes the state of no text."
        ),
        RoundKind.LAST_CALL: _("The texts stand still, and everybody may say what must still be changed."),
        RoundKind.SILENCE: _(
            "Texts that are ready are adopted unless a delegation breaks the silence; it takes at least 72 hours."
        ),
        RoundKind.BALLOT: _("Each delegation gives one position on each text that is ready."),
        RoundKind.SELECTION: _("The representative group chooses what goes into the outcome."),
    }[RoundKind(kind)]


def promise_word(promise: Promise) -> str:
    """A promise in one word."""
    return {
        Promise.INFORM: _("Inform"),
        Promise.CONSULT: _("Consult"),
        Promise.ENGAGE: _("Engage"),
    }[promise]


def promise_in_words(promise: Promise) -> str:
    """What is promised to those who take part, in one sentence.

    After the three levels of OECD, Citizens as Partners (2001), information, consultation and active participation, and
    the promises to the public of the IAP2 spectrum of public participation.
    """
    return {
        Promise.INFORM: _("You are told in good time what is done and why."),
        Promise.CONSULT: _("You are heard, and told how what you said has changed the text, or why it has not."),
        Promise.ENGAGE: _("You write the text together with its group, and what you bring stands in it as far as can be."),
    }[promise]  # fmt: skip


def scale_words() -> list[tuple[str, str]]:
    """The scales of a sense check with their choices in words."""
    return [(scale, ", ".join(choice_words(choice) for choice in SCALES[scale])) for scale in SCALES]


def _each_member() -> str:
    return _(
        "Each member of the working groups has one position, in the constituency of the body it sits for; who sits in several groups has one."
    )


def _sentence(kind: RoundKind, act: Act, who: Who) -> str:
    words = {
        (Act.DRAFT, Who.WRITERS): _("The convenor, the rapporteur and the members of each group, on its texts."),
        (Act.DRAFT, Who.NOBODY): _("Nobody: the texts stand still while it is open."),
        (Act.SUGGEST, Who.ADMITTED): _(
            "Everybody with a seat in the consultation. Suggestions on selected words are not offered here yet."
        ),
        (Act.SUGGEST, Who.NOBODY): _("Nobody."),
        (Act.COMMENT, Who.WRITERS): _("The convenor, the rapporteur and the members of each group, on its texts."),
        (Act.COMMENT, Who.ADMITTED): _("Everybody with a seat in the consultation, observers too."),
        (Act.COMMENT, Who.NOBODY): _("Nobody: comments wait for a round that takes them."),
        (Act.DISPOSE, Who.WRITERS): _(
            "The rapporteur of each group drafts the dispositions and its convenor issues them, from the opening until the round is completed."
        ),
        (Act.DISPOSE, Who.NOBODY): _("Nobody while it is open."),
        (Act.SUPPORT, Who.WRITERS): _("The writers of each group, on its texts. It decides nothing."),
        (Act.SUPPORT, Who.ADMITTED): _("Everybody with a seat in the consultation says where they stand. It decides nothing."),
        (Act.SUPPORT, Who.NOBODY): _("Nobody."),
        (Act.DECIDE, Who.VOTERS): _("Heads of delegation and their alternates: one position for each delegation."),
        (Act.DECIDE, Who.NOBODY): _("Nobody: nothing is decided in it."),
    }  # fmt: skip
    said = words[act, who]
    if act is Act.DRAFT and kind is RoundKind.COMMENT:
        note = _("What they save is a new version; the round stays about the text that stood when it opened.")
        return f"{said} {note}"
    if kind is RoundKind.SELECTION and act is Act.DECIDE:
        return _("The representative group.")
    if kind is RoundKind.SILENCE and act is Act.DECIDE:
        return _("Heads of delegation and their alternates may break the silence, with a reason.")
    return said


def waits_for(room: Room, text: Text, *, by_members: bool = False) -> str:
    """What a text in the scope of a round waits for, in one sentence; empty where it waits for nothing. `by_members` where
    each member has a position in its ballot."""
    if text.state == ProposalState.DRAFT:
        return _("Its group has not submitted it yet.")
    if text.waiting_here:
        return ngettext(
            "%(n)s comment of this round waits for its disposition.",
            "%(n)s comments of this round wait for their dispositions.",
            text.waiting_here,
        ) % {"n": text.waiting_here}
    if text.waiting:
        return ngettext(
            "%(n)s comment of another round waits for its disposition.",
            "%(n)s comments of other rounds wait for their dispositions.",
            text.waiting,
        ) % {"n": text.waiting}
    if text.objected and text.state in (ProposalState.UNDER_REVIEW, ProposalState.REVISED):
        return ngettext(
            "%(n)s objection waits to be addressed.",
            "%(n)s objections wait to be addressed.",
            text.objected,
        ) % {"n": text.objected}
    if room.round.kind == RoundKind.BALLOT:
        return _ballot_waits(room, text, by_members=by_members)
    if room.round.kind == RoundKind.SILENCE:
        return _silence_waits(room, text)
    if room.round.kind == RoundKind.SELECTION:
        return _("It comes before the representative group.") if text.state in SELECTED_FROM else ""
    if text.state == ProposalState.SUBMITTED and room.round.opening_given_at is None:
        return _("It is submitted and goes under review with the opening.")
    return ""


def _silence_waits(room: Room, text: Text) -> str:
    if text.code in room.unconfirmed:
        if room.stage is RoundStage.CLOSED:
            return _("The silence was not broken; the chair has still to confirm it.")
        return _("It is under silence: adopted unless a delegation breaks it.")
    if text.state == ProposalState.READY and room.round.opening_given_at is None and not text.closed:
        return _("It is ready and goes under silence with the opening.")
    if text.state in (ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.REVISED):
        return _("It is not declared ready for decision.")
    return ""


def _ballot_waits(room: Room, text: Text, *, by_members: bool) -> str:
    if text.state == ProposalState.READY:
        if room.ballots:
            return _("It is ready for a later ballot.")
        return _("It is ready and will be on the ballot.")
    if text.state == ProposalState.UNDER_DECISION:
        if by_members:
            return _("It waits for the positions of the members.")
        return _("It waits for the positions of the delegations.")
    if text.state in (ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.REVISED):
        return _("It is not declared ready for decision.")
    return ""
