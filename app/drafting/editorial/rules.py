"""What an editorial version may change, and who may challenge its mark and when. When in doubt it is substance."""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from app.consultations.calendar import Stage
from app.consultations.models import Consultation, Role, RoundKind
from app.consultations.rules import voting_seats
from app.drafting.content import Content, Row, rows
from app.drafting.editorial.figures import figures_in, words_in
from app.drafting.fields import FieldSpec, Shape, fields_of
from app.drafting.models import Proposal, ProposalState, Version
from app.drafting.rules import OPEN_STATES, why_not_change
from app.kernel.actor import Actor, Seat
from app.kernel.i18n import gettext as _

REASON_LIMIT = 2000

# What a pilot is held to, measured by, or that stands outside the text: it is never wording alone.
_NEVER = frozenset({"unit", "frequency", "responsible", "instruments"})
_NEVER_SHAPES = frozenset({Shape.NUMBER, Shape.CHOICE, Shape.LANGUAGE, Shape.CODES})
_EXACT_PARTS = frozenset({"value", "year", "start", "end", "source"})
# So many of the letters stay where one word of a short line is spelt right; another word keeps fewer.
_SPELT_ALIKE = 0.8
# A reporter speaks on a pilot and an administrator on nothing, as with comments.
_SILENT = (Role.REPORTER, Role.ADMINISTRATOR)
_DECIDING = (RoundKind.BALLOT, RoundKind.SILENCE)


def why_not_editorial(kind: str, old: Content, new: Content) -> str | None:
    """Why a version that turns `old` into `new` cannot be marked as editorial, or None.

    Refused are another value, date, unit, body, reference or choice; a figure in the words or a word of duty, limit or number,
    which the sentence names; and words that come or go as a whole: a field, a part, a paragraph or an item of a list, or their
    order.
    """
    for spec in fields_of(kind):
        was, now = old.get(spec.name), new.get(spec.name)
        if (was or None) == (now or None):
            continue
        if spec.name in _NEVER or spec.shape in _NEVER_SHAPES:
            return _(
                "“%(field)s” has changed. What it holds is a value and not wording, so that this version cannot be marked as editorial."
            ) % {"field": spec.label}
        why = _why_not_words(spec, rows(spec.shape, was), rows(spec.shape, now))
        if why is not None:
            return why
    return None


def _why_not_words(spec: FieldSpec, was: list[Row], now: list[Row]) -> str | None:
    whole = _in_place(was, now)
    if not whole and not (spec.shape is Shape.PARAGRAPHS and _words(was) == _words(now)):
        return _(
            "In “%(field)s” something has come, gone or moved as a whole. A version that does more than change words in their place cannot be marked as editorial."
        ) % {"field": spec.label}
    for old, new in _pairs(was, now, whole=whole):
        for part in old.parts:
            before, after = old.parts[part], new.parts[part]
            if before == after:
                continue
            if _is_exact(spec.shape, part) or not before or not after:
                return _(
                    "“%(part)s” in “%(field)s” has changed. What it holds is a value and not wording, so that this version cannot be marked as editorial."
                ) % {"field": spec.label, "part": spec.word_of(part) or spec.label}
            figures = _difference(figures_in(before), figures_in(after))
            if figures is not None:
                return _why_not_figure(spec.label, *figures)
            duties = _difference(words_in(before), words_in(after))
            if duties is not None:
                return _why_not_duty(spec.label, *duties)
    return None


def _in_place(was: list[Row], now: list[Row]) -> bool:
    """Whether every item stands where it stood: under its id, or, short as it is, spelt almost as it was."""
    stayed = {row.id for row in was} & {row.id for row in now}
    return len(was) == len(now) and all(
        old.id == new.id
        or (
            not {old.id, new.id} & stayed
            and SequenceMatcher(None, old.text, new.text, autojunk=False).ratio() >= _SPELT_ALIKE
        )
        for old, new in zip(was, now, strict=True)
    )


def _pairs(was: list[Row], now: list[Row], *, whole: bool) -> Iterator[tuple[Row, Row]]:
    """What is compared with what: item by item, or a field whose paragraphs are split otherwise as one text."""
    if whole:
        yield from zip(was, now, strict=True)
    else:
        yield Row("", {"text": _joined(was)}), Row("", {"text": _joined(now)})


def _is_exact(shape: Shape, part: str) -> bool:
    return part in _EXACT_PARTS or (shape is Shape.SMART and not part.endswith("_note"))


def _difference(was: list[str], now: list[str]) -> tuple[str, str] | None:
    """The first that went and the first that came, empty where none did; else the first two in another order, or None."""
    if was == now:
        return None
    gone, came = Counter(was) - Counter(now), Counter(now) - Counter(was)
    if gone or came:
        return next(iter(gone), ""), next(iter(came), "")
    return next((old, new) for old, new in zip(was, now, strict=True) if old != new)


def _why_not_figure(label: str, old: str, new: str) -> str:
    figures = {"field": label, "old": old, "new": new}
    if not old:
        return (
            _("“%(field)s” now has the figure %(new)s. A version that changes a figure cannot be marked as editorial.")
            % figures
        )  # fmt: skip
    if not new:
        return (
            _("“%(field)s” no longer has the figure %(old)s. A version that changes a figure cannot be marked as editorial.")
            % figures
        )  # fmt: skip
    return (
        _("“%(field)s” has %(new)s where it had %(old)s. A version that changes a figure cannot be marked as editorial.")
        % figures
    )  # fmt: skip


def _why_not_duty(label: str, old: str, new: str) -> str:
    words = {"field": label, "old": old, "new": new}
    if not old:
        return (
            _("“%(field)s” now has the word “%(new)s”, which can make another duty of it. This version cannot be marked as editorial.")
            % words
        )  # fmt: skip
    if not new:
        return (
            _("“%(field)s” no longer has the word “%(old)s”, which can make another duty of it. This version cannot be marked as editorial.")
            % words
        )  # fmt: skip
    return (
        _("“%(field)s” has the word “%(new)s” where it had “%(old)s”, which can make another duty of it. This version cannot be marked as editorial.")
        % words
    )  # fmt: skip


def _joined(found: list[Row]) -> str:
    return " ".join(row.text for row in found)


def _words(found: list[Row]) -> list[str]:
    return _joined(found).split()


def why_not_challenge(
    actor: Actor,
    consultation: Consultation,
    stage: Stage,
    proposal: Proposal,
    version: Version,
    *,
    challenged: bool,
) -> str | None:
    """Why the actor may not challenge the editorial mark of this version, or None. `challenged` says whether somebody has
    done so."""
    if not version.editorial:
        return _("Version %(n)s is not marked as editorial: it counts as a change of substance.") % {
            "n": version.n
        }
    if challenged:
        return _("The mark of version %(n)s was challenged: it counts as a change of substance already.") % {
            "n": version.n
        }
    return why_not_challenge_at_all(actor, consultation, stage, proposal)


def why_not_challenge_at_all(
    actor: Actor, consultation: Consultation, stage: Stage, proposal: Proposal
) -> str | None:
    """Why the actor may challenge no mark of this text now, or None.

    Everybody with a seat may who could comment, until the text is decided on: while it is under decision, as long as the
    ballot or the silence is open.
    """
    if stage.closed is not None:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": stage.closed}
    if stage.unopened is not None:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": stage.unopened
        }
    if proposal.state == ProposalState.UNDER_DECISION:
        if stage.round is None or stage.round.kind not in _DECIDING:
            return _(
                "The ballot on %(code)s has closed, so that its marks stand. They can be challenged again if it is referred back."
            ) % {"code": proposal.code}
    elif proposal.state not in OPEN_STATES:
        return why_not_change(proposal.code, proposal.state)
    if not actor.signed_in:
        return _("Sign in to challenge the mark.")
    if challenging_seat(actor, consultation, proposal) is None:
        return _(
            "Marks are challenged by people with a seat in this consultation, as delegate, member of a group or observer. The secretariat gives seats."
        )
    return None


def challenging_seat(actor: Actor, consultation: Consultation, proposal: Proposal) -> Seat | None:
    """The seat from which the actor challenges: in the text's own group, for a delegation, else the first that may."""
    seats = [s for s in actor.seats_in(consultation.id or 0) if s.role not in _SILENT]
    own = [s for s in seats if s.group_id == proposal.group_id]
    return next(iter(own or voting_seats(actor, consultation) or seats), None)
