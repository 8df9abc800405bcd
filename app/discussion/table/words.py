"""The words of the comment table of ISO, IEC and CEN, in the six languages of the site: its eight headings, the letters
of its types, what the parts of a text and the answers are called.

The table is the "Template for comments and secretariat observations" of ISO/IEC: over it Date, Document and Project, then
MB/NC · Line number · Clause/Subclause · Paragraph/Figure/Table · Type of comment · Comments · Proposed change ·
Observations of the secretariat. Sources: CEN, "Guidance – Commenting form" (boss.cen.eu, GD-ComForm: eight columns; member
body and clause are compulsory in every row, a body in liaison writes its name or acronym; the clause without the word
before it); ISO helpdesk, articles 656 and 658 (bodies consolidate in the template and upload it). Older printings, such as
ISO/TC 184/SC 4's of 2003, say "Clause No./Subclause No./Annex", "Paragraph/Figure/Table/Note", "Comment (justification
for change) by the MB", "Proposed change by the MB", "Secretariat observations on each comment submitted", and number the
columns in a row of their own: all of these are read.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from app.consultations.admission.sheet.words import plain_word
from app.discussion.models import CommentType, DispositionCode
from app.discussion.reading import part_labels
from app.drafting.models import Kind
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _

BODY, LINE, CLAUSE, PARAGRAPH = "body", "line", "clause", "paragraph"
TYPE, COMMENT, CHANGE, OBSERVATIONS = "type", "comment", "change", "observations"
FIELDS = (BODY, LINE, CLAUSE, PARAGRAPH, TYPE, COMMENT, CHANGE, OBSERVATIONS)
NEEDED = (CLAUSE, TYPE, COMMENT)
"""What every table has. One without the first column is of one body, which is asked about."""

_HEADINGS = {
    BODY: "mb/nc, mb, nc, mb/nb, nb, member body, national committee, national body, body, submitter, organisation, organization,"
    " delegation, commenter; organisme, membre, comité membre, comité national, délégation, cm/cn, auteur;"
    " organismo, miembro, organismo miembro, comité nacional, delegación, om/cn;"
    " الجهة, الهيئة, الهيئة العضو, اللجنة الوطنية, المنظمة, الوفد; 机构, 成员机构, 成员团体, 国家委员会, 组织, 代表团, 提出单位;"
    " организация, член, национальный комитет, комитет-член, делегация, орган",
    LINE: "line number, line no, line, line numbers; numéro de ligne, ligne, n° de ligne, no de ligne; número de línea,"
    " línea, n.º de línea; رقم السطر, السطر; 行号, 行; номер строки, строка, № строки",
    CLAUSE: "clause/subclause, clause, clause no/subclause no/annex, clause/subclause/annex, clause no, subclause, section,"
    " article, text, proposal; article/paragraphe, article, paragraphe, article/alinéa, section, texte, proposition;"
    " capítulo/apartado, apartado, capítulo, cláusula, cláusula/subcláusula, sección, texto, propuesta;"
    " البند, البند/البند الفرعي, المادة, القسم, النص, المقترح; 条款, 章/条, 条款/子条款, 章节, 条, 文本, 提案;"
    " раздел/подраздел, раздел, пункт/подпункт, пункт, статья, текст, предложение",
    PARAGRAPH: "paragraph/figure/table, paragraph/figure/table/note, paragraph, para, figure, table, figure/table;"
    " alinéa/figure/tableau, paragraphe/figure/tableau, alinéa, figure, tableau; párrafo/figura/tabla, párrafo,"
    " párrafo/figura/cuadro, figura, tabla; الفقرة, الفقرة/الشكل/الجدول; 段落/图/表, 段落, 图/表, 段;"
    " абзац/рисунок/таблица, абзац, рисунок, таблица, пункт/рисунок/таблица",
    TYPE: "type of comment, type, comment type, type of com; type de commentaire, type, genre de commentaire; tipo de"
    " comentario, tipo; نوع التعليق, النوع; 意见类型, 评论类型, 类型, 意见类别; тип замечания, тип комментария, тип, вид замечания",
    COMMENT: "comments, comment, comment by the mb, comments by the mb, justification for change;"
    " commentaires, commentaire, observations du comité membre; comentarios, comentario; التعليقات, التعليق, الملاحظات;"
    " 意见, 评论, 意见内容, 意见和理由; замечания, замечание, комментарии, комментарий",
    CHANGE: "proposed change, proposed changes, proposed change by the mb, proposed text, proposed new text, proposal for change;"
    " modification proposée, changement proposé, texte proposé, proposition de modification; cambio propuesto, modificación"
    " propuesta, texto propuesto, propuesta de cambio; التغيير المقترح, التعديل المقترح, النص المقترح; 修改建议, 建议修改, 建议的更改,"
    " 拟议修改; предлагаемое изменение, предлагаемая редакция, предложение по изменению, предлагаемый текст",
    OBSERVATIONS: "observations of the secretariat, secretariat observations, secretariat observations on each comment submitted,"
    " observations, secretariat observation, resolution, disposition, response; observations du secrétariat, observations;"
    " observaciones de la secretaría, observaciones; ملاحظات الأمانة, ملاحظات السكرتارية; 秘书处意见, 秘书处的意见, 秘书处备注;"
    " замечания секретариата, наблюдения секретариата, ответ секретариата",
}  # fmt: skip
_TYPES = {
    CommentType.GENERAL: "ge, gen, g, general; général, générale, généralités; عام; 一般, 总体; общий, общее, об",
    CommentType.TECHNICAL: "te, tec, tech, t, technical; technique; técnico, técnica; تقني, فني; 技术, 技术性;"
    " технический, техническое, тех",
    CommentType.EDITORIAL: "ed, edit, e, editorial; rédactionnel, rédactionnelle, éditorial, éditoriale, re;"
    " editorial, redaccional; تحريري, صياغي; 编辑, 编辑性; редакционный, редакционное, ред",
}
LETTERS = {CommentType.GENERAL: "ge", CommentType.TECHNICAL: "te", CommentType.EDITORIAL: "ed"}
"""The letters of the types, the same in every language."""

# What stands in brackets explains a heading and is none of it; a figure behind it is the mark of a footnote.
_BESIDE = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_MARK = re.compile(r"[\d¹²³*]+$")
_SLASHES = re.compile(r"\s*/\s*")


def heading_word(text: str) -> str:
    """A heading as it is compared: without case, accents, what stands in brackets, the mark of a footnote."""
    bare = plain_word(_BESIDE.sub(" ", text))
    return _SLASHES.sub("/", " ".join(_MARK.sub("", bare).split())).strip(" /.*:").replace("no./", "no/")


def _read(words: str) -> Iterable[str]:
    return (heading_word(word) for part in words.split(";") for word in part.split(",") if word.strip())


@cache
def headings() -> dict[str, str]:
    """What may stand above a column, and which it is."""
    known: dict[str, str] = {}
    for field, words in _HEADINGS.items():
        for word in _read(words):
            known.setdefault(word, field)
    for language in LANGUAGES:
        with in_locale(language):
            # The words of our own tables come last: they are the ones it must be read by.
            known |= {heading_word(field_word(field)): field for field in FIELDS}
    return known


@cache
def types() -> dict[str, str]:
    """What may stand for a type of comment, and which it is."""
    known = {kind.value: kind.value for kind in CommentType}
    for kind, words in _TYPES.items():
        for word in _read(words):
            known.setdefault(word, kind.value)
    for language in LANGUAGES:
        with in_locale(language):
            known |= {plain_word(type_word(kind)): kind.value for kind in CommentType}
    return known


@cache
def parts(kind: str) -> dict[str, str]:
    """What the parts of a text of this kind may be called, in every language, and which they are."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with in_locale(language):
            known |= {plain_word(label): name for name, label in part_labels(Kind(kind)).items()}
    names = part_labels(Kind(kind))
    return (
        known
        | {plain_word(name): name for name in names}
        | {plain_word(n.replace("_", " ")): n for n in names}
    )


@cache
def nobodies() -> frozenset[str]:
    """What our own tables write where no body is shown."""
    found = set()
    for language in LANGUAGES:
        with in_locale(language):
            found |= {plain_word(_("For no delegation")), plain_word(_("Not for attribution"))}
    return frozenset(found)


def field_word(field: str) -> str:
    """A column in words, as our tables head it: the heading of the form, in brackets what it is here."""
    return {
        BODY: _("MB/NC (body)"),
        LINE: _("Line number"),
        CLAUSE: _("Clause/Subclause (text and part)"),
        PARAGRAPH: _("Paragraph/Figure/Table (paragraph and words)"),
        TYPE: _("Type of comment (ge, te, ed)"),
        COMMENT: _("Comments"),
        CHANGE: _("Proposed change"),
        OBSERVATIONS: _("Observations of the secretariat"),
    }[field]


def type_word(kind: str) -> str:
    """A type of comment in words."""
    words: Mapping[str, str] = {
        CommentType.GENERAL: _("General"),
        CommentType.TECHNICAL: _("Technical"),
        CommentType.EDITORIAL: _("Editorial"),
    }
    return words[kind]


def disposition_word(code: str) -> str:
    """What became of a comment, in words."""
    words: Mapping[str, str] = {
        DispositionCode.ACCEPTED: _("Accepted"),
        DispositionCode.ACCEPTED_IN_PRINCIPLE: _("Accepted in principle"),
        DispositionCode.PARTIALLY_ACCEPTED: _("Partially accepted"),
        DispositionCode.NOT_ACCEPTED: _("Not accepted"),
        DispositionCode.NOTED: _("Noted"),
        DispositionCode.ALREADY_COVERED: _("Already covered"),
        DispositionCode.OUT_OF_SCOPE: _("Out of scope"),
        DispositionCode.DEFERRED: _("Deferred"),
        DispositionCode.WITHDRAWN: _("Withdrawn by its author"),
    }
    return words.get(code, code)
