"""Writes who takes part, the calendar, and what came in before anything was drafted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from app.consultations.models import (
    CalendarEvent,
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Round,
    Roundtable,
    WorkingGroup,
)
from app.contributions.models import (
    Contribution,
    ContributionAuthor,
    Questionnaire,
    QuestionnaireResponse,
    Source,
)
from app.dossier.bulk import Load
from app.dossier.states import GROUP_ROLES, ROUND_KINDS, consultation_state, to_date
from app.kernel.clock import local_day
from app.people.models import Organisation


def new_consultation(content: Mapping[str, Any], slug: str, at: datetime) -> Consultation:
    """The consultation itself, under `slug`, written at `at`. Marks of origin are for the caller to set."""
    given = content["consultation"]
    return Consultation(
        slug=slug,
        code=given["code"],
        title=given["title"],
        title_i18n=given["title_i18n"],
        slogan_i18n=given.get("slogan_i18n", {}),
        theme=given["theme"],
        description=given["description"],
        convenor=given["convenor"],
        venue=given["venue"],
        start_date=date.fromisoformat(given["start_date"]),
        end_date=date.fromisoformat(given["end_date"]),
        dialogue_start=to_date(given["dialogue_start"]),
        dialogue_end=to_date(given["dialogue_end"]),
        languages=given["languages"],
        default_language=given["default_language"],
        text_direction=given.get("text_direction", {}),
        timezone=given.get("timezone", "UTC"),
        state=consultation_state(content, local_day(at, given.get("timezone", "UTC")).isoformat()),
        notes=content["notes"],
        created_at=at,
    )


def load_people(load: Load) -> None:
    """Constituencies, organisations and their delegations, roundtables, working groups and who sits in them."""
    content, here = load.content, load.here
    load.add_named(
        "constituencies",
        [
            Constituency(
                consultation_id=here, code=c["code"], name=c["name"], name_i18n=c.get("name_i18n", {}),
                description=c["description"], place=place,
            )
            for place, c in enumerate(content["constituencies"])
        ],
    )  # fmt: skip
    bodies = _organisations(load)
    load.add_named(
        "organisations",
        [
            Delegation(
                consultation_id=here, organisation_id=bodies[o["id"]], code=o["id"], name=o["name"],
                constituency_id=load.id("constituencies", o["constituency"]), short_name=o["short_name"],
                name_i18n=o.get("name_i18n", {}), iso3=o["iso3"], voting=o["voting"], basis=o["basis"], place=place,
            )
            for place, o in enumerate(content["organisations"])
        ],
    )  # fmt: skip
    load.add_named(
        "roundtables",
        [
            Roundtable(
                consultation_id=here, code=r["code"], number=r["number"], short_title=r["short_title"],
                title=r["title"], title_i18n=r["title_i18n"], description=r["description"],
                guiding_questions=r["guiding_questions"],
            )
            for r in content["roundtables"]
        ],
    )  # fmt: skip
    load.add_named(
        "working_groups",
        [
            WorkingGroup(
                consultation_id=here, roundtable_id=load.id("roundtables", g["roundtable"]), public_id=g["id"],
                code=g["code"], title=g["title"], mandate=g["mandate"],
            )
            for g in content["working_groups"]
        ],
        key="public_id",
    )  # fmt: skip
    load.add(
        [
            Membership(
                consultation_id=here, group_id=load.id("working_groups", g["id"]), title=m["person_role"],
                delegation_id=load.id("organisations", m["organisation"]), role=GROUP_ROLES[m["role"]],
            )
            for g in content["working_groups"]
            for m in g["members"]
        ]
    )  # fmt: skip
    for r in content["roundtables"]:
        words = [r["short_title"], *r["title_i18n"].values(), r["description"], *r["guiding_questions"]]
        load.find("roundtable", r["code"], r["code"], r["title"], words)
    for g in content["working_groups"]:
        members = [m["person_role"] for m in g["members"]]
        load.find("group", g["code"], f"groups/{g['code']}", g["title"], [g["mandate"], *members])


def _organisations(load: Load) -> dict[str, int]:
    """Organisations are one across consultations: those that are here already stay as they are."""
    wanted = {o["id"]: o for o in load.content["organisations"]}

    def known() -> dict[str, int]:
        found = load.db.exec(
            select(Organisation.public_id, Organisation.id).where(
                col(Organisation.public_id).in_(list(wanted))
            )
        )
        return {public_id: number or 0 for public_id, number in found}

    there = known()
    load.add(
        [
            Organisation(
                public_id=name, name=o["name"], short_name=o["short_name"], name_i18n=o.get("name_i18n", {}),
                iso3=o["iso3"], url=o["url"],
            )
            for name, o in wanted.items()
            if name not in there
        ]
    )  # fmt: skip
    return known()


def load_calendar(load: Load) -> None:
    """Rounds, opened as planned, and the days of the process."""
    load.add_named(
        "review_rounds",
        [
            Round(
                consultation_id=load.here, code=r["id"], number=r["number"], title=r["title"],
                kind=ROUND_KINDS[r["kind"]], opens_at=load.begins(r["opens"]), closes_at=load.ends(r["closes"]),
                scope=r["scope"], opening_given_at=min(load.begins(r["opens"]), load.at),
            )
            for r in load.content["review_rounds"]
        ],
    )  # fmt: skip
    load.add(
        [
            CalendarEvent(
                consultation_id=load.here, day=date.fromisoformat(e["date"]), until=to_date(e.get("end_date")),
                title=e["title"], place=e["place"], source=e["source"],
            )
            for e in load.content["consultation"]["events"]
        ]
    )  # fmt: skip


def load_contributions(load: Load) -> None:
    """Sources, contributions with those who handed them in, the questionnaire with its answers."""
    content, here = load.content, load.here
    load.add_named(
        "sources",
        [
            Source(
                consultation_id=here, code=s["id"], kind=s["kind"], title=s["title"], publisher=s["publisher"],
                year=s["year"], file=s.get("file"), url=s.get("url"),
            )
            for s in content["sources"]
        ],
    )  # fmt: skip
    load.add_named(
        "contributions",
        [
            Contribution(
                consultation_id=here, code=c["id"], title=c["title"], day=date.fromisoformat(c["date"]),
                kind=c["kind"], language=c["language"], body=c["body"], points=c["points"],
                roundtables=c["roundtables"], source=c["source"], basis=c["basis"], note=c["note"],
            )
            for c in content["contributions"]
        ],
    )  # fmt: skip
    load.add(
        [
            ContributionAuthor(
                contribution_id=load.id("contributions", c["id"]),
                delegation_id=load.id("organisations", name),
            )
            for c in content["contributions"]
            for name in c["organisations"]
        ]
    )
    for s in content["sources"]:
        load.find("source", s["id"], f"sources#{s['id']}", s["title"], [s["publisher"], s.get("file")])
    for c in content["contributions"]:
        words = [c["body"], *c["points"], c["note"]]
        load.find("contribution", c["id"], f"contributions/{c['id']}", c["title"], words)
    if content["questionnaire"] is not None:
        _questionnaire(load, content["questionnaire"])


def _questionnaire(load: Load, given: Mapping[str, Any]) -> None:
    questionnaire = Questionnaire(
        consultation_id=load.here, code=given["id"], title=given["title"], requested_by=given["requested_by"],
        source=given["source"], areas=given["areas"],
    )  # fmt: skip
    load.db.add(questionnaire)
    load.db.flush()
    load.add(
        [
            QuestionnaireResponse(
                questionnaire_id=questionnaire.id or 0, delegation_id=load.id("organisations", r["organisation"]),
                code=r["id"], respondent_role=r["respondent_role"], submitted=date.fromisoformat(r["submitted"]),
                answers=r["answers"], sources=r["sources"], basis=r["basis"],
            )
            for r in given["responses"]
        ]
    )  # fmt: skip
    names = {o["id"]: o["name"] for o in load.content["organisations"]}
    for r in given["responses"]:
        title = f"{given['title']}: {names[r['organisation']]}"
        words = [r["respondent_role"], *r["answers"].values()]
        load.find("response", r["id"], f"questionnaire#{r['id']}", title, words)
