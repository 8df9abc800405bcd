"""What was typed into a form of the set-up, and what came of it: done, or the sentences that go beside the fields."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from app.kernel.errors import DomainError, Invalid, Refused
from app.kernel.i18n import LANGUAGES
from app.web.doors import text_of


@dataclass(frozen=True)
class Typed:
    """A form as it stands in the page: its values, the sentences at its fields, and a refusal, if any.

    `form` is its name, where a page has several: the others are drawn from what is stored.
    """

    form: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    status: int = 200

    def at(self, form: str) -> "Typed":
        """This one where it is the form asked for; an untouched one otherwise."""
        return self if self.form == form else Typed(form)

    def value(self, name: str, stored: object = "") -> str:
        """What was typed into a field, or what is stored."""
        return self.values.get(name, "" if stored is None else str(stored))


def tried(form: FormData, name: str, act: Callable[[], object]) -> Typed:
    """Do `act`; gives the form `name` with its sentences where it was refused or something in it is wrong."""
    try:
        act()
    except (Invalid, Refused) as error:
        return typed_after(form, name, error)
    return Typed(name)


def typed_after(form: FormData, name: str, error: DomainError) -> Typed:
    """The form as it was typed, with what `error` says of it."""
    values = {key: value for key, value in form.items() if isinstance(value, str)}
    errors = {one.field: one.message for one in error.errors}
    return Typed(name, values, errors, "" if errors else error.message, error.status)


def names_of(form: FormData, stem: str) -> dict[str, str]:
    """The names by language: `title.fr` is the French one of `title`."""
    return {key.removeprefix(f"{stem}."): text_of(form, key) for key in form if key.startswith(f"{stem}.")}


def other_languages(languages: list[str], main: str) -> list[tuple[str, str]]:
    """The languages of a consultation besides its main one, each with its own name for itself."""
    return [(code, LANGUAGES.get(code, code)) for code in languages if code != main]
