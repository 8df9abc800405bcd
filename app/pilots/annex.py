"""The pilots as an annex of the outcome document: who tries what, with whom, until when, and how it stands."""

from collections.abc import Iterable

from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents.tree import Block, Paragraph, Table, Text, words
from app.drafting.models import Kind
from app.kernel.actor import ANONYMOUS
from app.kernel.i18n import gettext as _
from app.outcome.wording import Voices, code, listed
from app.pilots.models import PilotState
from app.pilots.queries import pilot_lines
from app.pilots.views import Party, PilotLine, Tried
from app.web.render import written_date


def pilots_annex(db: Session, consultation: Consultation, voices: Voices) -> tuple[Block, ...]:
    """Every pilot in one row; nothing where there is none. Seven queries, however many there are."""
    lines = pilot_lines(db, consultation, ANONYMOUS)
    if not lines:
        return ()
    said = _(
        "States take recommended mechanisms up of their own will. A pilot binds nobody; what it measured stands on the site of the consultation under its code."
    )
    heads = (
        _("Code"),
        _("Pilot"),
        _("Tries"),
        _("Reports against"),
        _("Led by"),
        _("With"),
        _("Period"),
        _("Status"),
    )
    table = Table(
        "pilots",
        (voices.ours(_("The pilots, with who leads them and who takes part")),),
        tuple((voices.ours(head),) for head in heads),
        tuple(_row(line, voices) for line in lines),
        (8, 22, 10, 10, 13, 15, 12, 10),
    )
    return (Paragraph((voices.ours(said),)), table)


def _row(line: PilotLine, voices: Voices) -> tuple[Text, ...]:
    mechanisms = [tried for tried in line.tries if tried.kind == Kind.MECHANISM]
    benchmarks = [tried for tried in line.tries if tried.kind != Kind.MECHANISM]
    return (
        words(code(line.code)),
        voices.exactly(line.title),
        _codes(mechanisms),
        _codes(benchmarks),
        _names(line.leads, voices) or words(voices.ours(_("No State leads it at present."))),
        _names(line.partners, voices),
        words(voices.ours(_period(line))),
        words(voices.ours(_state(line.state))),
    )


def _codes(tried: Iterable[Tried]) -> Text:
    return words(*(part for n, each in enumerate(tried) for part in (", " if n else "", code(each.code))))


def _names(parties: Iterable[Party], voices: Voices) -> Text:
    return words(listed([party.name_i18n.get(voices.language) or party.name for party in parties]))


def _period(line: PilotLine) -> str:
    names = {"starts": written_date(line.starts), "ends": written_date(line.ends) if line.ends else ""}
    return (_("%(starts)s to %(ends)s") if line.ends else _("from %(starts)s")) % names


def _state(state: str) -> str:
    return {
        PilotState.PROPOSED: _("Proposed"),
        PilotState.CONFIRMED: _("Confirmed"),
        PilotState.ACTIVE: _("Active"),
        PilotState.ON_HOLD: _("On hold"),
        PilotState.COMPLETED: _("Completed"),
        PilotState.TERMINATED: _("Terminated"),
    }[PilotState(state)]
