"""The typography of the DOCX: page, styles, settings. A paper of a conference service, without anyone's emblem."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml.etree import _Element

from app.documents.docx_xml import el, language
from app.documents.tree import Direction

TEXT_WIDTH = 9298
"""Width of the text in twentieths of a point: A4 less two margins of 23 mm."""

INK, SOFT, RULE = "000000", "48544D", "B9C2BB"
_SERIF = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="SimSun"/>'
_SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="SimSun"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"
_LEAST = 16
"""No letters are smaller than eight points, given in halves."""


def _size(points: float) -> str:
    # The Arabic letters of these faces are smaller than the Latin ones of the same size.
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2.2)}"/>'


def _space(before: int, after: int, line: int = 259) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _lines(before: int, after: int, points: float) -> str:
    """Lines of one height, whatever the fonts of the scripts in them."""
    return (
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="{round(points * 20)}" w:lineRule="exact"/>'
    )


def _hang(left: int, hanging: int) -> str:
    return f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'


def _tab(position: int, kind: str = "left", leader: str = "none") -> str:
    return f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{position}"/>'


_BOLD = "<w:b/><w:bCs/>"
_GREY = f'<w:color w:val="{SOFT}"/>'
_END = f"<w:tabs>{_tab(TEXT_WIDTH, 'right')}</w:tabs>"
_LEADER = f"<w:tabs>{_tab(TEXT_WIDTH, 'right', 'dot')}</w:tabs>"


def _heading(level: int, size: float, before: int, after: int) -> tuple[str, str, str, str, str]:
    hang = _hang(624, 624) if level == 1 else ""
    tabs = f"<w:tabs>{_tab(624)}</w:tabs>" if level == 1 else ""
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    properties = f"{_KEEP}{tabs}{_space(before, after, 252)}{hang}{outline}"
    italic = "<w:i/>" if level > 2 else ""
    return f"Heading{level}", f"heading {level}", "Normal", properties, _BOLD + italic + _size(size)


# Style id, name as Word knows it, parent, paragraph properties, run properties.
_STYLES: tuple[tuple[str, str, str, str, str], ...] = (
    ("Title", "Title", "Normal", f"{_KEEP}{_space(480, 120, 240)}", _BOLD + _size(22)),
    ("Subtitle", "Subtitle", "Normal", f"{_KEEP}{_space(0, 240, 252)}", _size(13)),
    _heading(1, 14, 400, 140),
    _heading(2, 11.5, 320, 80),
    _heading(3, 11, 240, 80),
    _heading(4, 11, 200, 60),
    _heading(5, 10.5, 200, 60),
    _heading(6, 10.5, 200, 60),
    ("FrontHeading", "Front Heading", "Normal",
     f'{_KEEP}{_space(360, 160, 252)}<w:outlineLvl w:val="0"/>', _BOLD + _size(14)),
    ("BodyText", "Body Text", "Normal", f'{_space(0, 120)}<w:jc w:val="both"/>', ""),
    ("NumberedParagraph", "Numbered Paragraph", "Normal",
     f'<w:tabs>{_tab(624)}</w:tabs>{_space(40, 120)}{_hang(624, 624)}<w:jc w:val="both"/>', ""),
    ("LetteredItem", "Lettered Item", "Normal",
     f'<w:tabs>{_tab(1134)}</w:tabs>{_space(0, 80)}{_hang(1134, 510)}<w:jc w:val="both"/>', ""),
    ("Proviso", "Proviso", "Normal",
     f'<w:keepLines/>{_space(40, 100)}<w:ind w:left="850"/>', _size(10)),
    ("Aside", "Aside", "Normal", _space(0, 120), _SANS + _GREY + _size(8.5)),
    ("Organ", "Organ", "Normal", _space(0, 80, 250), _SANS + _size(9)),
    ("Symbol", "Symbol", "Normal", f'{_space(0, 60, 240)}<w:jc w:val="right"/>', _BOLD + _size(17)),
    ("LongSymbol", "Long Symbol", "Symbol", "", _size(14)),
    ("Status", "Status", "Normal", _space(80, 0), _SANS + _BOLD + _size(9)),
    ("Fact", "Fact", "Normal", _space(60, 0), _SANS + _size(8.5)),
    ("Notice", "Notice", "Normal", f'<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>{_space(120, 0)}',
     _SANS + _GREY + _size(8)),
    ("Caption", "caption", "Normal", f"{_KEEP}{_space(240, 100, 252)}", _SANS + _BOLD + _size(9)),
    ("FigureHolder", "Figure Holder", "Normal", _space(0, 200, 240), ""),
    ("TableText", "Table Text", "Normal", _space(40, 40, 245), _SANS + _size(8)),
    ("TableHead", "Table Head", "TableText", "<w:keepNext/>", _BOLD),
    ("NoteItem", "Note Item", "Normal", f"<w:keepLines/><w:tabs>{_tab(907)}</w:tabs>{_space(0, 70)}{_hang(907, 907)}", _size(10)),
    ("FootnoteText", "footnote text", "Normal", f'<w:keepLines/>{_space(0, 40, 240)}<w:jc w:val="both"/>', _size(9)),
    ("TOC1", "toc 1", "Normal", f"{_LEADER}{_lines(130, 30, 13)}<w:ind w:left=\"510\" w:hanging=\"510\"/>", _BOLD + _size(10)),
    ("TOC2", "toc 2", "Normal", f"{_LEADER}{_lines(0, 20, 12.5)}<w:ind w:left=\"680\" w:hanging=\"170\"/>", _size(10)),
    ("TOC3", "toc 3", "Normal", f"{_LEADER}{_lines(0, 20, 12.5)}<w:ind w:left=\"1020\" w:hanging=\"170\"/>", _size(10)),
    ("AnnexEntry", "Annex Entry", "Normal", f"{_LEADER}{_lines(30, 20, 13)}", _BOLD + _size(10)),
    ("ContentsKey", "Contents Key", "Normal", f'<w:keepNext/>{_END}{_space(240, 0)}', "<w:i/>" + _size(9)),
    ("Header", "header", "Normal",
     f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="{INK}"/></w:pBdr>{_END}', _SANS + _size(8)),
    ("Footer", "footer", "Normal", f"{_END}", _SANS + _size(8)),
)  # fmt: skip

_CHARACTER = (
    ("Code", "Code", "<w:noProof/>"),
    ("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
    ("Hyperlink", "Hyperlink", '<w:u w:val="single" w:color="77837B"/>'),
)


def set_up(docx: Docx, language_code: str, direction: Direction, *, close: bool = False) -> None:
    """Gives an empty file the page, the styles and the settings of a paper in this language and direction.

    A `close` one, of a page or two, has smaller letters and less room between its paragraphs.
    """
    _page(docx, direction)
    _styles(docx, language_code)
    if close:
        _closer(docx)
    _settings(docx, language_code)


def _page(docx: Docx, direction: Direction) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance, section.footer_distance = Mm(13), Mm(11)
    section.different_first_page_header_footer = True
    if direction == "rtl":
        for mark in section._sectPr.findall(qn("w:titlePg")):
            mark.addnext(el("bidi"))


def _styles(docx: Docx, language_code: str) -> None:
    root = docx.styles.element
    space = nsdecls("w")
    languages = {qn("w:val"): "en-GB", qn("w:eastAsia"): "zh-CN", qn("w:bidi"): "ar-SA"}
    languages |= {str(name): str(value) for name, value in language(language_code).attrib.items()}
    lang = el("lang", **{name.split("}")[1]: value for name, value in languages.items()})
    defaults = el(
        "docDefaults",
        el("rPrDefault", el("rPr", *_parsed(_SERIF + _size(11)), lang)),
        el("pPrDefault", el("pPr", *_parsed("<w:widowControl/>" + _space(0, 0)))),
    )
    root.replace(root.find(qn("w:docDefaults")), defaults)
    present = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
    normal = present["Normal"]
    for child in normal.findall(qn("w:pPr")) + normal.findall(qn("w:rPr")):
        normal.remove(child)
    for style_id, name, parent, paragraph, run in _STYLES:
        following = '<w:next w:val="BodyText"/>' if name.startswith("heading") else ""
        new = parse_xml(
            f'<w:style {space} w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{parent}"/>{following}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
        )
        _put(root, present.get(style_id), new)
    for style_id, name, run in _CHARACTER:
        new = parse_xml(
            f'<w:style {space} w:type="character" w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{run}</w:rPr></w:style>'
        )
        _put(root, present.get(style_id), new)


def _closer(docx: Docx) -> None:
    for style in docx.styles.element:
        for size in style.iter(qn("w:sz"), qn("w:szCs")):
            points = int(size.get(qn("w:val")))
            size.set(qn("w:val"), str(max(_LEAST, round(points * 0.92))))
        for space in style.iter(qn("w:spacing")):
            for side in (qn("w:before"), qn("w:after")):
                if side in space.attrib:
                    space.set(side, str(round(int(space.get(side)) * 0.65)))


def _parsed(xml: str) -> list[_Element]:
    return list(parse_xml(f"<w:rPr {nsdecls('w')}>{xml}</w:rPr>"))


def _put(root: _Element, old: _Element | None, new: _Element) -> None:
    if old is None:
        root.append(new)
    else:
        root.replace(old, new)


def _settings(docx: Docx, language_code: str) -> None:
    settings = docx.settings.element
    for name in ("savePreviewPicture", "rsids", "proofState"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), language_code)
