"""The tables of the outcome: proposals, results framework, voting record, comments, participants; as data and as files."""

from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, WorkingGroup
from app.contributions.models import Contribution
from app.documents import sheets_csv
from app.documents.sheets import Sheet, Workbook
from app.documents.tree import direction_of
from app.drafting.models import Proposal, ProposalSource, is_text
from app.kernel.actor import ANONYMOUS
from app.kernel.clock import local_day
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.outcome import sheets_rows as rows
from app.outcome.cover import status_words
from app.outcome.material import newest
from app.outcome.queries import EVERY, comments_in_order, outcome_material, participants_of
from app.voting.register import register

TABLES = ("proposals", "framework", "votes", "comments", "participants", "counts")
"""The tables that can be had one by one, by their names; the first is what is given without a name."""


def outcome_sheets(db: Session, consultation: Consultation, language: str | None = None) -> Workbook:
    """The tables of a consultation as they stand now, in `language` or the consultation's own.

    They hold what everybody may read and no more, whoever asks: closed groups do not occur, and of ballots only those
    that have closed. Queries: twelve, and six more for each ballot that has closed. Who gave which
    position stands in them for ballots that name delegations, for the others there are only the counts.
    """
    language = language or consultation.default_language
    with in_locale(language):
        material = outcome_material(db, consultation)
        comments = comments_in_order(db, material)
        registers = {
            tally.view.ballot.code: register(db, tally.view, ANONYMOUS, limit=EVERY)
            for tally in material.tallies
            if tally.view.rule.is_open
        }
        zone = consultation.timezone
        return Workbook(
            title=(consultation.title_i18n or {}).get(language) or consultation.title,
            status=status_words(material),
            language=language,
            direction=direction_of(language),
            date=local_day(newest(material, comments), zone),
            sheets=(
                rows.proposals(material, _beside(db, consultation)),
                rows.framework(material),
                rows.votes(material.tallies, registers, zone),
                rows.counts(material.counted),
                rows.comments(comments, zone),
                rows.participants(participants_of(db, consultation), zone),
            ),
        )


def write_workbook(workbook: Workbook) -> bytes:
    """All tables as one XLSX file."""
    # What writes these files is large, and a server seldom does.
    from app.documents import sheets_xlsx

    return sheets_xlsx.write(workbook)


def write_table(workbook: Workbook, name: str = TABLES[0]) -> bytes:
    """One table as CSV. NotFound names those there are."""
    return sheets_csv.write(the_table(workbook, name))


def the_table(workbook: Workbook, name: str) -> Sheet:
    """The table of this name. NotFound names those there are."""
    sheet = workbook.sheet(name)
    if sheet is None:
        raise NotFound(
            _("There is no table “%(name)s”; there are %(offered)s.")
            % {"name": name[:60], "offered": ", ".join(each.name for each in workbook.sheets)}
        )
    return sheet


def _beside(db: Session, consultation: Consultation) -> dict[str, rows.Beside]:
    """For each proposal its group and the contributions it grew out of, by date. Two queries."""
    groups = db.execute(
        sa.select(col(Proposal.code), col(WorkingGroup.code))
        .join_from(Proposal, WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Proposal.consultation_id) == consultation.id, is_text())
    ).all()
    came: dict[str, list[str]] = defaultdict(list)
    for proposal, code in db.execute(
        sa.select(col(Proposal.code), col(Contribution.code))
        .join_from(ProposalSource, Proposal, col(Proposal.id) == ProposalSource.proposal_id)
        .join(Contribution, col(Contribution.id) == ProposalSource.contribution_id)
        .where(col(Proposal.consultation_id) == consultation.id)
        .order_by(col(Contribution.day), col(Contribution.code))
    ):
        came[proposal].append(code)
    return {proposal: rows.Beside(group, tuple(came[proposal])) for proposal, group in groups}
