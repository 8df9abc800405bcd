"""The verbs of texts: drafting them, and their course."""

from app.site.permissions.terms import LEADERS, RUNNING, SEATED, WRITERS, WRITING, Cast, Stand, Verb, during


def _step(name: str) -> tuple[str, ...]:
    """The doors of one step on a proposal's course: the address is shared, the step is named in what is sent."""
    return (
        f"POST /{{slug}}/{{code}}/steps step={name}",
        f"POST /api/v1/consultations/{{slug}}/proposals/{{code}}/steps step={name}",
    )


VERBS_OF_TEXTS = (
    Verb(
        name="begin a proposal",
        doors=("POST /{slug}/proposals", "POST /api/v1/consultations/{slug}/proposals"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.rules.why_not_draft",
    ),
    Verb(
        name="save a version",
        doors=("POST /{slug}/{code}/versions", "PATCH /api/v1/consultations/{slug}/proposals/{code}"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.rules.why_not_edit",
    ),
    Verb(
        name="keep a personal draft",
        doors=("POST /{slug}/{place}/draft", "POST /{slug}/{place}/draft/discard"),
        cells=during(WRITERS, *Stand),
        rule="drafting.drafts.why_not_keep",
    ),
    Verb(
        name="say where one is writing",
        doors=("POST /{slug}/{code}/presence",),
        cells=during(WRITERS, *Stand),
        rule="drafting.drafts.why_not_keep",
    ),
    Verb(
        name="circulate a version",
        doors=(
            "POST /{slug}/{code}/circulations",
            "POST /api/v1/consultations/{slug}/proposals/{code}/circulations",
        ),
        cells=during(frozenset({Cast.RAPPORTEUR, Cast.MODERATOR}), *RUNNING),
        rule="drafting.circulation.why_not_circulate",
    ),
    Verb(
        name="confirm a circulation",
        doors=(
            "POST /{slug}/circulations/{circulation}/receipt",
            "POST /api/v1/consultations/{slug}/circulations/{circulation}/receipt",
        ),
        cells=during(SEATED, *RUNNING),
        rule="drafting.circulation.why_not_confirm: those it was sent to",
    ),
    Verb(
        name="submit a proposal",
        doors=_step("submitted"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.course_rules.why_not_submit",
    ),
    Verb(
        name="return a proposal to draft",
        doors=_step("returned"),
        cells=during(LEADERS, *WRITING),
        rule="drafting.course_rules.why_not_return, also who wrote its newest version",
    ),
    Verb(
        name="withdraw a proposal",
        doors=_step("withdrawn"),
        cells=during(LEADERS, *RUNNING),
        rule="drafting.course_rules.why_not_withdraw, also who began it; not while it is under decision",
    ),
    Verb(
        name="take a withdrawn proposal up again",
        doors=_step("taken_up"),
        cells=during(WRITERS, *WRITING),
        rule="drafting.course_rules.why_not_take_up",
    ),
    Verb(
        name="merge a proposal into another",
        doors=_step("merged"),
        cells=during(LEADERS, *WRITING),
        rule="drafting.course_rules.why_not_merge, of both groups",
    ),
    Verb(
        name="refer a proposal back",
        doors=_step("referred_back"),
        cells=during(frozenset({Cast.MODERATOR}), *(s for s in RUNNING if s is not Stand.BALLOT)),
        rule="drafting.course_rules.why_not_refer_back",
    ),
    Verb(
        name="restore a version",
        doors=(
            "POST /{slug}/{code}/restoration",
            "POST /api/v1/consultations/{slug}/proposals/{code}/restoration",
        ),
        cells=during(WRITERS, *WRITING),
        rule="drafting.rules.why_not_edit",
    ),
    Verb(
        name="link a mechanism and a benchmark",
        doors=(
            "POST /{slug}/{code}/links",
            "PUT /api/v1/consultations/{slug}/proposals/{code}/links/{other}",
        ),
        cells=during(WRITERS, *WRITING),
        rule="drafting.course_rules.why_not_link, of either group",
    ),
    Verb(
        name="unlink a mechanism and a benchmark",
        doors=(
            "POST /{slug}/{code}/links/{other}/removal",
            "DELETE /api/v1/consultations/{slug}/proposals/{code}/links/{other}",
        ),
        cells=during(WRITERS, *WRITING),
        rule="drafting.course_rules.why_not_unlink, of either group",
    ),
)
