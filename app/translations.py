"""Gathers the interface's strings from code and templates into `locales/`; run by `make translations`."""

import io
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.kernel.i18n import LANGUAGES
from app.kernel.shipped import shipped

# Babel's own rule for Arabic has the last two forms the other way round from what translators' tools write.
PLURALS = {
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)",
    ),
    "fr": (2, "(n > 1)"),
    "es": (2, "(n != 1)"),
    "zh": (1, "0"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
}
OPTIONS = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
    "newstyle_gettext": "true",
    "trimmed": "false",
    "silent": "false",
}


def gather() -> Catalog:
    """Every string of the interface, in a fixed order and without line numbers, so that a move changes nothing."""
    root = shipped("templates").parent
    catalogue = Catalog(project="Commonspace", charset="utf-8")
    catalogue.creation_date = catalogue.revision_date = None  # type: ignore[assignment]
    found: dict[str, tuple[Any, list[str]]] = {}
    for folder, method in (("app", "python"), ("templates", "jinja2.ext.babel_extract")):
        rows = extract_from_dir(
            str(root / folder),
            [("**.py" if folder == "app" else "**.html", method)],
            options_map={"**.html": OPTIONS},
            keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
        )
        for name, _line, message, _comments, _context in sorted(rows, key=lambda row: (row[0], row[1])):
            key = message[0] if isinstance(message, tuple) else message
            places = found.setdefault(key, (message, []))[1]
            if f"{folder}/{name}" not in places:
                places.append(f"{folder}/{name}")
    for _key, (message, places) in sorted(found.items(), key=lambda item: (item[1][1][0], str(item[0]))):
        catalogue.add(message, locations=[(place, 0) for place in places[:3]])  # type: ignore[arg-type]
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a PO file that says nothing of when it was written."""
    out = io.BytesIO()
    write_po(
        out,
        catalogue,
        omit_header=False,
        sort_output=False,
        width=100,
        include_lineno=False,
        ignore_obsolete=True,
    )
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(
        line
        for line in lines
        if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By'))
    )


def update(folder: Path) -> None:
    """Bring the template and each language's catalogue up to date; what is translated stays."""
    template = gather()
    (folder / "messages.pot").write_bytes(written(template))
    for language in LANGUAGES:
        if language == "en":
            continue
        path = folder / f"{language}.po"
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
        else:
            catalogue = Catalog(locale=language, project="Commonspace", charset="utf-8", fuzzy=False)
        number, expression = PLURALS[language]
        # Babel offers no way to give a catalogue another plural rule than its own.
        vars(catalogue).update(_num_plurals=number, _plural_expr=expression)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.fuzzy = False
        path.write_bytes(written(catalogue))


if __name__ == "__main__":
    update(shipped("locales"))
