"""The paragraph an objection names: its field, its permanent id and the words, found in the version that is meant."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.discussion.anchoring import paras_of
from app.discussion.objections.views import Spot
from app.discussion.rules import QUOTE_LIMIT
from app.drafting.content import Content
from app.drafting.fields import field_of, fields_of
from app.drafting.models import Kind
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.kernel.text.anchors import locate, occurrences
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.kernel.text.markdown import to_plain

SHOWN = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where an objection stands: the field, the permanent id of the paragraph where it has one, and the words."""

    field: str = ""
    paragraph: str | None = None
    quoted: str = ""


def spots_in(kind: str, content: Content) -> list[Spot]:
    """Every paragraph of a text, in its order, for a list to choose from; what is empty is left out."""
    found = []
    for spec in fields_of(Kind(kind)):
        for para in paras_of(kind, content, spec.name):
            if fold(para.text):
                value = f"{spec.name}:{para.id}" if para.id else spec.name
                found.append(Spot(value, spec.label, shortened(para.text, SHOWN)))
    return found


def spot_of(field: str | None, paragraph: str | None) -> str:
    """The value of a place in that list."""
    return f"{field}:{paragraph}" if field and paragraph else field or ""


def place_in(
    wrong: list[FieldError],
    kind: str,
    code: str,
    content: Content,
    number: int,
    *,
    field: str,
    paragraph: str,
    quote: Mapping[str, str],
) -> Place:
    """The place that was named; a sentence in `wrong` where none was, or it is not in version `number`.

    A paragraph is named by its id, or by words quoted from it; where only the paragraph is named, its words are kept
    from the beginning, so that the objection can be read when the paragraph has gone.
    """
    spec = field_of(kind, field) if field else None
    if not field:
        wrong.append(FieldError("field", _("Name the paragraph that you object to.")))
        return Place()
    if spec is None:
        wrong.append(
            FieldError("field", _("%(code)s has no field “%(field)s”.") % {"code": code, "field": field[:60]})
        )
        return Place()
    paras = [para for para in paras_of(kind, content, spec.name) if fold(para.text)]
    about = {"field": spec.label, "n": number}
    if paragraph:
        paras = [para for para in paras if para.id == paragraph]
        if not paras:
            wrong.append(
                FieldError(
                    "field",
                    _(
                        "Version %(n)s has no such paragraph in “%(field)s”. Choose one of those that stand in it."
                    )
                    % about,
                )
            )
            return Place(spec.name)
    try:
        sent = {name: clean(quote.get(name, ""), limit=QUOTE_LIMIT) for name in ("exact", "prefix", "suffix")}
    except ValueError as error:
        wrong.append(FieldError("quote", str(error)))
        return Place(spec.name)
    if not fold(sent["exact"]):
        if len(paras) == 1:
            return Place(spec.name, paras[0].id or None, shortened(paras[0].text, QUOTE_LIMIT))
        sentence = (
            _("“%(field)s” has several paragraphs. Name the one that you object to, or quote words of it.")
            if paras
            else _("“%(field)s” is empty in version %(n)s, so that there is nothing in it to object to.")
        )
        wrong.append(FieldError("field", sentence % about))
        return Place(spec.name)
    # Programs may quote the text as it is stored; people quote what they read, without the marks of emphasis.
    for words in (sent, {name: to_plain(part) for name, part in sent.items()}):
        place = locate(words, None, paras) if fold(words["exact"]) else None
        if place is not None:
            return Place(spec.name, paras[place.row].id or None, words["exact"].strip())
    several = occurrences(sent, paras) > 1
    wrong.append(
        FieldError(
            "quote",
            _(
                "These words stand more than once in “%(field)s”. Quote some more of the words around them, so that it is clear which are meant."
            )
            % about
            if several
            else _(
                "These words are not in “%(field)s” of version %(n)s, or not in the paragraph you named. Quote words of one paragraph as they stand there, or leave them out."
            )
            % about,
        )
    )
    return Place(spec.name)


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, whole words, with a mark where it goes on."""
    said = " ".join(text.split())
    if len(said) <= limit:
        return said
    return said[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
