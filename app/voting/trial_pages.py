"""The browser's door to a trial: another rule on the positions of a ballot that has closed."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.queries import constituencies_of
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.voting.asked import rule_sentences
from app.voting.conditions import Franchise
from app.voting.disclosure.rules import why_not_named
from app.voting.members.rules import why_other_units
from app.voting.parameters import chosen_rule, read_rule
from app.voting.queries import tally, visible_ballot
from app.voting.rule_forms import NAMES, Typed, rule_choices, rule_in
from app.voting.trial import try_rule
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/ballots/{ballot}/trial")
def show_trial(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> HTMLResponse:
    """The form, and once a rule was chosen what it would have made of the positions. Refused while the ballot is open, and
    where it names no delegation."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count or why_not_named(view.rule))
    parts = constituencies_of(db, consultation)
    typed, values = rule_in(request.query_params)
    asked, status = "preset" in request.query_params, 200
    errors: dict[str, str] = {}
    trial = rule = None
    if view.by_members and not typed["franchise"]:
        values["franchise"] = str(Franchise.MEMBER)
    if asked:
        try:
            chosen = read_rule(chosen_rule(values, [each.code for each in parts]))
            if (other := why_other_units(view.rule, chosen)) is not None:
                raise Invalid.at("franchise", other)
        except Invalid as invalid:
            errors = {NAMES.get(error.field, error.field): error.message for error in invalid.errors}
            status = 422
        else:
            # Related bodies stay as they were counted: the positions inside them are not tried anew.
            chosen = replace(chosen, related_as_one=view.rule.related_as_one)
            trial = try_rule(tally(db, view, actor), chosen)
            rule = rule_sentences(chosen, {each.code: each.name for each in parts})
    return render(
        request,
        "voting/trial.html",
        status,
        consultation=consultation,
        here="ballots",
        view=view,
        choices=rule_choices(parts),
        back=Typed(typed if asked else {}, errors),
        trial=trial,
        rule=rule,
    )
