"""The rows of the table on accounts and the machine: an administrator's, at any time, and nobody else's."""

from app.site.permissions.terms import Cast, Stand, Verb, during

ADMINISTRATORS = frozenset({Cast.ADMINISTRATOR})

VERBS_OF_ADMINISTRATION = (
    Verb(
        name="add a person",
        doors=("POST /admin/people",),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
    Verb(
        name="give or end a role for the whole site",
        doors=("POST /admin/people/{public_id}/role", "POST /admin/people/{public_id}/role/end"),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
    Verb(
        name="make a sign-in link",
        doors=("POST /admin/people/{public_id}/link",),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
    Verb(
        name="sign somebody out everywhere",
        doors=("POST /admin/people/{public_id}/sessions/end",),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
    Verb(
        name="send a test message",
        doors=("POST /admin/mail/test",),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
    Verb(
        name="download a back-up",
        doors=("POST /admin/backup",),
        cells=during(ADMINISTRATORS, *Stand),
        rule="people.rules.why_not_administrate",
    ),
)
