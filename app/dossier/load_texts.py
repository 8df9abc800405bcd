"""Writes what was drafted and what was said about it: proposals with all their versions, comments, dispositions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.discussion.models import Comment, Disposition, Severity
from app.dossier.bulk import Load, jsonable
from app.dossier.states import DISPOSITIONS, PROPOSALS, first_days
from app.drafting.content import Content, arrange, opening_words, search_body
from app.drafting.models import BenchmarkLink, Kind, Proposal, ProposalSource, Version

LISTS = {Kind.MECHANISM: "mechanisms", Kind.BENCHMARK: "benchmarks"}


def load_proposals(load: Load) -> None:
    """Mechanisms and benchmarks, every version of each, what measures what, and what they were derived from."""
    first = {code: load.begins(day) for code, day in first_days(load.content).items()}
    said: dict[str, int] = {}
    for comment in load.content["comments"]:
        said[comment["target"]["code"]] = said.get(comment["target"]["code"], 0) + 1
    drafts = [
        (kind, item, versions_of(load, kind, item, first[item["code"]]))
        for kind, name in LISTS.items()
        for item in load.content[name]
    ]
    load.add_named("proposals", [_proposal(load, *draft, said) for draft in drafts])
    versions = []
    for _, item, texts in drafts:
        for version in texts:
            version.proposal_id = load.id("proposals", item["code"])
            versions.append(version)
    load.add(versions)
    _link(load)
    for kind, item, texts in drafts:
        names = item.get("title_i18n", {}).values()
        words = [search_body(texts[-1].content), *names]
        load.find(kind.value, item["code"], item["code"], item["title"], words)


def versions_of(load: Load, kind: Kind, item: Mapping[str, Any], first: datetime) -> list[Version]:
    """All versions of a proposal, oldest first, each paragraph under one id through all of them.

    A version's text is that of the next with what the next replaced put back. A benchmark has no history in a
    package: it comes in the one version it stands at.
    """
    history: Sequence[Mapping[str, Any]] = item.get("history") or [
        {
            "version": item["version"],
            "date": None,
            "round": None,
            "note": "",
            "author_role": "",
            "replaced": {},
        }
    ]
    fields = dict(item)
    texts: list[Mapping[str, Any]] = []
    for entry in reversed(history):
        texts.insert(0, dict(fields))
        fields.update(entry["replaced"])
    found: list[Version] = []
    content: Content | None = None
    number = 1
    for entry, text in zip(history, texts, strict=True):
        content, number = arrange(kind, jsonable(text), old=content, next_paragraph=number)
        found.append(
            Version(
                consultation_id=load.here, proposal_id=0, n=entry["version"],
                parent=found[-1].n if found else None, content=content, next_paragraph=number,
                note=entry["note"], author_title=entry["author_role"], round_code=entry["round"],
                created_at=load.begins(entry["date"]) if entry["date"] else first,
            )
        )  # fmt: skip
    return found


def _proposal(
    load: Load, kind: Kind, item: Mapping[str, Any], texts: Sequence[Version], said: Mapping[str, int]
) -> Proposal:
    return Proposal(
        consultation_id=load.here,
        roundtable_id=load.id("roundtables", item["roundtable"]),
        group_id=load.id("working_groups", item["working_group"]),
        code=item["code"],
        kind=kind.value,
        number=int(item["code"].rpartition("-")[2][1:]),
        title=item["title"],
        title_i18n=item.get("title_i18n", {}),
        summary=opening_words(kind, texts[-1].content),
        tags=item.get("tags", []),
        state=PROPOSALS[item["status"]].value,
        version=texts[-1].n,
        comments=said.get(item["code"], 0),
        created_at=texts[0].created_at,
        updated_at=texts[-1].created_at,
    )


def _link(load: Load) -> None:
    proposal = load.ids["proposals"]
    load.add(
        [
            BenchmarkLink(mechanism_id=proposal[m["code"]], benchmark_id=proposal[code], place=place)
            for m in load.content["mechanisms"]
            for place, code in enumerate(m["benchmarks"])
        ]
    )
    derived = {(m["code"], name) for m in load.content["mechanisms"] for name in m["contributions"]}
    derived |= {(code, c["id"]) for c in load.content["contributions"] for code in c["derived_mechanisms"]}
    load.add(
        [
            ProposalSource(proposal_id=proposal[code], contribution_id=load.id("contributions", name))
            for code, name in sorted(derived)
        ]
    )


def load_comments(load: Load) -> None:
    """Comments, a reply after what it answers, each bound to the version its round was about; then dispositions."""
    versions: dict[int, list[tuple[int, datetime]]] = {}
    for version in load.rows(Version):
        versions.setdefault(version.proposal_id, []).append((version.n, version.created_at))
    opens = {r["id"]: load.begins(r["opens"]) for r in load.content["review_rounds"]}
    waiting: list[Mapping[str, Any]] = list(load.content["comments"])
    load.ids["comments"] = {}
    while waiting:
        known = load.ids["comments"]
        ready = [c for c in waiting if c["parent"] is None or c["parent"] in known]
        load.add_named(
            "comments",
            [
                _comment(load, c, version_at(versions[_target(load, c)], opens[c["round"]]), known)
                for c in ready
            ],
        )
        waiting = [c for c in waiting if c["id"] not in load.ids["comments"]]
    load.add(
        [
            Disposition(
                consultation_id=load.here, comment_id=load.id("comments", c["id"]),
                code=DISPOSITIONS[c["disposition"]["status"]], reason=c["disposition"]["reason"],
                decided_by=c["disposition"]["decided_by_role"], issued_at=load.begins(c["disposition"]["date"]),
            )
            for c in load.content["comments"]
            if c["disposition"]
        ]
    )  # fmt: skip
    titles = {p["code"]: p["title"] for name in LISTS.values() for p in load.content[name]}
    for c in load.content["comments"]:
        code = c["target"]["code"]
        title = f"{c['author']['role']}: {code} {titles[code]}"
        load.find("comment", c["id"], f"{code}#{c['id']}", title, [c["text"], c["proposed_text"]])


def version_at(versions: Sequence[tuple[int, datetime]], at: datetime) -> int:
    """The number of the version that stood when something opened at `at`; the first where none did yet."""
    return max((n for n, created in versions if created < at), default=min(n for n, _ in versions))


def _target(load: Load, comment: Mapping[str, Any]) -> int:
    return load.id("proposals", comment["target"]["code"])


def _comment(load: Load, given: Mapping[str, Any], version: int, known: Mapping[str, int]) -> Comment:
    return Comment(
        consultation_id=load.here,
        code=given["id"],
        round_id=load.id("review_rounds", given["round"]),
        proposal_id=_target(load, given),
        version=version,
        field=given["field"],
        type=given["type"],
        stance=given["stance"],
        severity=Severity.MINOR.value,
        text=given["text"],
        proposed_text=given["proposed_text"],
        language=given["language"],
        parent_id=None if given["parent"] is None else known[given["parent"]],
        delegation_id=load.id("organisations", given["author"]["organisation"]),
        author_title=given["author"]["role"],
        created_at=load.begins(given["created"]),
    )
