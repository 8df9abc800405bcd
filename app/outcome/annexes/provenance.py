"""Where each entry comes from: contributions, comments that were taken up, sponsors, the version that was decided on."""

from app.discussion.models import DispositionCode
from app.documents.tree import Block, Paragraph, Table, Text, words
from app.kernel.i18n import gettext as _
from app.outcome.annexes.parts import heads
from app.outcome.material import Annexed, Item, Material
from app.outcome.wording import Voices, code, listed
from app.web.render import written_date

TAKEN_UP = (
    DispositionCode.ACCEPTED,
    DispositionCode.ACCEPTED_IN_PRINCIPLE,
    DispositionCode.PARTIALLY_ACCEPTED,
)


def provenance(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    """One row for each proposal that the document holds; what stands united with another says with which, and why."""
    items = material.in_document
    if not items:
        return ()
    names = {
        delegation.code: voices.named(delegation.short_name, delegation.name_i18n or {}).text
        for _constituency, members in annexed.participants
        for delegation in members
    }
    sponsored = any(item.content.get("sponsors") for item in items)
    rows = tuple(
        (
            words(code(item.code)),
            _contributions(annexed, item, voices),
            _comments(annexed, item, voices),
            *((_sponsors(item, names),) if sponsored else ()),
            _text(material, item, voices),
        )
        for item in items
    )
    titles = [_("Code"), _("Grew out of"), _("Comments taken up"), _("The text that was decided on")]
    widths = [9, 42, 19, 30]
    if sponsored:
        titles.insert(3, _("Sponsors"))
        widths = [9, 37, 16, 14, 24]
    said = _(
        "Every version of every text, with each comment on it, stays on the site of the consultation under its code."
    )
    caption = (voices.ours(_("Where each proposal in this document comes from")),)
    return (
        Paragraph((voices.ours(said),)),
        Table("provenance", caption, heads(voices, *titles), rows, tuple(widths)),
    )


def _sponsors(item: Item, names: dict[str, str]) -> Text:
    return words(listed([names.get(sponsor, sponsor) for sponsor in item.content.get("sponsors") or []]))


def _contributions(annexed: Annexed, item: Item, voices: Voices) -> Text:
    """The contributions it grew out of; drafting may also begin without one."""
    came = annexed.came.get(item.code, ())
    if not came:
        return words(voices.ours(_("The working group’s own draft.")))
    lines: list[Text] = []
    for each in came:
        day = voices.ours(written_date(each.day))
        lines.append(
            words("\n" if lines else "", code(each.code), " ", voices.exactly(each.title), ", ", day)
        )
    return words(*lines)


def _comments(annexed: Annexed, item: Item, voices: Voices) -> Text:
    taken = [
        comment.code
        for comment in annexed.comments
        if comment.proposal == item.code and comment.disposition and comment.disposition.code in TAKEN_UP
    ]
    if not taken:
        return words(voices.ours(_("None.")))
    return words(*(part for name in taken for part in (", " if name != taken[0] else "", code(name))))


def _text(material: Material, item: Item, voices: Voices) -> Text:
    day = written_date(item.written_at, material.consultation.timezone)
    said = words(voices.ours(_("Version %(n)s of %(day)s.") % {"n": item.version, "day": day}))
    lead = material.lead(item)
    if lead is item:
        return said
    together = _("It stands in the entry of %(code)s:") % {"code": lead.code}
    reason = material.listing.unions[item.code].reason
    return words(said, "\n", voices.ours(together), " ", voices.exactly(reason))
