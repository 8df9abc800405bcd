"""The programs' door to ballots: read them, give positions, recount the published register."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Unauthenticated, permit
from app.kernel.i18n import gettext as _
from app.voting.actions.casting import Wish, cast_positions
from app.voting.actions.support import show_support
from app.voting.asked import rule_sentences
from app.voting.proxy.queries import held_of
from app.voting.queries import ballots_of, electorate_of, lines_of, tally, visible_ballot
from app.voting.recount.papers import published_page
from app.voting.register import register
from app.voting.schemas import (
    BallotLineOut,
    BallotList,
    BallotOut,
    PaperOut,
    PositionIn,
    ReceiptOut,
    RegisterOut,
    RegisterRowOut,
    SeatedOut,
    SupportIn,
    SupportOut,
    TallyOut,
    WholeBallotOut,
    mine_of,
)
from app.voting.sheets import sheet_of
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ballots"])
Code = Annotated[str, Query(max_length=60)]


@router.get("/ballots")
def list_ballots(db: ReadDb, consultation: ThisConsultation) -> BallotList:
    """The ballots of a consultation, in the order they open."""
    views = ballots_of(db, consultation, now(db))
    return BallotList(items=[BallotOut(**BallotOut.fields_of(view)) for view in views])


@router.get("/ballots/{ballot}")
def read_ballot(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str, delegation: Code = ""
) -> WholeBallotOut:
    """A ballot with its rule and its electorate; with a head's or an alternate's token also what they gave."""
    view = visible_ballot(db, consultation, ballot, now(db))
    electorate = electorate_of(db, view.ballot)
    mandates = [m for m in held_of(db, consultation, actor, view) if m.in_electorate]
    chosen = next((m for m in mandates if m.code == delegation), mandates[0] if mandates else None)
    sheet = sheet_of(db, view, actor, chosen) if chosen is not None else None
    lines = [row.line for row in sheet.rows] if sheet else list(lines_of(db, view.ballot, actor))
    return WholeBallotOut(
        **BallotOut.fields_of(view),
        rule=view.ballot.rule,
        rule_in_words=list(rule_sentences(view.rule)),
        electorate=[SeatedOut.of(seated) for seated in electorate],
        proposals=[BallotLineOut.of(line) for line in lines],
        delegation=sheet.delegation if sheet else None,
        mine=mine_of(sheet.rows, {each.delegation_id: each.code for each in electorate if not each.seat})
        if sheet
        else None,
        voted=[row.line.code for row in sheet.rows if row.done] if sheet else None,
    )


@router.get("/ballots/{ballot}/tally", response_model_exclude_unset=True)
def read_tally(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> TallyOut:
    """The count, made anew from the positions. Refused while the ballot is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    return TallyOut.model_validate(tally(db, view, actor, words=False).as_document(consultation.slug))


@router.get("/ballots/{ballot}/register")
def read_register(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    cursor: Annotated[str, Query(max_length=80)] = "",
) -> RegisterOut:
    """Every position that counts, with its reason and receipt, to be recounted; of a ballot that names no delegation every
    paper, by its key. Refused while the ballot is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    place, _dot, code = cursor.partition(".")
    if cursor and not (place.isascii() and place.isdigit() and len(place) < 9):
        raise Invalid.at("cursor", _("This is no cursor that an answer gave."))
    after = (int(place), code) if cursor else None
    if not view.rule.is_open:
        papers = published_page(db, view, actor, cursor=after, limit=limit + 1)
        end = papers[limit - 1] if len(papers) > limit else None
        return RegisterOut(
            items=[PaperOut.of(paper) for paper in papers[:limit]],
            next=f"{end.place}.{end.key}" if end else None,
        )
    rows = register(db, view, actor, cursor=after, limit=limit + 1)
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return RegisterOut(
        items=[RegisterRowOut.of(row) for row in rows[:limit]],
        next=f"{last.place}.{last.delegation}" if last else None,
    )


@router.put("/ballots/{ballot}/positions/{code}")
def put_position(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    code: str,
    body: PositionIn,
) -> ReceiptOut:
    """Give or change a delegation's position. Sending the same again gives the same receipt."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))
    wish = Wish(code, body.position, body.reason, body.turn, willing=body.willing, version=body.version)
    try:
        recorded = cast_positions(db, actor, consultation, ballot, [wish], delegation=body.delegation)
    except Invalid as invalid:
        names = {code: "position", f"{code}-reason": "reason", f"{code}-willing": "willing"}
        errors = tuple(FieldError(names.get(e.field, e.field), e.message) for e in invalid.errors)
        raise Invalid(invalid.message, errors=errors) from None
    return ReceiptOut.of(recorded.mandate.code, recorded.rows[0])


@router.put("/proposals/{code}/support")
def put_support(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: SupportIn
) -> SupportOut:
    """Show support for a proposal of one's own group, or change it."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a member of the working group."))
    support = show_support(db, actor, consultation, code, choice=body.choice, word=body.word)
    return SupportOut(
        proposal=support.proposal, choice=support.mine, word=support.my_word, voices=support.voices
    )
