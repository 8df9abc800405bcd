"""The words of every message about a consultation, in the language of whom it is for.

Plain text in short lines, read from top to bottom: what is asked comes first, and at the end why it was sent and how to
stop it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.consultations.models import Consultation, Round, RoundKind
from app.kernel.actor import Actor
from app.kernel.clock import local_day
from app.kernel.i18n import current_locale, in_locale, ngettext
from app.kernel.i18n import gettext as _
from app.notices.chronicle import Matter
from app.notices.links import WISHES, Home
from app.notices.models import Frequency
from app.notices.needs.views import Need
from app.notices.queries import Reader
from app.notices.rules import Wish
from app.notices.wording import line_of, path_of
from app.web.render import written_date, written_deadline

DIGEST, URGENT, REMINDER = "digest", "urgent", "reminder"
NEAR = timedelta(days=2)
"""When a deadline is so near, what was told before is told again."""
MOST = 30
"""How many things of one kind a digest names; how many more there are is said."""


@dataclass(frozen=True)
class Letter:
    """A message to one person about one consultation. `key` says what it is about and for when: it goes out once."""

    person_id: int
    kind: str
    key: str
    locale: str
    subject: str
    text: str
    headers: Mapping[str, str]
    items: tuple[Mapping[str, Any], ...] = ()
    round_id: int | None = None


@dataclass(frozen=True)
class Desk:
    """From where letters about one consultation are written."""

    home: Home
    consultation: Consultation

    @property
    def title(self) -> str:
        """The consultation's title in the language that is spoken."""
        return self.consultation.title_i18n.get(current_locale()) or self.consultation.title

    def at(self, path: str) -> str:
        """The whole address of a page of this consultation."""
        return self.home.at(f"/{self.consultation.slug}{path}")

    def headers(self, reader: Reader) -> dict[str, str]:
        """What lets the reader's program stop it by one click (RFC 8058), and sort it (RFC 2919)."""
        host = self.home.address.partition("://")[2].partition("/")[0].partition(":")[0]
        return {
            "List-Unsubscribe": f"<{self.home.stop_link(reader.public_id, self.consultation.slug)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<{self.consultation.slug}.{host}>",
        }

    def foot(self, reader: Reader, why: str) -> list[str]:
        """Why it was sent, and how to stop it: the last lines of every message."""
        stop = self.home.stop_link(reader.public_id, self.consultation.slug)
        return [
            f"-- \n{why}",
            _("Choose how often and when:") + f"\n{self.home.at(WISHES)}",
            _("Stop all mail about this consultation, with one button and without signing in:") + f"\n{stop}",
        ]

    def seat(self, actor: Actor) -> str:
        """In what capacity the reader takes part."""
        return next((seat.title for seat in actor.seats_in(self.consultation.id or 0)), "")

    def letter(
        self, reader: Reader, kind: str, key: str, subject: str, parts: Sequence[str], **more: Any
    ) -> Letter:
        """The whole message."""
        text = "\n\n".join(parts) + "\n"
        return Letter(reader.id, kind, key, reader.locale, subject, text, self.headers(reader), **more)


@dataclass(frozen=True)
class News:
    """What a digest is made of: what needs the reader, and what happened since they were told last."""

    needs: Sequence[Need]
    matters: Sequence[Matter]
    wish: Wish
    day: str
    told_on: str = ""
    told_needs: frozenset[str] = frozenset()
    at: datetime = field(kw_only=True)

    @property
    def worth_a_letter(self) -> bool:
        """Whether there is something new: what needs the reader and was told before is repeated beside news, and by
        itself only when its deadline is near. Otherwise the same line would come each day for weeks."""
        return bool(self.matters) or any(
            mark_of(need) not in self.told_needs
            or (need.due_at is not None and need.due_at <= self.at + NEAR)
            for need in self.needs
        )


def mark_of(need: Need) -> str:
    """By what a need is known again the next day."""
    return f"{need.kind}:{need.code}:{need.due_at:%Y-%m-%d}" if need.due_at else f"{need.kind}:{need.code}"


def digest_letter(desk: Desk, reader: Reader, news: News) -> Letter | None:
    """The digest of one day; None where there is nothing to tell."""
    if not news.worth_a_letter:
        return None
    with in_locale(reader.locale):
        needs, others = len(news.needs), len(news.matters)
        waits = ngettext("%(n)s thing needs you", "%(n)s things need you", needs) % {"n": needs}
        moved = ngettext("news of %(n)s item", "news of %(n)s items", others) % {"n": others}
        said = ", ".join([waits] * bool(needs) + [moved] * bool(others))
        parts = [
            desk.title + "\n" + written_date(local_day(news.at, news.wish.zone)),
            *_needs(desk, news.needs),
            *_matters(desk, news),
            *desk.foot(reader, _why_digest(desk, reader, news.wish)),
        ]
        return desk.letter(
            reader,
            DIGEST,
            f"{DIGEST}:{news.day}",
            f"{desk.consultation.code}: {said}",
            parts,
            items=({"needs": [mark_of(need) for need in news.needs], "items": others},),
        )


def _needs(desk: Desk, needs: Sequence[Need]) -> list[str]:
    if not needs:
        return []
    parts = [_("What needs you:")]
    for need in needs[:MOST]:
        lines = [f"* {need.title}"]
        if need.due_at is not None:
            due = written_deadline(need.due_at, desk.consultation.timezone)
            lines.append("  " + _("Until %(deadline)s.") % {"deadline": due})
        lines += [f"  {need.why}"] * bool(need.why)
        lines.append(f"  {desk.home.at(need.url)}")
        parts.append("\n".join(lines))
    return [*parts, *_more(len(needs) - MOST, desk.home.at("/desk"))]


def _matters(desk: Desk, news: News) -> list[str]:
    if not news.matters:
        return []
    head = _("What happened:")
    if news.told_on:
        since = local_day(datetime.fromisoformat(f"{news.told_on}T12:00:00+00:00"), "UTC")
        head = _("What happened since %(day)s:") % {"day": written_date(since)}
    parts = [head]
    for matter in news.matters[:MOST]:
        line = line_of(desk.consultation, matter)
        parts.append(f"* {line}\n  {desk.home.at(path_of(desk.consultation, matter))}")
    return [*parts, *_more(len(news.matters) - MOST, desk.at(""))]


def _more(n: int, address: str) -> list[str]:
    if n <= 0:
        return []
    return [ngettext("And %(n)s more:", "And %(n)s more:", n) % {"n": n} + f" {address}"]


def _why_digest(desk: Desk, reader: Reader, wish: Wish) -> str:
    place = wish.zone.split("/")[-1].replace("_", " ")
    facts = {
        "title": desk.title,
        "seat": desk.seat(reader.actor),
        "hour": f"{wish.hour:02}:00",
        "place": place,
    }
    if wish.frequency == Frequency.WEEKLY:
        return (
            _(
                "You get this because you take part in %(title)s (%(seat)s). It comes once a week after %(hour)s (%(place)s), and only when there is something to tell."
            )
            % facts
        )
    return (
        _(
            "You get this because you take part in %(title)s (%(seat)s). It comes once a day after %(hour)s (%(place)s), and only when there is something to tell."
        )
        % facts
    )


@dataclass(frozen=True, slots=True)
class Waited:
    """A delegation that is waited for in a round, as a letter names it; `ballot` the code of the one in which not it but the
    reader has a position."""

    code: str
    name: str
    name_i18n: Mapping[str, str] = field(default_factory=dict)
    ballot: str = ""

    @property
    def said(self) -> str:
        """Its name in the language that is spoken."""
        return self.name_i18n.get(current_locale()) or self.name


def round_letter(
    desk: Desk, reader: Reader, round_: Round, body: Waited, closes_at: datetime, *, named: bool
) -> Letter:
    """At once: a round closes within a day. `named` is whether it may be said that the delegation has not spoken."""
    with in_locale(reader.locale):
        due = written_deadline(closes_at, desk.consultation.timezone)
        facts = {"round": round_.title, "deadline": due, "body": body.said}
        parts = [
            _("“%(round)s” closes at %(deadline)s.") % facts,
            _asks(round_, facts, named=named, own=bool(body.ballot)),
            desk.at(f"/ballots/{body.ballot}/sheet" if body.ballot else f"/rounds/{round_.code}"),
            *desk.foot(
                reader,
                _why_own(desk)
                if body.ballot
                else _(
                    "You get this because you speak for %(body)s in %(title)s, and a deadline is less than a day away. It comes once."
                )
                % {**facts, "title": desk.title},
            ),
        ]
        return desk.letter(
            reader,
            URGENT,
            f"{URGENT}:round:{round_.code}:{closes_at:%Y-%m-%dT%H:%M}",
            _("%(code)s: “%(round)s” closes within a day") % {**facts, "code": desk.consultation.code},
            parts,
            items=({"delegation": body.code},),
            round_id=round_.id,
        )


def _why_own(desk: Desk) -> str:
    return _("You get this because you have a position of your own in a ballot of %(title)s.") % {
        "title": desk.title
    }


def _asks(round_: Round, facts: Mapping[str, str], *, named: bool, own: bool) -> str:
    if own:
        return _("Your own positions are not given yet.")
    if round_.kind == RoundKind.SILENCE:
        return (
            _(
                "Texts are under silence in it, and nobody of %(body)s has looked at them yet. Who does not object in time agrees."
            )
            % facts
        )
    if not named:
        return _("If %(body)s has nothing more to say in it, nothing needs to be done.") % facts
    if round_.kind == RoundKind.BALLOT:
        return _("Positions of %(body)s are not given yet.") % facts
    return _("%(body)s has not spoken in it yet.") % facts


def review_letter(
    desk: Desk, reader: Reader, *, code: str, text: str, version: int, due_at: datetime
) -> Letter:
    """At once: a review that somebody took on is due within a day."""
    with in_locale(reader.locale):
        due = written_deadline(due_at, desk.consultation.timezone)
        facts = {"text": text, "version": version, "deadline": due}
        parts = [
            _("Your review of %(text)s, version %(version)s, is due at %(deadline)s.") % facts,
            desk.at(f"/{text}"),
            *desk.foot(
                reader,
                _(
                    "You get this because you took on a review in %(title)s, and its deadline is less than a day away. It comes once."
                )
                % {"title": desk.title},
            ),
        ]
        return desk.letter(
            reader,
            URGENT,
            f"{URGENT}:review:{code}:{due_at:%Y-%m-%dT%H:%M}",
            _("%(code)s: your review of %(text)s is due within a day")
            % {**facts, "code": desk.consultation.code},
            parts,
        )


def reminder_letter(
    desk: Desk,
    reader: Reader,
    round_: Round,
    body: Waited,
    closes_at: datetime,
    *,
    word: str,
    day: str,
    named: bool,
) -> Letter:
    """The moderators remind a delegation of a round, with a word of theirs."""
    with in_locale(reader.locale):
        due = written_deadline(closes_at, desk.consultation.timezone)
        facts = {"round": round_.title, "deadline": due, "body": body.said, "title": desk.title}
        quoted = "\n".join(f"> {line}".rstrip() for line in word.splitlines())
        parts = [
            _("The moderators of %(title)s remind %(body)s: “%(round)s” closes at %(deadline)s.") % facts,
            _asks(round_, facts, named=named, own=bool(body.ballot)),
            *([_("They write:") + f"\n\n{quoted}"] if word else []),
            _("Open your voting sheet") + "\n" + desk.at(f"/ballots/{body.ballot}/sheet")
            if body.ballot
            else _("There you speak, or say that nothing will come:")
            + "\n"
            + desk.at(f"/rounds/{round_.code}"),
            *desk.foot(
                reader,
                _why_own(desk)
                if body.ballot
                else _(
                    "You get this because you speak for %(body)s in %(title)s, and its moderators asked for it."
                )
                % facts,
            ),
        ]
        return desk.letter(
            reader,
            REMINDER,
            f"{REMINDER}:{round_.id}:{day}:{body.code}",
            _("%(code)s: reminder of “%(round)s”") % {**facts, "code": desk.consultation.code},
            parts,
            items=({"delegation": body.code},),
            round_id=round_.id,
        )
