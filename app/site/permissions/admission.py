"""How people and bodies come in: who may do what, and when. Part of the table."""

from app.site.permissions.terms import CONVENORS, EVERYBODY, HEADS, RUNNING, SETTERS, Stand, Verb, during

# fmt: off
OF_ADMISSION = (
    Verb("invite somebody to a seat", {**during(SETTERS, Stand.SETUP), **during(SETTERS | CONVENORS | HEADS, *RUNNING)},
         rule="consultations.admission.rules.why_not_invite: a convenor to the own group, a head to the own delegation",
         pages=("POST /{slug}/setup/invitations", "POST /{slug}/groups/{code}/invitations",
                "POST /{slug}/delegations/{code}/invitations"),
         api=("POST /{slug}/invitations",)),
    Verb("send an invitation again, or withdraw it",
         {**during(SETTERS, Stand.SETUP), **during(SETTERS | HEADS, *RUNNING)},
         rule="consultations.admission.rules.why_not_invite: whoever may invite to that seat; here one of a delegation",
         pages=("POST /{slug}/invitations/{invitation}/again", "POST /{slug}/invitations/{invitation}/withdrawal"),
         api=("POST /{slug}/invitations/{invitation}/again", "POST /{slug}/invitations/{invitation}/withdrawal")),
    Verb("answer an invitation", during(EVERYBODY, *Stand),
         rule="consultations.admission.rules.why_not_answer: whoever has the link; a seat is taken by the rules of seats",
         pages=("POST /invitations/{secret}", "POST /invitations/{secret}/refusal")),
    Verb("name an alternate, or end a seat of a delegation",
         {**during(SETTERS, Stand.SETUP), **during(SETTERS | HEADS, *RUNNING)},
         rule="consultations.admission.rules.why_not_lead: the head of that delegation",
         pages=("POST /{slug}/delegations/{code}/alternates", "POST /{slug}/delegations/{code}/members/{seat}/end"),
         api=("POST /{slug}/delegations/{code}/alternates", "POST /{slug}/delegations/{code}/members/{seat}/end")),
    Verb("apply for accreditation", during(EVERYBODY, *RUNNING),
         rule="consultations.admission.rules.why_not_apply: where the consultation takes applications",
         pages=("POST /{slug}/accreditation", "POST /{slug}/accreditation/confirmation/{secret}"),
         api=("POST /{slug}/applications",)),
    Verb("decide an application for accreditation", during(SETTERS, Stand.SETUP, *RUNNING),
         rule="consultations.admission.rules.why_not_decide: once its contact has confirmed it",
         pages=("POST /{slug}/setup/applications/{code}",),
         api=("POST /{slug}/applications/{code}/decision",)),
)
# fmt: on
