"""Who runs rounds and when: each verb's answer is None or one sentence (domain D3, the round machine)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.consultations.calendar import ENDED, RoundStage, covers, round_stage
from app.consultations.models import Consultation, ConsultationState, Role, Round, RoundKind
from app.consultations.rules import is_secretariat, moderator_seat
from app.drafting.models import ProposalState
from app.kernel.actor import SYSTEM, Actor, Seat
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext

# The kinds this release runs, in the order of the ladder; the others stand in imported calendars and are read.
OFFERED = (
    RoundKind.DRAFTING,
    RoundKind.COMMENT,
    RoundKind.REVISION,
    RoundKind.RATING,
    RoundKind.SENSE_CHECK,
    RoundKind.LAST_CALL,
    RoundKind.SILENCE,
    RoundKind.BALLOT,
    RoundKind.SELECTION,
)
# Rounds in which everybody admitted comments on texts that stand still for them.
OF_COMMENTS = (RoundKind.COMMENT, RoundKind.LAST_CALL)
# What is only asked for: it is indicative and changes no state (invariant 18).
INDICATIVE = (RoundKind.RATING, RoundKind.SENSE_CHECK)
# The least a silence runs, as an interval and not as days on the wall (UN General Assembly decision 74/544).
SILENCE_LEAST = timedelta(hours=72)
TITLE_LIMIT = 200
PURPOSE_LIMIT = 1000
REASON_LIMIT = 1000


def acting_seat(actor: Actor, consultation: Consultation) -> Seat | None:
    """The seat from which the actor runs rounds: as moderator, else of the secretariat."""
    here = consultation.id or 0
    secretariat = (s for s in actor.seats if s.role == Role.SECRETARIAT and s.consultation_id in (here, None))
    return moderator_seat(actor, consultation) or next(secretariat, None)


def why_not_run(actor: Actor, consultation: Consultation, *, moderated: bool) -> str | None:
    """Why `actor` does not run the rounds here, or None: the moderators do, and the secretariat where there is none.

    `moderated` says whether anybody holds a moderator's seat in this consultation. What has ended has no rounds to run.
    """
    if actor != SYSTEM:
        if not actor.signed_in:
            return _("Sign in as a moderator of this consultation to run its rounds.")
        if moderator_seat(actor, consultation) is None:
            if not is_secretariat(actor, consultation):
                return _(
                    "The moderators of this consultation run its rounds, and you are none of them. The secretariat gives seats."
                )
            if moderated:
                return _(
                    "The moderators of this consultation run its rounds. The secretariat does so only where there is no moderator."
                )
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    return None


def why_not_plan(actor: Actor, consultation: Consultation, *, moderated: bool) -> str | None:
    """Why `actor` may not plan a round, or None. While a consultation is set up its secretariat plans the calendar."""
    if consultation.state == ConsultationState.DRAFT and actor != SYSTEM:
        if is_secretariat(actor, consultation):
            return None
        return _(
            "While a consultation is being set up, its secretariat plans the calendar. The moderators run it once it is open."
        )
    return why_not_run(actor, consultation, moderated=moderated)


def why_not_change_plan(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why the plan of a round may not be changed, or None: it may until its opening is given."""
    refusal = why_not_plan(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    if round_stage(round_, at) is RoundStage.CLOSED:
        return _("This round is closed, so its plan stands. Another round can be planned.")
    if round_.opening_given_at is not None:
        return _(
            "The opening of this round is given, so its plan stands. Its deadline can be extended, or the round cancelled and another planned."
        )
    return None


def why_not_open(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why the opening may not be given, or None; what the checklist asks comes after this."""
    refusal = why_not_run(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    if round_.kind not in OFFERED:
        return why_not_offered()
    if consultation.state == ConsultationState.DRAFT:
        return _(
            "%(code)s is still being set up. Its rounds are opened when its secretariat has opened it."
        ) % {"code": consultation.code}
    if round_.opening_given_at is not None:
        if round_stage(round_, at) is RoundStage.OPEN:
            return _("This round is open.")
        if round_stage(round_, at) is RoundStage.CLOSED:
            return _("This round is closed, and a round is not opened again.")
        return _("The opening is given. The round opens by the clock, on its first day.")
    if at >= round_.closes_at:
        return _("The days of this round have passed without an opening. Give it new days in its plan first.")
    return None


def why_not_offered() -> str:
    """The sentence for a kind of round that stands in the field's ladder and is not run here yet."""
    return _("Calls for input are not yet offered here. Every other kind of round is.")


def why_too_short(kind: str, begins: datetime, ends: datetime) -> str | None:
    """Why a round of this kind cannot run from `begins` to `ends`, or None: a silence takes 72 hours (invariant 16)."""
    if kind != RoundKind.SILENCE or ends - begins >= SILENCE_LEAST:
        return None
    hours = max(int((ends - begins) / timedelta(hours=1)), 0)
    return ngettext(
        "A silence takes at least 72 hours, and this one would take %(n)s hour. Give it a later deadline.",
        "A silence takes at least 72 hours, and this one would take %(n)s hours. Give it a later deadline.",
        hours,
    ) % {"n": hours}


def why_extension_too_short(kind: str, at: datetime, ends: datetime) -> str | None:
    """Why a deadline cannot move to `ends`, or None: the extension of a silence restarts it for all (domain B1)."""
    if kind != RoundKind.SILENCE or ends - at >= SILENCE_LEAST:
        return None
    return _(
        "With an extension the silence begins again for all: its new deadline is at least 72 hours from now."
    )


def why_not_extend(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why the deadline may not be moved, or None: only later, and only before it has passed (invariant 15)."""
    refusal = why_not_run(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    if round_.opening_given_at is None:
        return _("This round is not opened yet. Until then its plan can be changed.")
    if round_stage(round_, at) is RoundStage.CLOSED:
        return _("The deadline has passed. A round is extended only before it closes; plan another one.")
    return None


def why_not_close(
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    at: datetime,
    *,
    moderated: bool,
    missing: int = 0,
    running: int = 0,
) -> str | None:
    """Why a round may not be closed before its deadline, or None.

    A ballot closes early only when every delegation of the electorate has given every position; `missing` says how many
    are not given. A silence is never shortened while it still runs on a text; `running` says on how many.
    """
    refusal = why_not_run(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    stage = round_stage(round_, at)
    if stage is RoundStage.CLOSED:
        return _("This round is closed.")
    if stage is not RoundStage.OPEN:
        return _("This round is not open. What is only planned is changed or cancelled, not closed.")
    if round_.kind == RoundKind.BALLOT and missing:
        return ngettext(
            "%(n)s position is not given yet. A ballot is closed before its deadline only when every delegation has given a position on every proposal.",
            "%(n)s positions are not given yet. A ballot is closed before its deadline only when every delegation has given a position on every proposal.",
            missing,
        ) % {"n": missing}
    if round_.kind == RoundKind.SILENCE and running:
        return ngettext(
            "Silence still runs on %(n)s text, and a silence is never shortened. It ends at its deadline.",
            "Silence still runs on %(n)s texts, and a silence is never shortened. It ends at its deadline.",
            running,
        ) % {"n": running}
    return None


def why_not_cancel(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why a round may not be cancelled, or None: one that has not closed, unless it is a ballot that is made."""
    refusal = why_not_plan(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    if round_stage(round_, at) is RoundStage.CLOSED:
        return _("This round is closed. What took place is completed, not cancelled.")
    if round_.kind == RoundKind.BALLOT and round_.opening_given_at is not None:
        return _(
            "The ballot of this round is made: its texts and its electorate stand still. Once it has closed, the secretariat can declare it void, with reasons."
        )
    return None


def why_not_complete(
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    at: datetime,
    *,
    moderated: bool,
    unanswered: Sequence[str] = (),
    unseen: bool = False,
    unconfirmed: Sequence[str] = (),
    unaddressed: Sequence[str] = (),
    undeclared: Sequence[str] = (),
    uncertified: Sequence[str] = (),
) -> str | None:
    """Why a round may not be completed, or None: it has closed and every comment of it is answered (invariant 6).

    `unanswered` are the codes of comments that wait; `unseen` whether something waits in groups closed to the actor;
    `unconfirmed` the texts whose silence was not broken and is not confirmed; `unaddressed` the objections of a last call
    that are still open; `undeclared` the ballots whose result no moderator has declared, `uncertified` those whose result
    the secretariat has not certified since (domain D3).
    """
    refusal = why_not_run(actor, consultation, moderated=moderated) or _why_over(round_, at)
    if refusal is not None:
        return refusal
    if round_stage(round_, at) is not RoundStage.CLOSED:
        return _("This round has not closed yet. It is completed after its deadline.")
    if unanswered:
        return ngettext(
            "%(n)s comment of this round has no disposition yet: %(codes)s. The round is completed when every comment is answered.",
            "%(n)s comments of this round have no disposition yet: %(codes)s. The round is completed when every comment is answered.",
            len(unanswered),
        ) % {"n": len(unanswered), "codes": _named(unanswered)}
    if unaddressed:
        return ngettext(
            "%(n)s objection is not addressed yet: %(codes)s. A last call is completed when the chair has said of every objection how it was addressed.",
            "%(n)s objections are not addressed yet: %(codes)s. A last call is completed when the chair has said of every objection how it was addressed.",
            len(unaddressed),
        ) % {"n": len(unaddressed), "codes": _named(unaddressed)}
    if unconfirmed:
        return ngettext(
            "The silence on %(n)s text was not broken and is not confirmed yet: %(codes)s. The chair confirms it first.",
            "The silence on %(n)s texts was not broken and is not confirmed yet: %(codes)s. The chair confirms it first.",
            len(unconfirmed),
        ) % {"n": len(unconfirmed), "codes": _named(unconfirmed)}
    if undeclared:
        return _(
            "The result of %(codes)s is not declared yet. A moderator declares what was computed, and the secretariat certifies it; then the round is completed."
        ) % {"codes": _named(undeclared)}
    if uncertified:
        return _(
            "The result of %(codes)s is declared and not certified yet. The secretariat certifies it; then the round is completed."
        ) % {"codes": _named(uncertified)}
    if unseen:
        return _(
            "A working group that is closed to you has still to answer what was said to it. Its convenor can complete the round then."
        )
    return None


def why_not_declare_ready(
    actor: Actor,
    consultation: Consultation,
    *,
    code: str,
    state: str,
    group_id: int,
    roundtable: str,
    rounds: Sequence[Round],
    at: datetime,
    unanswered: int,
    objected: int,
    moderated: bool,
) -> str | None:
    """Why a text may not be declared ready for decision, or None (domain D3: under review to ready).

    The convenor of its group or a moderator of the whole consultation declares it, after a round of comments on it has
    closed, every comment on it is answered and every objection to it addressed; the secretariat where there is no moderator
    at all.
    """
    if actor != SYSTEM:
        if not actor.signed_in:
            return _("Sign in as the convenor of its working group to declare a text ready for decision.")
        if moderator_seat(actor, consultation, group_id) is None and (
            moderated or not is_secretariat(actor, consultation)
        ):
            return _(
                "The convenor of its working group, or a moderator of the whole consultation, declares a text ready for decision."
            )
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    if state == ProposalState.READY:
        return _("%(code)s is ready for decision.") % {"code": code}
    if state in (ProposalState.DRAFT, ProposalState.SUBMITTED):
        return _(
            "%(code)s has not been under review yet. It comes into the next round of comments once its group has submitted it."
        ) % {"code": code}
    if state not in (ProposalState.UNDER_REVIEW, ProposalState.REVISED):
        return _("%(code)s is not under review, so that it cannot be declared ready.") % {"code": code}
    stages = [
        round_stage(r, at) for r in rounds if r.kind in OF_COMMENTS and covers(r, roundtable)
    ]  # fmt: skip
    if RoundStage.OPEN in stages:
        return _(
            "A round of comments on %(code)s is open. It can be declared ready when that has closed."
        ) % {"code": code}
    if not {RoundStage.CLOSED, RoundStage.COMPLETED} & set(stages):
        return _(
            "No round of comments on %(code)s has closed yet. It can be declared ready after the first."
        ) % {"code": code}
    if unanswered:
        return ngettext(
            "%(n)s comment on %(code)s has no disposition yet. It can be declared ready when every comment is answered.",
            "%(n)s comments on %(code)s have no disposition yet. It can be declared ready when every comment is answered.",
            unanswered,
        ) % {"n": unanswered, "code": code}
    if objected:
        return ngettext(
            "%(n)s objection to %(code)s is not addressed yet. It can be declared ready when every objection is addressed.",
            "%(n)s objections to %(code)s are not addressed yet. It can be declared ready when every objection is addressed.",
            objected,
        ) % {"n": objected, "code": code}
    return None


def _why_over(round_: Round, at: datetime) -> str | None:
    stage = round_stage(round_, at)
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled, and nothing is done in it any more. Another can be planned.")
    if stage is RoundStage.COMPLETED:
        return _("This round is completed, and its record stands as it is.")
    return None


def _named(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:12])
    more = len(codes) - 12
    if more <= 0:
        return shown
    return ngettext("%(codes)s and %(n)s more", "%(codes)s and %(n)s more", more) % {
        "codes": shown,
        "n": more,
    }
