"""Open data: every value that was measured in a pilot, one row each, for anybody and without an account."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.documents import sheets_csv
from app.documents.sheets import Column, Sheet
from app.drafting.models import Proposal, Version
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.pilots.measured import line_of, newest_finding, open_question
from app.pilots.models import Finding, Measurement, Pilot, PilotProposal, Verification
from app.pilots.reckoning import goal_of

MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class OpenValue:
    """One measured value as it is given away; `corrects` is the `id` of the value that this one puts right.

    `verified` is `confirmed` or `questioned` by somebody other than the reporter, or empty; a value that corrects a
    questioned one is questioned until somebody has verified it.
    """

    id: int
    pilot: str
    benchmark: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    period: str
    day: date
    value: Decimal
    scope: str
    basis: str
    source: str
    reported_by: str
    reported_at: datetime | None
    verified: str
    corrects: int | None
    reason: str
    note: str


COLUMNS = tuple(OpenValue.__dataclass_fields__)


def open_values(db: Session, consultation: Consultation, *, code: str | None = None) -> list[OpenValue]:
    """The values of every pilot, or of the one with this code, by pilot, benchmark and day; one query.

    Benchmarks of a closed group are in no pilot that others see, and never here. NotFound for a pilot that is not there.
    """
    if (
        code is not None
        and not db.exec(
            select(Pilot.id).where(Pilot.consultation_id == consultation.id, Pilot.code == code)
        ).first()
    ):
        raise NotFound(_("There is no pilot “%(code)s” here.") % {"code": code})
    statement = (
        sa.select(
            Measurement,
            Verification,
            col(Pilot.code),
            col(Proposal.code),
            col(Version.content),
            PilotProposal,
            col(Delegation.code),
        )
        .join(Pilot, col(Pilot.id) == Measurement.pilot_id)
        .join(Proposal, col(Proposal.id) == Measurement.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(
            Version,
            sa.and_(col(Version.proposal_id) == Proposal.id, col(Version.n) == Proposal.version),
        )
        .join(
            PilotProposal,
            sa.and_(col(PilotProposal.pilot_id) == Pilot.id, col(PilotProposal.proposal_id) == Proposal.id),
            isouter=True,
        )
        .join(Delegation, col(Delegation.id) == Measurement.delegation_id, isouter=True)
        .join(Verification, newest_finding(), isouter=True)
        .where(
            col(Measurement.consultation_id) == consultation.id,
            col(WorkingGroup.closed).is_(False),
            *([col(Pilot.code) == code] if code is not None else []),
        )
        .order_by(col(Pilot.code), col(Proposal.code), col(Measurement.day), col(Measurement.id))
    )
    rows = db.execute(statement).all()
    before = {row[0].id or 0: row[0].corrects_id for row in rows}
    findings = {row[0].id or 0: row[1] for row in rows}
    return [
        _open(
            row[0], row[1] or open_question([findings[n] for n in line_of(row[0].id or 0, before)]), *row[2:]
        )
        for row in rows
    ]


def as_csv(values: list[OpenValue]) -> bytes:
    """The values as CSV in which nothing computes; the head names the columns, the same in every language."""
    rows = tuple(
        tuple(
            cell.isoformat() if isinstance(cell := getattr(each, name), datetime) else cell
            for name in COLUMNS
        )
        for each in values
    )
    return sheets_csv.write(Sheet("values", "values", tuple(Column(n, n) for n in COLUMNS), rows))


def as_json(consultation: Consultation, values: list[OpenValue]) -> bytes:
    """The values as JSON, with where they come from; figures as texts, digit by digit."""
    data = {
        "consultation": consultation.slug,
        "code": consultation.code,
        "about": [
            "Values measured in pilots. A pilot is voluntary; a recommendation binds no State.",
            "Rows with the basis illustrative were composed for a demonstration and are figures of nobody.",
            "A corrected value stays, and the row that corrects it names its id.",
            *consultation.notes,
        ],
        "values": [{name: _plain(getattr(each, name)) for name in COLUMNS} for each in values],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _open(
    row: Measurement,
    checked: Verification | None,
    pilot: str,
    benchmark: str,
    content: Mapping[str, Any],
    own: PilotProposal | None,
    delegation: str | None,
) -> OpenValue:
    goal = goal_of(benchmark, content, own)
    return OpenValue(
        id=row.id or 0,
        pilot=pilot,
        benchmark=benchmark,
        unit=row.unit or goal.unit,
        baseline=goal.baseline,
        target=goal.target,
        period=row.period,
        day=row.day,
        value=row.value,
        scope=row.scope,
        basis=row.basis,
        source=row.source or "",
        reported_by=delegation or "",
        reported_at=row.reported_at,
        verified=Finding(checked.finding).value if checked is not None else "",
        corrects=row.corrects_id,
        reason=row.reason or "",
        note=row.note or "",
    )
