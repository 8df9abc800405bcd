"""Verbs on the organisations of the site: make one known, change its names and how it belongs together with others."""

from collections.abc import Mapping

from sqlmodel import Session, col, func, or_, select

from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.kernel.text.fold import fold
from app.people.actions import add_organisation
from app.people.countries import country_code
from app.people.events import OrganisationChanged
from app.people.models import Organisation
from app.people.organisations.queries import organisation_called, organisations_alike
from app.people.organisations.rules import why_not_keep_organisations, why_not_under
from app.people.sessions import SITE

_NAME, _SHORT, _GROUP = 300, 80, 80
# What somebody answers who was asked whether a new body is one of those known here.
NONE_OF_THESE = "none"


def make_organisation_known(
    db: Session, actor: Actor, *, name: str, short_name: str = "", iso3: str = "", same: str = ""
) -> Organisation:
    """Make a body known to the whole site before any consultation accredits it.

    Where one of nearly the same name is known, `same` says whether it is that: its id, which gives it back as it is, or
    `none`. Refused to all but the secretariats and the administrators; Invalid as for `add_organisation`, and at `same`
    where it is to be said.
    """
    lock_track(db, SITE)
    permit(why_not_keep_organisations(actor))
    errors: list[FieldError] = []
    read = [_line(errors, "name", name, _NAME), _line(errors, "short_name", short_name, _SHORT)]
    code = read_country(errors, iso3)
    _stop_at(errors)
    if same and same != NONE_OF_THESE:
        return organisation_called(db, same)
    ask_whether_known(db, [read[0], read[1]], code, same)
    return add_organisation(db, actor, name=read[0], short_name=read[1], iso3=code)


def ask_whether_known(
    db: Session, names: list[str], iso3: str | None, same: str, *, field: str = "same"
) -> None:
    """Invalid at `field`, with those it may be, where a body of nearly this name is known and nothing is said of it.

    The same body in another spelling would be two, with a voice each; and two bodies are never made one silently.
    """
    if same == NONE_OF_THESE:
        return
    alike = organisations_alike(db, names, iso3)
    # The very same name is refused with its own sentence.
    if alike and all(one.name.lower() != names[0].strip().lower() for one in alike):
        said = ", ".join(f"{one.name} ({one.public_id})" for one in alike)
        raise Invalid.at(
            field,
            _("Is it one of these: %(names)s? Say which, or that it is none of them.") % {"names": said},
        )


def read_country(errors: list[FieldError], typed: str) -> str | None:
    """The code of a country that is typed as a code or by its name, or None; with a sentence where it is neither."""
    if not typed.strip():
        return None
    code = country_code(typed)
    if code is None:
        sentence = _(
            "“%(code)s” is no country code. ISO 3166 has three letters for each State, such as SWE."
        ) % {"code": typed.strip()[:60]}
        errors.append(FieldError("iso3", sentence))
    return code


def change_organisation(
    db: Session,
    actor: Actor,
    public_id: str,
    *,
    name: str | None = None,
    short_name: str | None = None,
    name_i18n: Mapping[str, str] | None = None,
    iso3: str | None = None,
    parent: str | None = None,
    related_group: str | None = None,
) -> Organisation:
    """Change what the site knows of an organisation; what is None stays, what is empty goes.

    `iso3` makes it a State, `parent` is the id of the one it belongs to, `related_group` the name under which bodies
    count as related. A delegation keeps the names it was accredited under. Refused to all but the secretariats and the
    administrators; NotFound where there is none; Invalid with one sentence for each field, also where the State or the
    name is another's, or it would belong to itself.
    """
    lock_track(db, SITE)
    permit(why_not_keep_organisations(actor))
    body = organisation_called(db, public_id)
    errors: list[FieldError] = []
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = read = _line(errors, "name", name, _NAME)
        if not fold(read) and not errors:
            errors.append(FieldError("name", _("A name is missing.")))
    if short_name is not None:
        values["short_name"] = _line(errors, "short_name", short_name, _SHORT) or values.get(
            "name", body.name
        )
    if name_i18n is not None:
        values["name_i18n"] = _names(errors, name_i18n)
    if iso3 is not None:
        values["iso3"] = read_country(errors, iso3)
    if related_group is not None:
        values["related_group"] = _line(errors, "related_group", related_group, _GROUP) or None
    _check_known(db, errors, body, values)
    if parent is not None:
        values["parent_id"] = _parent(db, errors, body, parent.strip())
    _stop_at(errors)
    changed = [field for field, value in values.items() if getattr(body, field) != value]
    if changed:
        for field in changed:
            setattr(body, field, values[field])
        db.add(body)
        what = ", ".join(field.removesuffix("_id") for field in changed)
        record(db, actor, OrganisationChanged(body.public_id, what), track=SITE)
        db.flush()
    return body


def _line(errors: list[FieldError], field: str, value: str, limit: int) -> str:
    try:
        return clean_line(value, limit=limit)
    except ValueError as error:
        errors.append(FieldError(field, str(error)))
        return ""


def _names(errors: list[FieldError], given: Mapping[str, str]) -> dict[str, str]:
    if unknown := [code for code in given if code not in LANGUAGES]:
        sentence = _("“%(code)s” is not one of the languages of this site.") % {"code": unknown[0]}
        errors.append(FieldError("name", sentence))
        return {}
    read = {code: _line(errors, f"name.{code}", words, _NAME) for code, words in given.items()}
    return {code: words for code, words in read.items() if fold(words)}


def _check_known(
    db: Session, errors: list[FieldError], body: Organisation, values: Mapping[str, object]
) -> None:
    """No two bodies have one name or are one State."""
    name, iso3 = values.get("name"), values.get("iso3")
    alike = [func.lower(col(Organisation.name)) == str(name).lower()] if name else []
    alike += [col(Organisation.iso3) == iso3] if iso3 else []
    if not alike:
        return
    for other in db.exec(select(Organisation).where(Organisation.id != body.id, or_(*alike))):
        field = "iso3" if iso3 and other.iso3 == iso3 else "name"
        sentence = _("%(name)s has this here already.") % {"name": other.name}
        if all(error.field != field for error in errors):
            errors.append(FieldError(field, sentence))


def _parent(db: Session, errors: list[FieldError], body: Organisation, wanted: str) -> int | None:
    if not wanted:
        return None
    found = db.exec(
        select(Organisation).where(
            or_(
                col(Organisation.public_id) == wanted,
                func.lower(col(Organisation.name)) == wanted.lower(),
                func.lower(col(Organisation.short_name)) == wanted.lower(),
            )
        )
    ).all()
    # Names are one body's each; a short name may be that of several, and then does not say which.
    named = [one for one in found if wanted == one.public_id or wanted.lower() == one.name.lower()] or found
    if not named:
        sentence = _("There is no organisation “%(name)s” here.") % {"name": wanted}
        errors.append(FieldError("parent", sentence))
        return None
    if len(named) > 1:
        sentence = _("“%(name)s” is the short name of several organisations. Write the whole name.")
        errors.append(FieldError("parent", sentence % {"name": wanted}))
        return None
    above = named[0].id or 0
    under = select(Organisation.id, Organisation.parent_id).where(col(Organisation.parent_id).is_not(None))
    parents = {number or 0: higher for number, higher in db.exec(under)}
    why = why_not_under(body.id or 0, above, parents)
    if why is not None:
        errors.append(FieldError("parent", why))
    return above


def _stop_at(errors: list[FieldError]) -> None:
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
