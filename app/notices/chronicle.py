"""What happened in a consultation since people were last told: read once, and then told to each as far as they may know.

Only what the words know is told, each act once and by the thing it was done to. Nothing says who did it: so nothing can
be learnt from mail that a page would not show, whatever the attribution of a round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Round, WorkingGroup
from app.consultations.queries import track_of
from app.consultations.rules import may_see_group
from app.discussion.models import Comment
from app.drafting.course_rules import Move
from app.drafting.models import Proposal, Version
from app.kernel.actor import Actor
from app.kernel.ledger import LedgerEntry
from app.kernel.tail import heads_of
from app.notices.editorial import is_editorial
from app.notices.queries import AT_ONCE
from app.pilots.models import Pilot
from app.voting.models import Ballot

OF_TEXTS = frozenset(
    {
        "proposal_created", "version_saved", "step_taken", "comment_made", "disposition_issued", "objection_raised",
        "objection_step_taken", "silence_broken", "silence_confirmed", "review_handed_in", "mark_challenged",
        "amendment_moved", "amendments_ordered",
    }
)  # fmt: skip
# What people do with a text; what a round does with all of its texts at once is told of the round.
STEPS = frozenset(Move)
OF_ROUNDS = frozenset(
    {
        "round_planned", "round_replanned", "round_opened", "round_extended", "round_closed", "round_cancelled",
        "round_completed", "consensus_stated", "response_published",
    }
)  # fmt: skip
OF_BALLOTS = frozenset({"result_published", "result_declared", "result_certified", "ballot_voided"})
OF_PILOTS = frozenset({"pilot_proposed", "pilot_step_taken", "milestone_met", "value_reported"})
OF_ALL = frozenset({"edition_issued", "consultation_moved"})
TOLD = OF_TEXTS | OF_ROUNDS | OF_BALLOTS | OF_PILOTS | OF_ALL


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: on which chain, its number, what, by whom, when."""

    track: str
    seq: int
    verb: str
    facts: Mapping[str, Any]
    person: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """What a thing is called, and the group whose text it is."""

    title: str
    title_i18n: Mapping[str, str]
    group_id: int | None = None


@dataclass
class Matter:
    """One thing with what happened to it, newest last: a text, a round, a ballot, a pilot, the whole; or, as `own`, a
    comment of the reader's, with the code of its text."""

    kind: str
    code: str
    named: Named | None
    acts: list[Happened] = field(default_factory=list)
    text: str = ""

    @property
    def latest(self) -> tuple[datetime, int]:
        """When something happened to it last."""
        return self.acts[-1].at, self.acts[-1].seq


@dataclass(frozen=True)
class Chronicle:
    """What happened in one consultation on each of its chains, up to `heads`, with the names of what it was done to.

    `starts` says from where on somebody is told who was never told before, by the length of time looked back.
    """

    consultation: Consultation
    groups: Mapping[int, WorkingGroup]
    heads: Mapping[str, int]
    starts: Mapping[timedelta, Mapping[str, int]]
    rows: Sequence[Happened]
    texts: Mapping[str, Named]
    others: Mapping[tuple[str, str], Named]
    authors: Mapping[str, tuple[int | None, str]]
    editorial: frozenset[tuple[str, int]]

    def told_now(self, actor: Actor) -> dict[str, int]:
        """The end of each chain that the actor may follow: how far they have been told afterwards."""
        return {track: head for track, head in self.heads.items() if self._follows(actor, track)}

    def of(self, actor: Actor, told: Mapping[str, int], back: timedelta) -> list[Matter]:
        """What is new to somebody, by thing, the newest first; what became of the own comments before all else."""
        starts = self.starts[back]
        places = {
            track: told.get(track, starts.get(track, 0))
            for track in self.heads
            if self._follows(actor, track)
        }
        found: dict[tuple[str, str], Matter] = {}
        for row in self.rows:
            place = places.get(row.track)
            if place is None or row.seq <= place or row.person == actor.public_id:
                continue
            matter = self._matter(actor, row)
            if matter is not None:
                found.setdefault((matter.kind, matter.code), matter).acts.append(row)
        return sorted(found.values(), key=lambda m: (m.kind == "own", m.latest), reverse=True)

    def _follows(self, actor: Actor, track: str) -> bool:
        own = track_of(self.consultation)
        if track == own:
            return True
        return any(
            track == track_of(self.consultation, g) and may_see_group(actor, g) for g in self.groups.values()
        )

    def _matter(self, actor: Actor, row: Happened) -> Matter | None:
        """What an act was done to, for this reader; None where it is nothing to tell."""
        if row.verb not in OF_TEXTS:
            kind, code = _about(row)
            return Matter(kind, code, self.others.get((kind, code)))
        code = str(row.facts.get("proposal"))
        named = self.texts.get(code)
        # A group may have been closed since.
        if named is None or not may_see_group(actor, self.groups[named.group_id or 0]):
            return None
        if row.verb == "step_taken" and row.facts.get("step") not in STEPS:
            return None
        if row.verb == "version_saved" and (code, row.facts.get("version")) in self.editorial:
            return None
        answered = row.facts.get("parent") if row.verb == "comment_made" else row.facts.get("comment")
        if row.verb in ("comment_made", "disposition_issued"):
            author, text = self.authors.get(str(answered), (None, ""))
            if author is not None and author == actor.person_id:
                return Matter("own", str(answered), named, text=text)
        return Matter("text", code, named)


def _about(row: Happened) -> tuple[str, str]:
    kinds = {"round": OF_ROUNDS, "ballot": OF_BALLOTS, "pilot": OF_PILOTS}
    for kind, verbs in kinds.items():
        if row.verb in verbs:
            return kind, str(row.facts.get(kind))
    return ("edition", str(row.facts.get("edition"))) if row.verb == "edition_issued" else ("whole", "")


def chronicle_of(
    db: Session,
    consultation: Consultation,
    *,
    told: Iterable[Mapping[str, int]],
    back: Iterable[timedelta],
    at: datetime,
) -> Chronicle:
    """What happened since the places `told` of those who are to be told, and since the times `back` for those who were
    never told. A fixed number of queries, however many people there are."""
    groups = {
        group.id or 0: group
        for group in db.scalars(
            sa.select(WorkingGroup).where(col(WorkingGroup.consultation_id) == consultation.id)
        )
    }
    tracks = {track_of(consultation), *(track_of(consultation, g) for g in groups.values())}
    heads = dict.fromkeys(sorted(tracks), 0) | heads_of(db, tracks)
    starts = {span: _seen_before(db, heads, at - span) for span in back}
    known = list(told)
    rows: list[Happened] = []
    for track, head in heads.items():
        after = min(
            [place[track] for place in known if track in place]
            + [start.get(track, 0) for start in starts.values() if any(track not in p for p in known)]
            + [head]
        )
        rows += _rows(db, track, after, head)
    rows.sort(key=lambda row: (row.at, row.track, row.seq))
    codes = {str(row.facts.get("proposal")) for row in rows if row.verb in OF_TEXTS}
    return Chronicle(
        consultation,
        groups,
        heads,
        starts,
        rows,
        texts=_texts(db, consultation, codes),
        others=_others(db, consultation, rows),
        authors=_authors(db, consultation, rows),
        editorial=_editorial(db, consultation, rows),
    )


def _seen_before(db: Session, heads: Mapping[str, int], since: datetime) -> dict[str, int]:
    found = db.execute(
        sa.select(col(LedgerEntry.track), sa.func.max(LedgerEntry.seq))
        .where(col(LedgerEntry.track).in_(sorted(heads)), col(LedgerEntry.recorded_at) <= since)
        .group_by(col(LedgerEntry.track))
    )
    return {row[0]: row[1] for row in found}


def _rows(db: Session, track: str, after: int, head: int) -> list[Happened]:
    if after >= head:
        return []
    found = db.execute(
        sa.select(
            col(LedgerEntry.track),
            col(LedgerEntry.seq),
            col(LedgerEntry.verb),
            col(LedgerEntry.facts),
            col(LedgerEntry.person),
            col(LedgerEntry.occurred_at),
        )
        .where(
            col(LedgerEntry.track) == track,
            col(LedgerEntry.seq) > after,
            col(LedgerEntry.seq) <= head,
            col(LedgerEntry.verb).in_(sorted(TOLD)),
        )
        .order_by(col(LedgerEntry.seq))
    )
    return [Happened(*row) for row in found]


def _in_lots(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = sorted(values)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def _texts(db: Session, consultation: Consultation, codes: set[str]) -> dict[str, Named]:
    columns = (Proposal.code, Proposal.title, Proposal.title_i18n, Proposal.group_id)
    return {
        code: Named(title, i18n, group)
        for lot in _in_lots(codes)
        for code, title, i18n, group in db.execute(
            sa.select(*map(col, columns)).where(
                col(Proposal.consultation_id) == consultation.id, col(Proposal.code).in_(lot)
            )
        )
    }


def _others(
    db: Session, consultation: Consultation, rows: Sequence[Happened]
) -> dict[tuple[str, str], Named]:
    """The titles of rounds, ballots and pilots."""
    found: dict[tuple[str, str], Named] = {}
    tables: dict[str, Any] = {"round": Round, "ballot": Ballot, "pilot": Pilot}
    for kind, table in tables.items():
        codes = {_about(row)[1] for row in rows if row.verb not in OF_TEXTS and _about(row)[0] == kind}
        for lot in _in_lots(codes):
            asked = sa.select(col(table.code), col(table.title)).where(
                col(table.consultation_id) == consultation.id, col(table.code).in_(lot)
            )
            found |= {(kind, code): Named(title, {}) for code, title in db.execute(asked)}
    return found


def _authors(
    db: Session, consultation: Consultation, rows: Sequence[Happened]
) -> dict[str, tuple[int | None, str]]:
    """Who made the comments that were answered or replied to, with the text they are on: so that each author is told."""
    codes = {str(row.facts["comment"]) for row in rows if row.verb == "disposition_issued"}
    codes |= {
        str(row.facts["parent"]) for row in rows if row.verb == "comment_made" and row.facts.get("parent")
    }
    return {
        code: (person, text)
        for lot in _in_lots(codes)
        for code, person, text in db.execute(
            sa.select(col(Comment.code), col(Comment.person_id), col(Proposal.code))
            .join(Proposal, col(Proposal.id) == Comment.proposal_id)
            .where(col(Comment.consultation_id) == consultation.id, col(Comment.code).in_(lot))
        )
    }


def _editorial(
    db: Session, consultation: Consultation, rows: Sequence[Happened]
) -> frozenset[tuple[str, int]]:
    """The versions that change only how a text is written."""
    saved = {
        (str(row.facts["proposal"]), int(row.facts["version"])) for row in rows if row.verb == "version_saved"
    }
    wanted = saved | {(code, n - 1) for code, n in saved}
    contents: dict[tuple[str, int], tuple[Any, str]] = {}
    for lot in _in_lots(wanted):
        asked = (
            sa.select(
                col(Proposal.code),
                col(Version.n),
                col(Version.content),
                col(Version.note),
                col(Version.editorial),
            )
            .join(Proposal, col(Proposal.id) == Version.proposal_id)
            .where(
                col(Version.consultation_id) == consultation.id,
                sa.tuple_(col(Proposal.code), col(Version.n)).in_(lot),
            )
        )
        # Who does not learn of a mark could not challenge it: no note hides a version that has one.
        contents |= {
            (code, n): (content, "" if marked else note)
            for code, n, content, note, marked in db.execute(asked)
        }
    return frozenset(
        (code, n)
        for code, n in saved
        if (code, n) in contents
        and (code, n - 1) in contents
        and is_editorial(contents[code, n - 1][0], *contents[code, n])
    )
