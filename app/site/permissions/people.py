"""People, their ways in and the organisations they belong to: who may do what, and when. Part of the table."""

from app.site.permissions.terms import ADMINISTRATORS, EVERYBODY, SETTERS, SIGNED_IN, Stand, Verb, during

# fmt: off
OF_PEOPLE = (
    Verb("sign in", during(EVERYBODY, *Stand),
         rule="people: a link that is known, not used up, not too old; a passkey that is known and not removed; a password",
         pages=("POST /sign-in", "POST /sign-in/{secret}", "POST /sign-in/password",
                "POST /sign-in/passkey/begin", "POST /sign-in/passkey/finish",
                "POST /sign-in/with/{public_id}", "POST /sign-in/prove/{secret}")),
    Verb("sign out", during(EVERYBODY, *Stand),
         rule="people: always",
         pages=("POST /sign-out",)),
    Verb("look after one's own account", during(SIGNED_IN, *Stand),
         rule="people.rules.why_not_keep_account: for oneself",
         pages=("POST /account", "POST /account/sessions/end", "POST /account/sessions/{number}/end",
                "POST /account/password", "POST /account/password/removal"),
         beside=("PATCH /account", "DELETE /account/sessions", "DELETE /account/sessions/{number}")),
    Verb("add a passkey", during(SIGNED_IN, *Stand),
         rule="people.ways.passkeys.why_not_keep_passkeys: for oneself",
         pages=("POST /account/passkeys/begin", "POST /account/passkeys", "POST /account/passkeys/later")),
    Verb("remove a passkey of one's own", during(SIGNED_IN, *Stand),
         rule="people.ways.passkeys.why_not_keep_passkeys: for oneself",
         pages=("POST /account/passkeys/{public_id}/removal",)),
    Verb("add or remove a sign-in at one's organisation", during(SIGNED_IN, *Stand),
         rule="people.ways.providers.why_not_link: for oneself",
         pages=("POST /account/identities", "POST /account/identities/{identity}/end")),
    Verb("make a token for a program", during(SIGNED_IN, *Stand),
         rule="people.tokens.rules.why_not_make_token: for oneself",
         pages=("POST /account/tokens",),
         beside=("POST /account/tokens",)),
    Verb("end a token of one's own", during(SIGNED_IN, *Stand),
         rule="people.tokens.rules.why_not_make_token: for oneself",
         pages=("POST /account/tokens/{number}/revocation",),
         beside=("DELETE /account/tokens/{number}",)),
    Verb("erase one's own account", during(SIGNED_IN, *Stand),
         rule="people.privacy.actions.why_not_erase: freshly signed in, and once what only they could do is handed over",
         pages=("POST /account/erasure",)),
)

# Organisations are one across all consultations.
OF_ORGANISATIONS = (
    Verb("change an organisation", during(ADMINISTRATORS | SETTERS, *Stand),
         rule="people.organisations.rules.why_not_keep_organisations: every secretariat",
         pages=("POST /organisations", "POST /organisations/{public_id}"),
         beside=("POST /organisations", "PATCH /organisations/{public_id}")),
)

# Accounts and the machine: an administrator's, at any time, and nobody else's.
OF_ADMINISTRATORS = (
    Verb("add a person", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people",)),
    Verb("give or end a role for the whole site", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/role", "POST /admin/people/{public_id}/role/end")),
    Verb("make a sign-in link", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/link",)),
    Verb("sign somebody out everywhere", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/people/{public_id}/sessions/end",)),
    Verb("erase somebody who asked for it", during(ADMINISTRATORS, *Stand),
         rule="people.privacy.actions.why_not_erase",
         pages=("POST /admin/people/{public_id}/erasure",)),
    Verb("look after identity providers", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/providers", "POST /admin/providers/{public_id}", "POST /admin/providers/{public_id}/end",
                "POST /admin/providers/{public_id}/rules", "POST /admin/providers/{public_id}/rules/{number}/end")),
    Verb("send a test message", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/mail/test",)),
    Verb("download a back-up", during(ADMINISTRATORS, *Stand),
         rule="people.rules.why_not_administrate",
         pages=("POST /admin/backup",)),
)
# fmt: on
