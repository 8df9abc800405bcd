"""Drawings of a document: SVG made harmless, and the same drawing as a picture for formats that hold no SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from app.documents.fonts import book
from app.documents.safe import anchor, plain
from app.documents.tree import Figure

_SVG = "http://www.w3.org/2000/svg"
_KEPT = frozenset(
    (
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "marker",
        "symbol",
        "use",
        "mask",
    )
)
_NAMED = re.compile(r"(?<=#)[^\s)'\"]+")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression|javascript:", re.I)
DOTS = 200
"""How many dots to the inch a drawing has as a picture."""

_WIDEST = "164mm"
_PAGE = f"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Noto Serif",))
#let drawing(..size) = image(bytes(sys.inputs.svg), format: "svg", ..size)
#context {{ if measure(drawing()).width > {_WIDEST} {{ drawing(width: {_WIDEST}) }} else {{ drawing() }} }}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as PNG with its size in dots."""

    png: bytes
    width: int
    height: int


def drawing(figure: Figure) -> _Element | None:
    """The drawing as an element that can do nothing but show: no script, no link, nothing from outside.

    Its ids begin with that of the figure, so that two drawings never share one. None when it is no SVG.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(plain(figure.svg).encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None
    if root.tag not in (f"{{{_SVG}}}svg", "svg") or root.getroottree().docinfo.internalDTD is not None:
        return None
    _clean(root, anchor(figure.id))
    return root


def drawing_text(figure: Figure) -> str:
    """The harmless drawing as text, or nothing when it is no SVG."""
    root = drawing(figure)
    if root is None:
        return ""
    if etree.QName(root).namespace is None:
        root.set("xmlns", _SVG)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode", with_tail=False)


def picture(figure: Figure) -> Picture | None:
    """The drawing as PNG, at most as wide as the text; the same drawing gives the same bytes. None when it is no SVG."""
    import typst  # large, and wanted for drawings alone

    text = drawing_text(figure)
    if not text:
        return None
    try:
        png = typst.compile(
            _PAGE.encode("utf-8"),
            format="png",
            ppi=DOTS,
            sys_inputs={"svg": text},
            font_paths=book(),
        )
    except typst.TypstError:
        return None
    png = png[0] if isinstance(png, list) else png
    return Picture(png, int.from_bytes(png[16:20]), int.from_bytes(png[20:24]))


def _clean(element: _Element, prefix: str) -> None:
    for child in list(element):
        kind = etree.QName(child)
        if kind.localname in _KEPT and kind.namespace in (None, _SVG):
            _clean(child, prefix)
        else:
            element.remove(child)
    for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
        local = name.rpartition("}")[2]
        outside = local == "href" and not value.startswith("#")
        if local.lower().startswith("on") or local == "style" or outside or _OUTSIDE.search(value):
            del element.attrib[name]
        elif local == "id":
            element.set(name, _own(prefix, value))
        elif local in ("aria-labelledby", "aria-describedby"):
            element.set(name, " ".join(_own(prefix, each) for each in value.split()))
        elif "#" in value and (local == "href" or "url(" in value):
            element.set(name, _NAMED.sub(lambda found: _own(prefix, found[0]), value))


def _own(prefix: str, name: str) -> str:
    return f"{prefix}-{anchor(name)}"
