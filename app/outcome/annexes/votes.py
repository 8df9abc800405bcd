"""The voting record, with every reservation and objection."""

from app.documents.tree import Align, Block, Paragraph, Run, Section, Table, Text, words
from app.kernel.i18n import gettext as _
from app.outcome.annexes.parts import heads
from app.outcome.material import Annexed, Material, last_moment
from app.outcome.silent import silence_sentence
from app.outcome.wording import Voices, code
from app.voting.asked import rule_sentences
from app.voting.counting import NOT_VOTED, Counts
from app.voting.disclosure.rules import why_not_named
from app.voting.models import Choice
from app.voting.views import ProposalResult, Tally
from app.voting.words import called_position
from app.web.render import written_date


def votes(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    """Every ballot with its rule, its figures, its reservations and objections word for word, and who took which position,
    as far as it was to be disclosed."""
    made: list[Block] = []
    for view in material.ballots:
        if not view.counted:
            text = _("Ballot %(code)s: %(why)s") % {"code": view.ballot.code, "why": view.why_no_count}
            made.append(Paragraph((voices.ours(text),)))
    for tally in material.counted:
        made.append(
            Section(
                f"votes-{tally.view.ballot.code}",
                words(voices.exactly(tally.view.ballot.title)),
                tally.view.ballot.code,
                _record(tally, annexed, voices, material.consultation.timezone),
            )
        )
    if material.by_silence:
        title = (voices.ours(_("Silence procedure")),)
        made.append(Section("votes-silence", title, "", _silences(material, voices)))
    return tuple(made)


def _silences(material: Material, voices: Voices) -> tuple[Block, ...]:
    """What was adopted by silence procedure: which version, until when nobody objected, and who confirmed it."""
    zone = material.consultation.timezone
    said = _(
        "These were put under silence before the delegations: one objection would have broken it. None came in time, and the chair confirmed it."
    )
    rows = tuple(
        (
            words(code(item.code)),
            words(voices.ours(_("Version %(n)s") % {"n": item.version})),
            words(code(item.silence.round), " ", voices.exactly(item.silence.title)),
            words(voices.ours(silence_sentence(item.silence, zone))),
        )
        for item in material.by_silence
        if item.silence is not None
    )
    titles = (_("Proposal"), _("Text"), _("Round"), _("How it was adopted"))
    caption = (voices.ours(_("What was adopted by silence procedure")),)
    table = Table("silence", caption, heads(voices, *titles), rows, (10, 12, 28, 50))
    return (Paragraph((voices.ours(said),)), table)


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
    said = _explanations(tally, annexed, voices, zone, f"explanations-{name}")
    made += [said] if said.rows else []
    why = why_not_named(tally.view.rule)
    made.append(Paragraph((voices.ours(why),)) if why else _names(tally, annexed, voices, f"names-{name}"))
    return tuple(made)


def _overall(tally: Tally, voices: Voices, name: str) -> Table:
    names = _names_of(tally)
    ends: list[Align] = ["end"] * len(names)
    rows = []
    for found in tally.results:
        counts = found.result.overall.as_dict()
        figures = [words(str(counts[name])) for name in _names_of(tally)]
        outcome = _("Asked in secret") if tally.view.rule.is_secret else _outcome(found)
        rows.append((_line(found, voices), words(voices.ours(outcome)), *figures))
    titles = (_("Proposal"), _("Outcome"), *_position_heads(tally))
    return Table(
        name,
        (voices.ours(_("Positions on each proposal")),),
        heads(voices, *titles),
        tuple(rows),
        (12, 28, *(60 // len(names) for _name in names)),
        ("start", "start", *ends),
    )


def _line(found: ProposalResult, voices: Voices) -> Text:
    """The code of a line; of an amendment that it is one, as nothing is adopted by it but the words of its text."""
    if not found.line.amends:
        return words(code(found.line.code))
    told = _("amendment to %(text)s") % {"text": found.line.amends}
    return words(code(found.line.code), voices.ours(f", {told}"))


def _names_of(tally: Tally) -> tuple[str, ...]:
    return (*(stance.name for stance in tally.view.rule.stances), NOT_VOTED)


def _position_heads(tally: Tally) -> tuple[str, ...]:
    return (*(called_position(stance.name).label for stance in tally.view.rule.stances), _("No position"))


def _outcome(found: ProposalResult) -> str:
    if found.result.fell_to:
        return _("Not put, %(code)s was adopted") % {"code": found.result.fell_to}
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
            words(
                "·".join(
                    str(found.result.by_constituency.get(c, Counts()).as_dict().get(p, 0))
                    for p in _names_of(tally)
                )
            )
            for c in named
        ]
        rows.append((_line(found, voices), *cells))
    caption = _("Positions by constituency, in this order: %(names)s") % {
        "names": ", ".join(head.lower() for head in _position_heads(tally))
    }
    return Table(
        name,
        (voices.ours(caption),),
        heads(voices, _("Proposal"), *named.values()),
        tuple(rows),
        (9, *(max(10, *(len(word) for word in title.split())) for title in named.values())),
    )


def _reasons(tally: Tally, voices: Voices, name: str) -> Table:
    caption = (voices.ours(_("Reservations and objections, word for word")),)
    if not tally.view.rule.is_open:
        return _unnamed_reasons(tally, voices, name, caption)
    rows = tuple(
        (
            _line(found, voices),
            words(said.name),
            words(said.constituency),
            words(voices.ours(_kind(tally, said.position))),
            voices.exactly(said.reason),
        )
        for found in tally.results
        for said in found.reservations + found.objections
    )
    titles = (_("Proposal"), _("Delegation"), _("Constituency"), _("Position"), _("Reason"))
    return Table(name, caption, heads(voices, *titles), rows, (11, 18, 17, 12, 42))


def _unnamed_reasons(tally: Tally, voices: Voices, name: str, caption: Text) -> Table:
    """The same where delegations are not named: nothing but the words and what they were said with."""
    rows = tuple(
        (
            _line(found, voices),
            words(voices.ours(_kind(tally, said.position))),
            voices.exactly(said.reason),
        )
        for found in tally.results
        for said in found.reservations + found.objections
    )
    titles = (_("Proposal"), _("Position"), _("Reason"))
    return Table(name, caption, heads(voices, *titles), rows, (11, 17, 72))


def _explanations(tally: Tally, annexed: Annexed, voices: Voices, zone: str, name: str) -> Table:
    """What delegations said of their positions, word for word and in their language; what was taken back with that mark."""
    rows = []
    for each in annexed.explanations.get(tally.view.ballot.code, ()):
        when = f"{each.moment_words}, {written_date(each.given_at, zone)}"
        if each.withdrawn_at is not None:
            gone = _("taken back on %(day)s") % {"day": written_date(each.withdrawn_at, zone)}
            when = f"{when}; {gone}"
        about = words(code(each.proposal)) if each.proposal else words(voices.ours(_("The whole ballot")))
        rows.append(
            (
                about,
                words(each.name),
                words(voices.ours(when)),
                voices.exactly(each.text, each.language),
            )
        )
    titles = (_("Proposal"), _("Delegation"), _("When"), _("Explanation"))
    caption = (voices.ours(_("Explanations of position, word for word")),)
    return Table(name, caption, heads(voices, *titles), tuple(rows), (11, 18, 19, 52))


def _kind(tally: Tally, position: str) -> str:
    if tally.view.rule.is_objection(position):
        return _("Objection")
    return (
        _("Reservation") if position == Choice.SUPPORT_WITH_RESERVATION else called_position(position).label
    )


def _names(tally: Tally, annexed: Annexed, voices: Voices, name: str) -> Table:
    ballot = tally.view.ballot.code
    rows = []
    for found in tally.results:
        lines: list[Text] = []
        for position, label in zip(_names_of(tally), _position_heads(tally), strict=True):
            names = annexed.by_position.get((ballot, found.line.code, position), ())
            if names:
                head = voices.ours(f"{label} ({len(names)}):")
                lead = Run(head.text, bold=True, lang=head.lang, dir=head.dir)
                lines.append(words("\n" if lines else "", lead, " ", ", ".join(names)))
        rows.append((_line(found, voices), words(*lines)))
    caption = (voices.ours(_("The delegations by position, each position with its number")),)
    return Table(name, caption, heads(voices, _("Proposal"), _("Delegations")), tuple(rows), (10, 90))
