"""One thing that needs somebody, as the desk, the digest and programs show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NeedKind(StrEnum):
    """What it is that waits. The words never change: programs know them."""

    POSITIONS = "positions"
    PROXY = "proxy"
    RATINGS = "ratings"
    SENSE_CHECK = "sense_check"
    CHALLENGED = "challenged"
    SILENCE = "silence"
    COMMENT_ROUND = "comment_round"
    DISPOSITIONS = "dispositions"
    ANSWER = "answer"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    READY = "ready"
    CIRCULATION = "circulation"
    MARK = "mark"
    AMENDMENTS = "amendments"
    AMENDMENT = "amendment"
    OPENING = "opening"
    CLOSING = "closing"
    COMPLETION = "completion"
    RESULT = "result"
    CERTIFICATION = "certification"
    SILENCE_UNBROKEN = "silence_unbroken"
    OBJECTION = "objection"
    RESPONSE = "response"
    REVIEW_ASKED = "review_asked"
    REVIEW = "review"
    APPLICATION = "application"
    INVITATION = "invitation"
    OUTCOME = "outcome"
    PILOT_INVITED = "pilot_invited"
    PILOT_PLANNED = "pilot_planned"
    MILESTONE = "milestone"
    PILOT_REPORT = "pilot_report"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for this person.

    `consultation` is its slug and `code` what it is about (a round, a text, a pilot). `title` says what waits, `why` in a
    sentence why it waits for this person. `due_at` is the first instant at which it is late; None where no deadline was
    set. `url` is the very form, and `act` the words of the link to it. `since` is from when it waits, where that is known,
    and `said` the words of a delegation that it is about, in `language`.
    """

    consultation: str
    kind: str
    code: str
    title: str
    why: str
    due_at: datetime | None
    url: str
    act: str
    since: datetime | None = None
    said: str = ""
    language: str = ""
