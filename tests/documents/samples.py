"""Documents to write down in the tests: every kind of block, four scripts, and texts that mean harm."""

from __future__ import annotations

from datetime import date

from app.documents.tree import (
    Block,
    Cover,
    Document,
    Figure,
    Letters,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    Words,
    in_language,
    words,
)

ARABIC = "تقييم آثار الهجرة الدولية على التنمية المستدامة وتحديد الأولويات ذات الصلة في ضوء إعداد إطار التنمية لما بعد عام 2015"
CHINESE = "国际移民对可持续发展的影响和依照2015年后发展框架的编写确定有关的优先事项"
RUSSIAN = "Оценка воздействия международной миграции на устойчивое развитие"
HOSTILE = (
    "=cmd()|' /C calc'!A0",
    "<script>alert(1)</script>",
    "R&D <b>& more</b> &amp; \"quotes\" 'too' ]]>",
    "\u202ereversed\u202c \u200fmark\u200e \u2067isolated\u2069",
    "--><!-- comment ]]> {{ 7*7 }} {% raw %}",
)
UNWRITABLE = "before\x00\x08\x0b\x1f\ufffe\udc80after"


def mechanism(code: str, title: str, *, provisos: bool = True) -> Section:
    blocks: list[Block] = [
        Paragraph(
            words("Adopted by consensus, with 1 reservation. 45 of 50 delegations support it."), tone="aside"
        ),
        Paragraph(
            words(
                "A short package of migration targets, each with an indicator that offices can already compute. "
                * 3
            ),
            numbered=True,
        ),
        Paragraph(words("It works in these steps:"), numbered=True),
        Letters(
            (
                words(
                    "The working group lists candidate targets on the cost of migration and decent work. " * 2
                ),
                words("Statistical offices of five regions test at least two indicators each."),
            )
        ),
        Paragraph(words("Success is measured by:"), numbered=True),
        Letters(
            (
                words(
                    "Migration-specific targets (",
                    Run(code.replace("M", "B"), code=True),
                    "), from 0 in 2013 to 4.",
                ),
            )
        ),
    ]
    if provisos:
        text = " reserves its position: The number of targets should stay small."
        blocks.append(
            Provisos((words(Run("Switzerland", bold=True), text), words(Run("MFA", bold=True), text)))
        )
    return Section(code, words(title), code, tuple(blocks))


def long_table(rows: int = 60) -> Table:
    return Table(
        id="framework",
        caption=words("Table 1. Results framework"),
        header=(words("Code"), words("Benchmark"), words("Baseline"), words("Target"), words("Verified by")),
        rows=tuple(
            (
                words(Run(f"RT1-B{n}", code=True)),
                words(f"Countries that use the common module, row {n}"),
                words(str(n)),
                words(str(n * 10)),
                words(
                    "Census and survey programmes of the regional commissions, read by the working group every year"
                ),
            )
            for n in range(1, rows + 1)
        ),
        widths=(12, 34, 10, 10, 34),
        align=("start", "start", "end", "end", "start"),
    )


def sample() -> Document:
    """Every kind of block, long enough for several pages."""
    title = "Assessing the effects of international migration on sustainable development and identifying priorities"
    first = Section(
        "RT1",
        words(title),
        "I.",
        tuple(
            mechanism(f"RT1-M{n}", f"Migration targets and indicators in the framework, part {n}")
            for n in range(1, 6)
        ),
    )
    second = Section(
        "RT2",
        words("Labour mobility"),
        "II.",
        (
            Paragraph(
                words("Said in other languages, as ", Run("P-03", href="#source-P-03"), " has it:"),
                numbered=True,
            ),
            Paragraph(words(in_language(ARABIC, "ar"), Run("RT1-M1", code=True)), numbered=True),
            Letters((words(in_language(ARABIC, "ar")), words(in_language(CHINESE, "zh")))),
            Paragraph(words(in_language(CHINESE * 3, "zh")), numbered=True),
            Paragraph(words(in_language(RUSSIAN, "ru"), ", in one English sentence."), numbered=True),
            Provisos((words(in_language(ARABIC, "ar")),)),
            mechanism("RT2-M10", "Ethical recruitment of health workers", provisos=False),
        ),
    )
    annexes = (
        Section("annex-1", words("Results framework"), "Annex I", (long_table(),)),
        Section(
            "annex-2",
            words("Sources"),
            "Annex II",
            (
                Paragraph(words("Sources cited in the text, by label.")),
                PageBreak(),
                Notes(
                    (
                        Note(
                            "P-03",
                            words("Declaration, ", Run("2013", italic=True), ". ", _link()),
                            "source-P-03",
                        ),
                        Note("S-000", words("See ", Run("paragraph 2", href="#p2"), ".\nSecond line.")),
                    )
                ),
            ),
        ),
    )
    return Document(
        cover=_cover(words("Mechanisms and benchmarks recommended for piloting by States")),
        language="en",
        date=date(2013, 9, 13),
        summary=(
            Paragraph(
                words("61 of 68 proposals are recommended. ", "The paper recommends, and binds no State.")
            ),
        ),
        body=(first, second),
        annexes=annexes,
    )


def _link() -> Run:
    return Run("the text", href="https://example.org/a?b=1&c=2")


def _cover(title: Text) -> Cover:
    return Cover(
        organ="General Assembly of the United Nations; drafting proposed by the NGO Committee on Migration",
        symbol="HLD-2013/OUT/draft",
        status="Working draft. Not issued.",
        title=title,
        subtitle=words("61 of 68 proposals, as 50 delegations decided them on 13 September 2013."),
        date_line="13 September 2013",
        facts=(words("Original: English"), words("It recommends, and it binds no State.")),
        notices=(words("All positions were composed for a demonstration."),),
    )


def arabic() -> Document:
    """A document in Arabic, with a table and an English paragraph in it."""
    body = Section(
        "RT1",
        words(ARABIC),
        "I.",
        (
            Paragraph(words(ARABIC * 2), numbered=True),
            Letters((words(ARABIC), words("الدول 2013 RT1-M1"))),
            Provisos((words(Run("الدول", bold=True), ": ", ARABIC),)),
            Paragraph(words(Run("An English paragraph inside it.", lang="en", dir="ltr")), numbered=True),
            Table(
                "t",
                words("جدول"),
                (words("الرمز"), words("الدول")),
                ((words(Run("RT1-M1", code=True)), words("12")),),
            ),
        ),
    )
    return Document(
        cover=Cover(
            "الدول", "HLD-2013/OUT/draft", "مسودة عمل. لم تصدر.", words("الآليات والمعايير المرجعية")
        ),
        language="ar",
        direction="rtl",
        date=date(2013, 9, 13),
        body=(body,),
        words=Words(contents="المحتويات", paragraphs="الفقرات", page_of="صفحة {page} من {pages}"),
    )


def hostile() -> Document:
    """A document whose every text means harm or cannot be written down."""
    texts = (*HOSTILE, UNWRITABLE)
    blocks: tuple[Block, ...] = (
        *(Paragraph(words(text), numbered=True) for text in texts),
        Letters(tuple(words(text) for text in texts)),
        Provisos(tuple(words(text) for text in texts)),
        Paragraph(
            words(Run("here", href="javascript:alert(1)"), Run(" there", href='https://e.example/"><script>'))
        ),
        Table(
            "t&<",
            words(HOSTILE[1]),
            (words(HOSTILE[0]), words(HOSTILE[2])),
            tuple((words(text), words(text)) for text in texts),
        ),
        Notes((Note(HOSTILE[1], words(HOSTILE[2])),)),
    )
    return Document(
        cover=Cover(
            HOSTILE[1],
            HOSTILE[2],
            HOSTILE[1],
            words(UNWRITABLE),
            words(HOSTILE[1]),
            HOSTILE[1],
            (words(HOSTILE[2]),),
        ),
        language="en",
        date=date(2013, 9, 13),
        summary=(Paragraph(words(HOSTILE[1])),),
        body=(Section('x" onclick="', words(HOSTILE[1]), HOSTILE[2], blocks),),
    )


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120" viewBox="0 0 400 120" onload="alert(1)">'
    '<defs><clipPath id="half"><rect width="200" height="120"/></clipPath></defs><script>alert(1)</script>'
    '<image href="https://example.org/x.png"/><a href="javascript:alert(1)"><text>gone</text></a>'
    '<rect width="400" height="120" fill="#eeeeee" clip-path="url(#half)"/>'
    '<text x="10" y="20" font-family="Noto Serif">2013 移民 الهجرة</text></svg>'
)


def noted() -> Document:
    """A document with footnotes in every place that takes one, drawings, changes, and each line of the masthead."""

    def claim(text: str) -> Text:
        return (Run(text, note=words(f"Note on {text}, in ", in_language(ARABIC, "ar"), ". ", _link())),)

    paragraph = words(
        claim("one"), " then ", Run("new words", change="added"), Run("old words", change="removed")
    )
    body = Section(
        "part",
        words("A part"),
        "I.",
        (
            Paragraph(paragraph, numbered=True, origin="proposal RT1-M1"),
            Letters((words("A letter with ", claim("two")),)),
            Provisos((words("A proviso with ", claim("three")),)),
            Table("t", words("Caption of ", claim("four")), (words("Head"),), ((words(claim("five")),),)),
            Figure("drawn", DRAWING, "A grey half.", words("Figure 1. ", claim("six"))),
            Figure("broken", "<svg", "What cannot be drawn.", words("Figure 2.")),
            Notes((Note("S-1", words("A source with ", claim("seven")), "source-S-1"),)),
        ),
    )
    cover = Cover(
        "An organ",
        "HLD-2013/OUT/1/Corr.1",
        "Corrigendum",
        words("Recommendations"),
        date_line="4 October 2013",
        distribution="Distr.: General",
        original="Original: English",
        session="Sixty-eighth session",
        agenda_item="Agenda item 21",
    )
    annex = Section("annex", words("Annexed"), "Annex I", (Paragraph(words(claim("eight"))),))
    return Document(cover, "en", date(2013, 10, 4), (Paragraph(words("A summary.")),), (body,), (annex,))
