"""The State's card: one recommended mechanism with its benchmarks on two pages, for who decides at home about a pilot.

What, why, in which steps, under which conditions, who has done it, how success is measured, how a pilot is confirmed.
It says the same as the entry of the document, and keeps every reservation, objection and declaration beside it.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.documents.tree import (
    Block,
    Cover,
    Document,
    Letters,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    direction_of,
    words,
)
from app.documents.voices import document_words
from app.kernel.clock import local_day
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.outcome.cover import status_words
from app.outcome.material import Item, Material, newest
from app.outcome.models import Edition
from app.outcome.pen import Pen
from app.outcome.provisos import beside
from app.outcome.queries import outcome_material
from app.outcome.sentences import standing_words
from app.outcome.wording import Voices, aim_words, closed, code, prose, start_words
from app.web.render import written_date

MOST = 6
"""How many items of a list a card shows; the rest stands on the page of the mechanism, to which it leads."""


@dataclass(frozen=True)
class _Card:
    """What the parts of a card are written from. `site` is where the site can be reached, `here` its consultation."""

    material: Material
    item: Item
    pen: Pen
    site: str

    @property
    def here(self) -> str:
        return f"{self.site}/{self.material.consultation.slug}"

    @property
    def more(self) -> Text:
        """That there is more, and where."""
        address = f"{self.here}/{self.item.code}"
        said = self.pen.voices.ours(_("More on the page of the mechanism:"))
        return words(said, " ", Run(address, href=address, dir="ltr"))


def brief(
    db: Session, consultation: Consultation, code: str, *, language: str | None = None, site: str = ""
) -> Document:
    """The card of the mechanism `code`, as the list stands now.

    NotFound where there is no such mechanism that everybody may read, or it is not recommended.
    """
    chosen = language or consultation.default_language
    with in_locale(chosen):
        material = outcome_material(db, consultation)
        item = _recommended(material, code)
        edition = db.exec(
            select(Edition).where(Edition.consultation_id == consultation.id).order_by(col(Edition.n).desc())
        ).first()
        return _compose(material, item, edition, chosen, site)


def _recommended(material: Material, name: str) -> Item:
    """The mechanism of this code, or the one in whose entry it stands."""
    found = material.item(name)
    if found is None or not found.is_mechanism:
        raise NotFound(_("There is no mechanism “%(code)s” here.") % {"code": name})
    if not material.decided or not material.included(found):
        raise NotFound(
            _("There are briefs only of mechanisms that are recommended, and %(code)s is not.")
            % {"code": name}
        )
    return material.lead(found)


def _compose(material: Material, item: Item, edition: Edition | None, language: str, site: str) -> Document:
    consultation = material.consultation
    voices = Voices(language, consultation.default_language)
    card = _Card(material, item, Pen(material, voices, item.code, item.content), site.rstrip("/"))
    day = local_day(newest(material, ()), consultation.timezone)
    if edition is not None:
        day = max(day, edition.issued_on)
    status = (
        _("It stands in %(symbol)s of %(day)s.")
        % {"symbol": edition.symbol, "day": written_date(edition.issued_on)}
        if edition
        else status_words(material)
    )
    together = [
        words(
            voices.ours(_("Together with")),
            " ",
            code(other.code),
            ", ",
            voices.named(other.title, other.title_i18n),
        )
        for other in material.united(item)
    ]
    return Document(
        cover=Cover(
            organ=(consultation.masthead or {}).get("organ") or consultation.convenor or consultation.title,
            symbol=f"{consultation.code}/{item.code}",
            status=status,
            title=(voices.named(item.title, item.title_i18n),),
            subtitle=words(
                *([part for text in together for part in (text, ". ")]),
                voices.ours(_("A brief for States that consider a pilot.")),
            ),
            date_line=written_date(day),
            facts=((voices.ours(_("Voluntary: it recommends, and binds no State.")),),),
        ),
        language=language,
        direction=direction_of(language),
        date=day,
        body=tuple(part for part in _parts(card) if part.blocks),
        contents_depth=0,
        words=document_words(),
    )


def _parts(card: _Card) -> list[Section]:
    voices = card.pen.voices
    parts: list[tuple[str, str, list[Block]]] = [
        (
            "what",
            _("What it is, and why"),
            [*_prose(card, "summary"), *_prose(card, "problem", _("The problem."))],
        ),
        ("steps", _("How it works"), _list(card, "how_it_works")),
        ("takes", _("What it takes"), _takes(card)),
        ("risks", _("Risks and safeguards"), _risks(card)),
        ("done", _("Who has done it, and what is known"), _done(card)),
        ("measured", _("How success is measured"), _measured(card)),
        ("pilot", _("How a State confirms a pilot"), _pilot(card)),
        ("standing", _("How the delegations decided"), _standing(card)),
    ]
    return [Section(name, (voices.ours(title),), "", tuple(blocks)) for name, title, blocks in parts]


def _prose(card: _Card, field: str, lead: str = "") -> list[Block]:
    """A field of every mechanism of the entry, the lead's first; its first words say what it is about."""
    made: list[Block] = []
    for member in card.material.members(card.item):
        for text in prose(member.content.get(field)):
            opening: Text = (card.pen.lead(lead), Run(" ")) if lead and not made else ()
            said = words(opening, card.pen.voices.theirs(text))
            made.append(Paragraph(said, origin=f"{member.code}/{field}"))
    return made


def _items(card: _Card, field: str) -> list[str]:
    found = [text for m in card.material.members(card.item) for text in prose(m.content.get(field))]
    return list(dict.fromkeys(found))


def _shortened(card: _Card, items: list[Text]) -> list[Block]:
    if not items:
        return []
    made: list[Block] = [Letters(tuple(items[:MOST]))]
    if len(items) > MOST:
        made.append(Paragraph(card.more))
    return made


def _list(card: _Card, field: str) -> list[Block]:
    return _shortened(card, [card.pen.voices.theirs(closed(text)) for text in _items(card, field)])


def _takes(card: _Card) -> list[Block]:
    """Who acts and who gains, the time frame, what must be there, what it costs."""
    made: list[Block] = []
    label = closed((card.item.content.get("timeframe") or {}).get("label") or "")
    for field, lead in (
        ("responsible", _("Who acts.")),
        ("beneficiaries", _("Who gains.")),
        ("prerequisites", _("It needs:")),
        ("resources", _("What it costs and who pays:")),
    ):
        if texts := _items(card, field):
            named = closed("; ".join(text.rstrip(".;") for text in texts))
            said = words(card.pen.lead(lead), " ", card.pen.voices.theirs(named))
            if label and field == "beneficiaries":
                said = words(said, " ", card.pen.lead(_("Time frame.")), " ", card.pen.voices.theirs(label))
            made.append(Paragraph(said))
        elif label and field == "beneficiaries":
            said = card.pen.voices.theirs(label)
            made.append(Paragraph(words(card.pen.lead(_("Time frame.")), " ", said)))
    return made


def _risks(card: _Card) -> list[Block]:
    voices = card.pen.voices
    items = [
        words(
            voices.theirs(closed(risk.get("risk") or "")),
            words(" ", card.pen.lead(_("Safeguard:")), " ", voices.theirs(closed(risk["safeguard"])))
            if risk.get("safeguard")
            else "",
        )
        for member in card.material.members(card.item)
        for risk in member.content.get("risks") or []
    ]
    return _shortened(card, items)


def _done(card: _Card) -> list[Block]:
    """Good practice first, then the evidence, each with its source as a footnote."""
    voices, items = card.pen.voices, []
    for member in card.material.members(card.item):
        for practice in member.content.get("good_practice") or []:
            where = ", ".join(part for part in (practice.get("place"), practice.get("years")) if part)
            text = closed(practice["text"]) if not where else f"{practice['text'].rstrip('.')} ({where})."
            results = closed(practice.get("results") or "")
            items.append(voices.theirs(f"{text} {results}".strip()))
        for each in member.content.get("evidence") or []:
            said = voices.theirs(closed(str(each.get("text") or "")))
            items.append(card.pen.noted(said, each.get("source")))
    return _shortened(card, items)


def _measured(card: _Card) -> list[Block]:
    voices = card.pen.voices
    measures = card.material.measures(card.item)
    if not measures:
        return [Paragraph((voices.ours(_("No benchmark measures it yet.")),))]
    rows = tuple(
        (
            words(code(each.code)),
            words(voices.named(each.title, each.title_i18n), _unit(card, each)),
            words(
                voices.ours(start_words(each.content))
                if (each.content.get("baseline") or {}).get("value") is not None
                else voices.ours(_("To be set"))
            ),
            words(voices.ours(aim_words(each.content))),
            voices.theirs("; ".join(prose(each.content.get("means_of_verification")))),
        )
        for each in measures
    )
    heads = (_("Code"), _("Benchmark and unit"), _("Baseline"), _("Target"), _("Verified by"))
    table = Table(
        "measures",
        (voices.ours(_("The benchmarks that a pilot reports against")),),
        tuple((voices.ours(head),) for head in heads),
        rows,
        (11, 34, 15, 15, 25),
    )
    return [table]


def _unit(card: _Card, item: Item) -> Text:
    unit = str(item.content.get("unit") or "")
    return words("\n", card.pen.voices.theirs(unit)) if unit else ()


def _pilot(card: _Card) -> list[Block]:
    voices = card.pen.voices
    address = f"{card.here}/pilots"
    opening = _(
        "A pilot is voluntary. It begins only when a State itself confirms it, it binds nobody, and it can be ended at any time with a reason."
    )
    steps = [
        voices.ours(
            _(
                "Agree at home with whom, over which period, and against which of these benchmarks you would report."
            )
        ),
        voices.ours(_("The head of the State’s delegation, or an alternate, takes the mechanism up:")),
        voices.ours(
            _(
                "Invite other States and partners; write down the period, the milestones, and a baseline and a target for each benchmark."
            )
        ),
        voices.ours(_("The head of delegation confirms. Until then nothing has begun.")),
    ]
    items = tuple(
        words(step, " ", Run(address, href=address, dir="ltr")) if n == 1 else words(step)
        for n, step in enumerate(steps)
    )
    return [Paragraph((voices.ours(opening),)), Letters(items)]


def _standing(card: _Card) -> list[Block]:
    material, voices = card.material, card.pen.voices
    members = material.members(card.item)
    made: list[Block] = []
    for member in members:
        said = voices.ours(standing_words(member, material.consultation.timezone))
        made.append(Paragraph(words(*((code(member.code), " ") if len(members) > 1 else ()), said)))
    held = beside(material, card.item, [*members, *material.measures(card.item)], voices)
    if any(isinstance(block, Provisos) for block in held):
        lead = _("What delegations reserved, objected to or declared, in their own words:")
        made.append(Paragraph((voices.ours(lead),)))
    return [*made, *held]
