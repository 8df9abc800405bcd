"""Whatever is written: a changed figure or value is never editorial, and one challenge counts for every version after."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.consultations.calendar import Stage
from app.consultations.models import Consultation, Round
from app.drafting.content import arrange
from app.drafting.editorial.figures import figures_in, words_in
from app.drafting.editorial.queries import changed_in_substance
from app.drafting.editorial.rules import why_not_challenge_at_all, why_not_editorial
from app.drafting.models import Proposal
from app.kernel.actor import Actor, Seat
from tests.support import NOON, Site

API = "/consultations/hld-2013-review/proposals/RT1-M1"
few = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

PIECE = st.sampled_from(
    [
        "States",
        "keep",
        "a",
        "register",
        "12",
        "1,5",
        "½",
        "٣",
        "−4",
        "%",
        "€",
        "2030–2035",
        "and",
        "A/RES/68/4",
    ]
)
# What changes the meaning and stands between words, each with what it must never turn into unseen.
CHANGES = [
    ("≥ 50 %", "≤ 50 %"), ("> 5", "< 5"), ("+ 5", "- 5"), ("+\u00a05", "-\u00a05"), ("+\u202f5", "-\u202f5"), ("⩾5", "⩽5"),
    ("≧5", "≦5"), ("≠ 5", "= 5"), ("x<5", "x>5"), ("≥ −5", "≤ −5"), ("–5", "5"), ("– 5", "5"), ("3 −5", "3 5"), ("3 –5", "3–5"),
    ("5٪", "5"), ("5％", "5"), ("5‱", "5‰"), ("5﹪", "5"), ("5°", "5′"), ("٥٫٥", "٥ ٥"),
    ("百分之五十", "百分之六十"), ("第三条", "第四条"), ("五百万元", "六百万元"), ("五天", "五年"), ("国家应报告", "国家可报告"),
    ("EUR 5", "USD 5"), ("5 EUR", "5 USD"), ("5 per cent", "5 per mille"), ("5 per cent", "5"), ("5 days", "5 weeks"),
    ("5-day", "5-week"), ("5 km", "5 m"), ("5 km²", "5 m²"), ("5 million", "5 billion"), ("5 jours", "5 mois"), ("5 дней", "5 лет"),
    ("Article IV", "Article VI"), ("Article V", "Article X"), ("Annex B", "Annex C"), ("第IV条", "第VI条"), ("付EUR 5", "付USD 5"), ("under (iv)", "under (vi)"),
    ("[law](https://un.org/a).", "[law](https://un.org/b)."), ("https://un.org/a", "https://un.org/A"), ("[x](#p1)", "[x](#p-1)"),
    ("shall report", "shall not report"), ("shall", "may"), ("must", "should"), ("can", "cannot"), ("do", "don't"),
    ("at least", "at most"), ("except", "including"), ("all States", "States"), ("within one year", "within ten years"),
    ("half", "a third"), ("not more than", "more than"), ("may ask, shall pay", "shall ask, may pay"),
    ("doit payer", "peut payer"), ("paie", "ne paie pas"), ("n’est", "est"), ("au moins", "au plus"), ("deux", "trois"),
    ("deberá", "podrá"), ("paga", "no paga"), ("con", "sin"), ("al menos", "a lo más"), ("dos", "tres"),
    ("должны", "могут"), ("платит", "не платит"), ("не менее", "не более"), ("двух", "трёх"),
    ("يجب", "يجوز"), ("تدفع", "لا تدفع"), ("ولا تدفع", "وتدفع"), ("بالأقل", "بالأكثر"), ("ثلاثة", "أربعة"),
    ("不得", "得"), ("至少", "至多"), ("no\u00adt", "now"),
]  # fmt: skip
PROSE = st.lists(PIECE, max_size=7).map(" ".join)
FIGURE = st.one_of(st.none(), st.integers(0, 40))
TEXTS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Register", "A register", "Register 2"]),
        "definition": st.lists(PROSE, max_size=3).map("\n\n".join),
        "unit": st.sampled_from(["", "percent", "per cent"]),
        "decimals": st.integers(0, 2),
        "baseline": st.fixed_dictionaries({"value": FIGURE, "year": FIGURE, "note": PROSE, "source": st.none()}),
        "target": st.fixed_dictionaries({"value": FIGURE, "year": FIGURE, "note": PROSE}),
        "direction": st.sampled_from(["higher", "lower"]),
        "frequency": st.sampled_from(["", "yearly", "every year"]),
        "responsible": st.sampled_from(["", "ILO", "IOM"]),
        "disaggregation": st.lists(st.sampled_from(["sex", "age", "age 15"]), max_size=2),
        "mechanisms": st.lists(st.sampled_from(["RT1-M1", "RT1-M2"]), max_size=2, unique=True),
        "milestones": st.lists(
            st.fixed_dictionaries({"value": FIGURE, "year": st.integers(2026, 2030), "note": PROSE}), max_size=2
        ),
        "smart": st.dictionaries(st.sampled_from(["specific", "relevant"]), st.sampled_from(["yes", "no"])),
    }
)  # fmt: skip
VALUES = (
    "unit", "decimals", "direction", "frequency", "responsible", "mechanisms", "smart",
)  # fmt: skip


def digits(value: Any) -> str:
    """Every digit of a stored value in its order, whatever holds it; the ids of paragraphs are none of its words."""
    if isinstance(value, dict):
        return "".join(digits(part) for key, part in value.items() if key != "id")
    if isinstance(value, list):
        return "".join(map(digits, value))
    return "".join(c for c in str(value) if unicodedata.category(c).startswith("N"))


def values(content: dict[str, Any]) -> list[Any]:
    """What a benchmark is held to."""
    figures = [{**content[name], "note": ""} for name in ("baseline", "target")]
    steps = [(one["value"], one["year"]) for one in content.get("milestones", [])]
    return [*(content.get(name) or None for name in VALUES), *figures, steps]


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sets(st.sampled_from(list(range(13))), max_size=13))
def test_changed_figure_or_value_is_never_editorial(one: Any, other: Any, taken: set[int]) -> None:
    # Mostly one field or two change, as people do it.
    mixed = {name: (other if n in taken else one)[name] for n, name in enumerate(one)}
    old, next_ = arrange("benchmark", one)
    new, _next = arrange("benchmark", mixed, old=old, next_paragraph=next_)
    why = why_not_editorial("benchmark", old, new)
    if any(digits(old.get(name)) != digits(new.get(name)) for name in {*old, *new}):
        assert why is not None
    if values(old) != values(new):
        assert why is not None
    if old == new:
        assert why is None


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("Sttaes should keep it.", "States should keep it.", True),
        ("Fees of 5 % are kept.", "Fees of 5% are kept.", True),
        ("In 2030-2035.", "In 2030–2035.", True),
        ("One text. Two halves.", "One text.\n\nTwo halves.", True),
        ("Migrant wokers", "Migrant workers", True),
        ("By 2030 States keep it.", "By 2030, States keep it.", True),
        ("In 2030 an RT1-M1 report.", "In 2030, an RT1-M1 report.", True),
        ("From 3 – 5 to 7.", "From 3–5 to 7.", True),
        ("See https://un.org/a for it", "See https://un.org/a, for it.", True),
        ("Estos sólo pagan.", "Estos solo pagan.", True),
        ("Migrant workers", "Seasonal workers", False),
        ("Fees of 5 % are kept.", "Fees of 5 ‰ are kept.", False),
        ("Warmer by 2.", "Warmer by −2.", False),
        ("It costs 10 €.", "It costs 10 $.", False),
        ("1.5 months", "15 months", False),
        ("Half: ½.", "Half: ¼.", False),
        ("من 3 أشهر", "من ٤ أشهر", False),
        ("One text.", "One text.\n\nAnother duty comes.", False),
    ],
)
def test_words_may_change_where_no_figure_does(old: str, new: str, may: bool) -> None:
    before, next_ = arrange("mechanism", {"title": "T", "problem": old})
    after, _next = arrange("mechanism", {"title": "T", "problem": new}, old=before, next_paragraph=next_)
    assert (why_not_editorial("mechanism", before, after) is None) is may


def editorial(old: str, new: str) -> str | None:
    """Why a summary that reads `new` where it read `old` is not editorial, or None."""
    before, next_ = arrange("mechanism", {"title": "T", "summary": old})
    after, _next = arrange("mechanism", {"title": "T", "summary": new}, old=before, next_paragraph=next_)
    return why_not_editorial("mechanism", before, after)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(CHANGES), PROSE, PROSE, st.booleans())
def test_what_changes_the_meaning_is_seen_wherever_it_stands(
    change: tuple[str, str], before: str, after: str, back: bool
) -> None:
    # The long words around keep the paragraph in its place, so that it is the change itself that is seen.
    old, new = (f"Governments {before} register {one} recruiters {after} internationally." for one in change)
    why = editorial(new, old) if back else editorial(old, new)
    assert why is not None
    assert editorial(old, old.replace("Governments", "Goverments")) is None


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_change_of_meaning_is_refused_by_what_changed(old: str, new: str) -> None:
    assert figures_in(f"a {old} b") != figures_in(f"a {new} b") or words_in(old) != words_in(new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("They shall report all.", "They shall not report all.", "now has the word “not”"),
        ("They never report all.", "They report all.", "no longer has the word “never”"),
        ("They may report.", "They shall report.", "has the word “shall” where it had “may”"),
        ("States: ≥ 50 per cent.", "States: ≤ 50 per cent.", "has ≤50 where it had ≥50"),
    ],
)
def test_sentence_names_the_word_or_the_figure(old: str, new: str, said: str) -> None:
    assert said in (editorial(old, new) or "")


def test_figures_are_read_with_their_signs() -> None:
    assert figures_in("From 1,000 to −3.5 % in 2030–31, < 4 € per A/RES/68/4.") == [
        "1,000", "−3.5", "%", "2030", "31", "<4", "€", "68/4",
    ]  # fmt: skip


@few
@given(st.lists(st.one_of(st.booleans(), st.integers(0, 6)), min_size=1, max_size=7))
def test_only_editorial_since_holds_exactly_if_all_after_are_marked_and_unchallenged(
    site: Site, acts: list[Any]
) -> None:
    """A boolean saves a version, marked or not; a number challenges the mark of that version from the newest."""
    writer, head = site.api("rapporteur"), site.api("state")
    for act in acts:
        text = writer.get(API)
        if isinstance(act, bool):
            body = {"title": text.json()["title"] + "x", "note": "A letter", "editorial": act}
            assert writer.patch(API, headers={"If-Match": text.headers["ETag"]}, json=body).status_code == 200
        else:
            n = text.json()["version"] - act
            head.post(f"{API}/versions/{n}/challenge", json={"reason": "It is another duty."})
    items = writer.get(f"{API}/versions").json()["items"]
    stands = {one["version"]: one["editorial"] and one["challenge"] is None for one in items}
    with site.database.reading() as db:
        here = site.consultation().id
        proposal = db.exec(
            select(Proposal.id).where(Proposal.consultation_id == here, Proposal.code == "RT1-M1")
        ).one()
        for since in (*range(max(stands) + 1),):
            expected = all(stands[n] for n in stands if n > since)
            changed = changed_in_substance(sa.literal(proposal), since, NOON + timedelta(days=900))
            assert bool(db.execute(sa.select(changed)).scalar_one()) is not expected


@pytest.mark.parametrize(
    ("state", "kind", "may"),
    [
        ("draft", None, True),
        ("ready", "comment", True),
        ("under_decision", "ballot", True),
        ("under_decision", "silence", True),
        ("under_decision", None, False),
        ("under_decision", "selection", False),
        ("adopted", None, False),
        ("withdrawn", None, False),
    ],
)
def test_marks_are_challenged_until_the_text_is_decided_on(state: str, kind: str | None, may: bool) -> None:
    here = Consultation(id=1, slug="c", code="C", title="C")
    proposal = Proposal(id=2, consultation_id=1, group_id=3, code="RT1-M1", kind="mechanism", state=state)
    round_ = Round(consultation_id=1, code="R1", number=1, title="R", kind=kind) if kind else None
    stage = Stage(at=NOON, round=round_)
    seated = Actor(person_id=1, seats=(Seat("observer", "Observer", consultation_id=1),))
    assert (why_not_challenge_at_all(seated, here, stage, proposal) is None) is may
    reporter = Actor(person_id=2, seats=(Seat("reporter", "Reporter", consultation_id=1),))
    for nobody in (reporter, Actor(person_id=3), Actor()):
        assert why_not_challenge_at_all(nobody, here, stage, proposal) is not None
    ended = Stage(at=NOON, round=round_, closed="C")
    assert why_not_challenge_at_all(seated, here, ended, proposal) is not None
