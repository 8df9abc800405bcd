"""The comments with their dispositions."""

from app.documents.tree import Block, Paragraph, Table, Text, words
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.annexes.parts import heads
from app.outcome.material import Annexed, Material
from app.outcome.wording import Voices, closed, code
from app.web.render import written_date


def comments(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    """Every comment with what became of it."""
    made = annexed.comments
    if not made:
        return ()
    answered = sum(comment.disposition is not None for comment in made)
    text = ngettext(
        "%(n)s comment was made, and %(answered)s has a disposition.",
        "%(n)s comments were made, and %(answered)s of them have a disposition.",
        len(made),
    ) % {"n": len(made), "answered": answered}
    zone = material.consultation.timezone
    rows = []
    for comment in made:
        about = _("in reply to %(code)s") % {"code": comment.parent} if comment.parent else comment.anchor
        said = words(voices.theirs(comment.text, comment.language))
        if comment.proposed_text:
            said = words(
                said,
                "\n",
                voices.ours(_("Proposed text:")),
                " ",
                voices.theirs(comment.proposed_text, comment.language),
            )
        answer: Text = words(voices.ours(_("No disposition.")))
        if comment.disposition:
            label = voices.ours(closed(disposition_words(comment.disposition.code)))
            answer = words(label, " ", voices.exactly(comment.disposition.reason))
            day = written_date(comment.disposition.issued_at, zone)
            answer = words(
                answer, "\n", voices.exactly(comment.disposition.decided_by), ", ", voices.ours(day)
            )
        where = words(code(comment.proposal), "\n", voices.ours(about))
        day = written_date(comment.created_at, zone)
        who = words(
            comment.speaker, "\n", voices.ours(_("%(day)s, late") % {"day": day} if comment.late else day)
        )
        rows.append((words(code(comment.code)), where, who, said, answer))
    titles = (_("No."), _("On"), _("From"), _("What it says"), _("Disposition and reason"))
    caption = (voices.ours(_("Every comment, in the order of the proposals, with what became of it")),)
    table = Table("comments", caption, heads(voices, *titles), tuple(rows), (8, 16, 16, 34, 26))
    return (Paragraph((voices.ours(text),)), table)


def disposition_words(name: str) -> str:
    """A disposition in words."""
    names = {
        "accepted": _("Accepted"),
        "accepted_in_principle": _("Accepted in principle"),
        "partially_accepted": _("Partially accepted"),
        "not_accepted": _("Not accepted"),
        "noted": _("Noted"),
        "already_covered": _("Already covered"),
        "out_of_scope": _("Out of scope"),
        "deferred": _("Deferred"),
        "withdrawn": _("Withdrawn by its author"),
    }
    return names.get(name, name)
