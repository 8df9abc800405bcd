"""The programs' door to ratings: what one gave oneself, and what came out once the round has closed."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Unauthenticated
from app.kernel.i18n import gettext as _
from app.voting.ratings.actions import Wish, give_rating, give_sense
from app.voting.ratings.files import results_file
from app.voting.ratings.queries import results_of, sheet_of, visible_rated_round
from app.voting.ratings.rules import why_not_rate
from app.voting.ratings.schemas import GivenOut, RatingIn, RatingsOut
from app.voting.ratings.sentences import criterion_sentences, question_of
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ratings"])


@router.get("/rounds/{code}/ratings")
def read_ratings(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> RatingsOut:
    """What the caller gave in a round of rating or a sense check, and its results once it has closed."""
    view = visible_rated_round(db, consultation, code, now(db))
    sheet = sheet_of(db, actor, consultation, view, words=False)
    question = question_of(view.round.terms)
    found = None if view.why_no_results else results_of(db, actor, consultation, view)
    return RatingsOut(
        round=view.round.code,
        kind=view.round.kind,
        stage=str(view.stage),
        closes=view.closes_at,
        terms=view.round.terms or {},
        terms_in_words=list(criterion_sentences(view.criterion)) if view.of_scores else [question],
        why_not=why_not_rate(actor, consultation, view.round, view.at),
        texts=[row.line.code for row in sheet.open_rows],
        mine=[GivenOut.of(row.line.code, row.given) for row in sheet.rows if row.given is not None],
        why_no_results=view.why_no_results,
        results=RatingsOut.results_of(found) if found is not None else None,
    )


@router.get("/rounds/{code}/ratings.{name}", response_class=Response)
def read_ratings_file(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, name: str
) -> Response:
    """The results as a table, `csv` or `xlsx`. Refused while the round is open."""
    return results_file(db, actor, consultation, code, name)


@router.put("/rounds/{code}/ratings/{proposal}")
def put_rating(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, proposal: str, body: RatingIn
) -> GivenOut:
    """Give a text a score or an answer, or change it until the round closes. Sending the same again changes nothing."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of somebody with a seat in this consultation."))
    name, give = ("score", give_rating) if body.choice is None else ("choice", give_sense)
    value = getattr(body, name)
    wish = Wish(proposal, "" if value is None else str(value), body.word, version=body.version)
    try:
        sheet = give(db, actor, consultation, code, [wish])
    except Invalid as invalid:
        names = {proposal: name, f"{proposal}-word": "word"}
        errors = tuple(FieldError(names.get(e.field, e.field), e.message) for e in invalid.errors)
        raise Invalid(invalid.message, errors=errors) from None
    given = next(row.given for row in sheet.rows if row.line.code == proposal)
    assert given is not None
    return GivenOut.of(proposal, given)
