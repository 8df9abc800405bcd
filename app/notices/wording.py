"""What happened to a thing, in a few words of one line; in the language that is spoken when it is asked."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.consultations.course_words import stage_word
from app.consultations.models import Consultation
from app.discussion.table.words import disposition_word
from app.drafting.course_views import step_words
from app.kernel.i18n import current_locale, ngettext
from app.kernel.i18n import gettext as _
from app.notices.chronicle import Happened, Matter, Named
from app.web.render import written_date, written_deadline

Acts = Sequence[Happened]


def title_of(named: Named | None) -> str:
    """What a thing is called in the language that is spoken; empty where it has no title."""
    return (named.title_i18n.get(current_locale()) or named.title) if named is not None else ""


def path_of(consultation: Consultation, matter: Matter) -> str:
    """The page of a thing."""
    base = f"/{consultation.slug}"
    return {
        "own": f"{base}/{matter.text}#{matter.code}",
        "text": f"{base}/{matter.code}",
        "round": f"{base}/rounds/{matter.code}",
        "ballot": f"{base}/ballots/{matter.code}",
        "pilot": f"{base}/pilots/{matter.code}",
        "edition": f"{base}/outcome",
        "whole": base,
    }[matter.kind]


def line_of(consultation: Consultation, matter: Matter) -> str:
    """One line: the thing by its name, and what happened to it."""
    return f"{_name(matter)}: {'; '.join(_happened(consultation, matter))}"


def _name(matter: Matter) -> str:
    title = title_of(matter.named)
    if matter.kind == "own":
        return _("Your comment %(comment)s on %(text)s “%(title)s”") % {
            "comment": matter.code, "text": matter.text, "title": title,
        }  # fmt: skip
    if matter.kind == "edition":
        return _("The outcome document")
    if matter.kind == "whole":
        return _("The consultation")
    return f"{matter.code} “{title}”" if title else matter.code


def _happened(consultation: Consultation, matter: Matter) -> list[str]:
    by_verb: dict[str, list[Happened]] = {}
    for act in matter.acts:
        by_verb.setdefault(act.verb, []).append(act)
    if matter.kind == "own":
        return _of_own(by_verb)
    if matter.kind == "round":
        # Where it stands now says what was said before, too.
        course = [
            act.verb for act in matter.acts if act.verb not in ("consensus_stated", "response_published")
        ]
        by_verb = {
            verb: acts for verb, acts in by_verb.items() if verb not in course[:-1] or verb == course[-1]
        }
    words = ((verb, said(acts, consultation)) for verb, acts in by_verb.items() if (said := WORDS.get(verb)))
    return list(dict.fromkeys(sentence for _verb, sentence in words))


def _of_own(by_verb: dict[str, list[Happened]]) -> list[str]:
    found = []
    if answers := by_verb.get("disposition_issued"):
        found.append(
            _("answered, “%(answer)s”") % {"answer": disposition_word(str(answers[-1].facts.get("code")))}
        )
    if replies := by_verb.get("comment_made"):
        found.append(ngettext("%(n)s reply", "%(n)s replies", len(replies)) % {"n": len(replies)})
    return found


def _count(acts: Acts, name: str) -> int:
    return len({act.facts.get(name) for act in acts})


def _version(acts: Acts, _c: Consultation) -> str:
    if all(act.facts.get("editorial") for act in acts):
        return _("version %(n)s is there, marked as editorial") % {"n": acts[-1].facts.get("version")}
    return _("version %(n)s is there") % {"n": acts[-1].facts.get("version")}


def _challenged(acts: Acts, _c: Consultation) -> str:
    return _("the editorial mark of version %(n)s was challenged") % {"n": acts[-1].facts.get("version")}


def _amendments(acts: Acts, _c: Consultation) -> str:
    codes = ", ".join(str(act.facts.get("amendment")) for act in acts)
    return ngettext("an amendment was moved: %(codes)s", "amendments were moved: %(codes)s", len(acts)) % {
        "codes": codes
    }


def _step(acts: Acts, _c: Consultation) -> str:
    last = acts[-1].facts
    words = step_words(str(last.get("step")), str(last.get("target") or ""))
    return words[:1].lower() + words[1:]


def _comments(acts: Acts, _c: Consultation) -> str:
    return ngettext("%(n)s new comment", "%(n)s new comments", len(acts)) % {"n": len(acts)}


def _answers(acts: Acts, _c: Consultation) -> str:
    n = _count(acts, "comment")
    return ngettext("%(n)s comment answered", "%(n)s comments answered", n) % {"n": n}


def _objections(acts: Acts, _c: Consultation) -> str:
    return ngettext("%(n)s objection raised", "%(n)s objections raised", len(acts)) % {"n": len(acts)}


def _objection_steps(acts: Acts, _c: Consultation) -> str:
    n = _count(acts, "objection")
    return ngettext("%(n)s objection dealt with", "%(n)s objections dealt with", n) % {"n": n}


def _reviews(acts: Acts, _c: Consultation) -> str:
    return ngettext("%(n)s review handed in", "%(n)s reviews handed in", len(acts)) % {"n": len(acts)}


def _opened(acts: Acts, consultation: Consultation) -> str:
    opens, closes = _moment(acts[-1], "opens"), _moment(acts[-1], "closes")
    if opens is not None and opens > acts[-1].at:
        return _("it opens on %(opens)s") % {"opens": _written_day(opens, consultation)}
    if closes is None:
        return _("opened")
    return _("open until %(closes)s") % {"closes": _written(closes, consultation)}


def _extended(acts: Acts, consultation: Consultation) -> str:
    closes = _moment(acts[-1], "closes")
    return (
        _("extended, until %(closes)s") % {"closes": _written(closes, consultation)}
        if closes
        else _("extended")
    )


def _planned(acts: Acts, consultation: Consultation) -> str:
    opens = _moment(acts[-1], "opens")
    return (
        _("planned from %(opens)s") % {"opens": _written_day(opens, consultation)} if opens else _("planned")
    )


def _replanned(acts: Acts, consultation: Consultation) -> str:
    opens = _moment(acts[-1], "opens")
    return (
        _("planned anew, from %(opens)s") % {"opens": _written_day(opens, consultation)}
        if opens
        else _("planned")
    )


def _moved(acts: Acts, _c: Consultation) -> str:
    return _("it is now: %(stage)s") % {"stage": stage_word(str(acts[-1].facts.get("to_stage")))}


def _edition(acts: Acts, _c: Consultation) -> str:
    return _("%(edition)s was issued") % {"edition": acts[-1].facts.get("edition")}


def _pilot_step(acts: Acts, _c: Consultation) -> str:
    return {
        "confirmed": _("confirmed"),
        "begun": _("begun"),
        "held": _("put on hold"),
        "resumed": _("resumed"),
        "completed": _("completed"),
        "terminated": _("ended early"),
    }.get(str(acts[-1].facts.get("step")), _("a step further"))


def _values(acts: Acts, _c: Consultation) -> str:
    return ngettext("%(n)s measured value", "%(n)s measured values", len(acts)) % {"n": len(acts)}


def _plain(sentence: Callable[[], str]) -> Callable[[Acts, Consultation], str]:
    return lambda _acts, _consultation: sentence()


WORDS: dict[str, Callable[[Acts, Consultation], str]] = {
    "proposal_created": _plain(lambda: _("begun")),
    "version_saved": _version,
    "mark_challenged": _challenged,
    "amendment_moved": _amendments,
    "amendments_ordered": _plain(lambda: _("the order of its amendments was changed")),
    "step_taken": _step,
    "comment_made": _comments,
    "disposition_issued": _answers,
    "objection_raised": _objections,
    "objection_step_taken": _objection_steps,
    "silence_broken": _plain(lambda: _("the silence was broken")),
    "silence_confirmed": _plain(lambda: _("adopted by silence")),
    "review_handed_in": _reviews,
    "round_planned": _planned,
    "round_replanned": _replanned,
    "round_opened": _opened,
    "round_extended": _extended,
    "round_closed": _plain(lambda: _("closed before its deadline")),
    "round_cancelled": _plain(lambda: _("cancelled")),
    "round_completed": _plain(lambda: _("completed")),
    "response_published": _plain(lambda: _("the response is published")),
    "consensus_stated": _plain(lambda: _("the chair stated where it stands")),
    "result_published": _plain(lambda: _("the result is published")),
    "result_declared": _plain(lambda: _("the result is declared")),
    "result_certified": _plain(lambda: _("the result is certified")),
    "ballot_voided": _plain(lambda: _("declared void")),
    "pilot_proposed": _plain(lambda: _("proposed")),
    "pilot_step_taken": _pilot_step,
    "milestone_met": _plain(lambda: _("a milestone was met")),
    "value_reported": _values,
    "edition_issued": _edition,
    "consultation_moved": _moved,
}


def _moment(act: Happened, name: str) -> datetime | None:
    text = act.facts.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _written(moment: datetime, consultation: Consultation) -> str:
    return written_deadline(moment, consultation.timezone)


def _written_day(moment: datetime, consultation: Consultation) -> str:
    return written_date(moment, consultation.timezone)
