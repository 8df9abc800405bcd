"""The annexes of the outcome document: framework, voting record, comments, participants, sources."""

from collections.abc import Mapping, Sequence

from app.contributions.models import Source
from app.documents.numbering import roman
from app.documents.tree import Block, Note, Notes, Paragraph, Run, Section, Table, Text, words
from app.drafting.content import cited_sources
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.material import POSITIONS, Annexed, Item, Material, last_moment
from app.outcome.wording import Voices, aim_words, closed, code, prose, start_words
from app.voting.models import Choice
from app.voting.sentences import rule_sentences
from app.voting.views import ProposalResult, Tally
from app.web.render import written_date


def annexes(material: Material, annexed: Annexed, voices: Voices) -> tuple[Section, ...]:
    """All annexes that have something to say, numbered I, II, III …"""
    parts: list[tuple[str, str, tuple[Block, ...]]] = [
        ("annex-framework", _("Results framework"), _framework(material, voices)),
        ("annex-votes", _("Voting record and reservations"), _votes(material, annexed, voices)),
        ("annex-comments", _("Comments and dispositions"), _comments(material, annexed, voices)),
        ("annex-participants", _("Participants by constituency"), _participants(annexed, voices)),
        ("annex-sources", _("Sources"), _sources(material, annexed, voices)),
    ]
    filled = [part for part in parts if part[2]]
    return tuple(
        Section(name, (voices.ours(title),), _("Annex %(n)s.") % {"n": roman(n)}, blocks)
        for n, (name, title, blocks) in enumerate(filled, 1)
    )


def _head(voices: Voices, *titles: str) -> tuple[Text, ...]:
    return tuple((voices.ours(title),) for title in titles)


def _framework(material: Material, voices: Voices) -> tuple[Block, ...]:
    benchmarks = [item for item in material.in_document if not item.is_mechanism]
    if not benchmarks:
        return ()
    rows = tuple(
        (
            words(code(item.code)),
            words(
                voices.named(item.title, item.title_i18n), _line(voices, str(item.content.get("unit") or ""))
            ),
            _start(voices, item),
            words(voices.ours(aim_words(item.content))),
            voices.theirs("; ".join(prose(item.content.get("means_of_verification")))),
            voices.theirs(str(item.content.get("frequency") or "")),
            voices.theirs(str(item.content.get("responsible") or "")),
        )
        for item in benchmarks
    )
    heads = (
        _("Code"),
        _("Benchmark and unit"),
        _("Baseline"),
        _("Target"),
        _("Verified by"),
        _("How often"),
        _("Who measures"),
    )
    caption = (
        _("The benchmarks that are recommended, with what they start from and aim at")
        if material.decided
        else _("The benchmarks as they stand, with what they start from and aim at")
    )
    widths = (8, 21, 27, 8, 16, 9, 11)
    return (Table("framework", (voices.ours(caption),), _head(voices, *heads), rows, widths),)


def _start(voices: Voices, item: Item) -> Text:
    baseline = item.content.get("baseline") or {}
    start = (
        voices.ours(start_words(item.content))
        if baseline.get("value") is not None
        else voices.ours(_("To be set"))
    )
    return words(start, _line(voices, str(baseline.get("note") or "")))


def _line(voices: Voices, text: str) -> Text:
    return words("\n", voices.theirs(text)) if text else ()


def _votes(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    made: list[Block] = []
    for view in material.ballots:
        if not view.counted:
            text = _("Ballot %(code)s: %(why)s") % {"code": view.ballot.code, "why": view.why_no_count}
            made.append(Paragraph((voices.ours(text),)))
    for tally in material.tallies:
        made.append(
            Section(
                f"votes-{tally.view.ballot.code}",
                words(voices.exactly(tally.view.ballot.title)),
                tally.view.ballot.code,
                _record(tally, annexed, voices, material.consultation.timezone),
            )
        )
    return tuple(made)


def _record(tally: Tally, annexed: Annexed, voices: Voices, zone: str) -> tuple[Block, ...]:
    ballot = tally.view.ballot
    opened = _(
        "The ballot was open from %(opens)s and closed on %(closes)s; %(n)s delegations could give a position on each proposal."
    ) % {
        "opens": written_date(ballot.opens_at, zone),
        "closes": written_date(last_moment(tally.view.closes_at), zone),
        "n": len(tally.electorate),
    }
    made: list[Block] = [Paragraph((voices.ours(opened),))]
    made.append(Paragraph((voices.ours(" ".join(rule_sentences(tally.view.rule))),)))
    if ballot.illustrative and ballot.notes:
        made.append(Paragraph(voices.exactly(ballot.notes)))
    name = ballot.code
    made.append(_overall(tally, voices, f"overall-{name}"))
    made.append(_by_constituency(tally, voices, f"constituencies-{name}"))
    reasons = _reasons(tally, voices, f"reasons-{name}")
    made += [reasons] if reasons.rows else []
    made.append(_names(tally, annexed, voices, f"names-{name}"))
    return tuple(made)


def _overall(tally: Tally, voices: Voices, name: str) -> Table:
    rows = []
    for found in tally.results:
        counts = found.result.overall.as_dict()
        figures = [words(str(counts[position])) for position in POSITIONS]
        rows.append((words(code(found.line.code)), words(voices.ours(_outcome(found))), *figures))
    heads = (_("Proposal"), _("Outcome"), *_position_heads())
    return Table(
        name,
        (voices.ours(_("Positions on each proposal")),),
        _head(voices, *heads),
        tuple(rows),
        (12, 28, 12, 12, 12, 12, 12),
        ("start", "start", "end", "end", "end", "end", "end"),
    )


def _position_heads() -> tuple[str, ...]:
    return (_("Support"), _("With reservation"), _("Abstain"), _("Object"), _("No position"))


def _outcome(found: ProposalResult) -> str:
    names = {
        "consensus": _("Consensus"),
        "adopted": _("Adopted"),
        "not_adopted": _("Not adopted"),
        "no_quorum": _("No quorum"),
    }
    return names[found.result.outcome.value]


def _by_constituency(tally: Tally, voices: Voices, name: str) -> Table:
    """Each constituency's five figures in one cell, in the order that the caption gives."""
    named = {seated.constituency: seated.constituency_name for seated in tally.electorate}
    rows = []
    for found in tally.results:
        cells = [
            words("·".join(str(found.result.by_constituency[c].as_dict()[p]) for p in POSITIONS))
            for c in named
        ]
        rows.append((words(code(found.line.code)), *cells))
    caption = _(
        "Positions by constituency: support, support with reservation, abstain, object, no position, in this order"
    )
    return Table(
        name,
        (voices.ours(caption),),
        _head(voices, _("Proposal"), *named.values()),
        tuple(rows),
        (9, *(max(10, *(len(word) for word in title.split())) for title in named.values())),
    )


def _reasons(tally: Tally, voices: Voices, name: str) -> Table:
    rows = tuple(
        (
            words(code(found.line.code)),
            words(said.name),
            words(said.constituency),
            words(voices.ours(_("Objection") if said.position == Choice.OBJECT else _("Reservation"))),
            voices.exactly(said.reason),
        )
        for found in tally.results
        for said in found.reservations + found.objections
    )
    heads = (_("Proposal"), _("Delegation"), _("Constituency"), _("Position"), _("Reason"))
    caption = (voices.ours(_("Reservations and objections, word for word")),)
    return Table(name, caption, _head(voices, *heads), rows, (11, 18, 17, 12, 42))


def _names(tally: Tally, annexed: Annexed, voices: Voices, name: str) -> Table:
    ballot = tally.view.ballot.code
    rows = []
    for found in tally.results:
        lines: list[Text] = []
        for position, label in zip(POSITIONS, _position_heads(), strict=True):
            names = annexed.by_position.get((ballot, found.line.code, position), ())
            if names:
                head = voices.ours(f"{label} ({len(names)}):")
                lead = Run(head.text, bold=True, lang=head.lang, dir=head.dir)
                lines.append(words("\n" if lines else "", lead, " ", ", ".join(names)))
        rows.append((words(code(found.line.code)), words(*lines)))
    caption = (voices.ours(_("The delegations by position, each position with its number")),)
    return Table(name, caption, _head(voices, _("Proposal"), _("Delegations")), tuple(rows), (10, 90))


def _comments(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    comments = annexed.comments
    if not comments:
        return ()
    answered = sum(comment.disposition is not None for comment in comments)
    text = ngettext(
        "%(n)s comment was made, and %(answered)s has a disposition.",
        "%(n)s comments were made, and %(answered)s of them have a disposition.",
        len(comments),
    ) % {"n": len(comments), "answered": answered}
    zone = material.consultation.timezone
    rows = []
    for comment in comments:
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
        who = words(comment.speaker, "\n", voices.ours(written_date(comment.created_at, zone)))
        rows.append((words(code(comment.code)), where, who, said, answer))
    heads = (_("No."), _("On"), _("From"), _("What it says"), _("Disposition and reason"))
    caption = (voices.ours(_("Every comment, in the order of the proposals, with what became of it")),)
    table = Table("comments", caption, _head(voices, *heads), tuple(rows), (8, 16, 16, 34, 26))
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


def _participants(annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    made: list[Block] = []
    for constituency, members in annexed.participants:
        called = [((d.name_i18n or {}).get(voices.language, d.name), d) for d in members]
        called.sort(key=lambda pair: (pair[0].casefold(), pair[0], pair[1].code))
        rows = tuple(
            (
                words(voices.named(delegation.name, delegation.name_i18n or {})),
                words(delegation.short_name),
                words(voices.ours(_("One position") if delegation.voting else _("Observer"))),
            )
            for _name, delegation in called
        )
        made.append(
            Table(
                f"participants-{constituency.code}",
                words(
                    voices.named(constituency.name, constituency.name_i18n),
                    ", ",
                    voices.ours(
                        ngettext("%(n)s delegation", "%(n)s delegations", len(rows)) % {"n": len(rows)}
                    ),
                ),
                _head(voices, _("Delegation"), _("Short name"), _("Takes part with")),
                rows,
                (56, 26, 18),
            )
        )
    return tuple(made)


def _sources(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    notes = source_notes(material, annexed.sources, voices)
    return (Notes(notes),) if notes else ()


def source_notes(material: Material, sources: Mapping[str, Source], voices: Voices) -> tuple[Note, ...]:
    """The sources that the texts of the document cite, by label."""
    cited: Sequence[str] = sorted({c for item in material.in_document for c in cited_sources(item.content)})
    notes = []
    for name in cited:
        source = sources.get(name)
        if source is None:
            continue
        facts = ", ".join(filter(None, [source.publisher, str(source.year or "")]))
        text = voices.exactly(closed(source.title))
        if facts:
            text = words(text, " ", voices.exactly(closed(facts)))
        if source.url:
            text = words(text, " ", Run(source.url, href=source.url, dir="ltr"))
        notes.append(Note(name, text, f"source-{name}"))
    return tuple(notes)
