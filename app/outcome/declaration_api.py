"""The programs' door to declarations: read them, and for a delegation make, reword, withdraw, join, leave."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from app.consultations.doors import ThisConsultation
from app.kernel.errors import Conflict, Unauthenticated
from app.kernel.i18n import gettext as _
from app.outcome.actions.declaring import (
    declare,
    join_declaration,
    leave_declaration,
    reword_declaration,
    withdraw_declaration,
)
from app.outcome.declaring import Declared, declarations_of
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.problems import problem

router = APIRouter(prefix="/consultations/{slug}/outcome/declarations", tags=["outcome"])
Kind = Literal["minority_view", "proviso"]


class DeclarationIn(BaseModel):
    """A declaration to be made. Without `proposal` it is about the whole; `delegation` may be left out by who speaks
    for one only, `language` where it is the consultation's own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Kind
    text: str
    proposal: str | None = None
    delegation: str | None = None
    language: str | None = None


class WordingIn(BaseModel):
    """Other words for a declaration; `n` is the wording they take the place of."""

    model_config = ConfigDict(extra="forbid", strict=True)

    n: int
    text: str
    kind: Kind | None = None
    language: str | None = None


class WithdrawalIn(BaseModel):
    """Why a declaration is taken back, if the delegation wants to say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = ""


class NameIn(BaseModel):
    """Whose name; may be left out by who speaks for one delegation only."""

    model_config = ConfigDict(extra="forbid", strict=True)

    delegation: str | None = None


class JoiningIn(NameIn):
    """Whose name, and `n`, the wording it is put to."""

    n: int


class DeclarationOut(BaseModel):
    """A declaration as it stands, word for word."""

    code: str
    n: int
    kind: Kind
    proposal: str | None
    delegation: str
    joined: list[str]
    language: str
    text: str
    capacity: str
    made_at: datetime

    @classmethod
    def of(cls, declared: Declared) -> "DeclarationOut":
        """The same for programs."""
        return cls(
            code=declared.code,
            n=declared.n,
            kind="proviso" if declared.kind == "proviso" else "minority_view",
            proposal=declared.proposal,
            delegation=declared.by.code,
            joined=[joined.code for joined in declared.joined],
            language=declared.language,
            text=declared.text,
            capacity=declared.by_title,
            made_at=declared.made_at,
        )


class DeclarationList(BaseModel):
    """Every declaration that stands, in the order in which they were made."""

    items: list[DeclarationOut]
    next: None = None


def _signed_in(actor: CurrentActor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))


@router.get("")
def list_declarations(db: ReadDb, consultation: ThisConsultation) -> DeclarationList:
    """The declarations of delegations on the outcome."""
    found = declarations_of(db, consultation)
    return DeclarationList(items=[DeclarationOut.of(declared) for declared in found])


@router.post("", status_code=201)
def post_declaration(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: DeclarationIn
) -> DeclarationOut:
    """Declare something for the own delegation. Sending the same again gives the one there is."""
    _signed_in(actor)
    made = declare(
        db,
        actor,
        consultation,
        kind=body.kind,
        text=body.text,
        about=body.proposal or "",
        delegation=body.delegation or "",
        language=body.language or "",
    )
    return DeclarationOut.of(made)


@router.patch("/{code}")
def patch_declaration(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WordingIn
) -> DeclarationOut:
    """Put a declaration of the own delegation into other words; the names of others come off with it."""
    _signed_in(actor)
    declared = reword_declaration(
        db,
        actor,
        consultation,
        code,
        n=body.n,
        text=body.text,
        kind=body.kind or "",
        language=body.language or "",
    )
    return DeclarationOut.of(declared)


@router.post("/{code}/withdrawal", status_code=204)
def post_withdrawal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WithdrawalIn
) -> None:
    """Take a declaration of the own delegation back."""
    _signed_in(actor)
    withdraw_declaration(db, actor, consultation, code, reason=body.reason)


@router.post(
    "/{code}/joining",
    response_model=DeclarationOut,
    responses={412: {"description": "It was reworded meanwhile: how it stands now"}},
)
def post_joining(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: JoiningIn
) -> DeclarationOut | Response:
    """Put the name of the own delegation to another's declaration, in the wording `n` that was read.

    412 where it was reworded since: the declaration as it stands comes with the answer, as `now`.
    """
    _signed_in(actor)
    try:
        joined = join_declaration(db, actor, consultation, code, n=body.n, delegation=body.delegation or "")
    except Conflict as stale:
        now = DeclarationOut.of(stale.details) if isinstance(stale.details, Declared) else None
        return problem(412, stale.code, stale.message, now=now.model_dump(mode="json") if now else None)
    return DeclarationOut.of(joined)


@router.post("/{code}/leaving")
def post_leaving(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: NameIn
) -> DeclarationOut:
    """Take the name of the own delegation off another's declaration."""
    _signed_in(actor)
    return DeclarationOut.of(
        leave_declaration(db, actor, consultation, code, delegation=body.delegation or "")
    )
