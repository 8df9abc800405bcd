"""Texts that are ready, and amendments to them, for tests."""

from typing import Any

from tests.review.making import AT, SLUG, begin, make
from tests.support import Site

PROBLEM = "Migrant workers pay fees to recruiters whom nobody knows, and many are in debt for years."
WHY = "The fees are what matters."


def ready(site: Site, *codes: str) -> None:
    """These texts are ready for decision; without codes all of the consultation."""
    for code in codes or [row[0] for row in site.rows("SELECT code FROM proposal WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)]:  # fmt: skip
        site.tamper("UPDATE proposal SET state = 'ready' WHERE code = :code AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", code=code, s=SLUG)  # fmt: skip


def text_ready(site: Site, **more: Any) -> str:
    """A consultation with one text that is ready, with three paragraphs as problem; gives its code."""
    make(site)
    problem = f"{PROBLEM}\n\nStates have no register.\n\nIn 2013 there were 52 million domestic workers."
    code = begin(site, **{"problem": problem, **more})
    ready(site, code)
    return code


def paragraphs(site: Site, code: str, field: str = "problem") -> dict[str, str]:
    """The paragraphs of a field as they stand, by their ids."""
    version = site.api().get(f"{AT}/proposals/{code}").json()["version"]
    found = site.api().get(f"{AT}/proposals/{code}/versions/{version}").json()["paragraphs"][field]
    return {item["id"]: item["text"] for item in found}


def move(site: Site, who: str | None, code: str, paragraph: str, text: str, **more: Any) -> Any:
    """The answer to an amendment moved by program."""
    body = {"field": "problem", "paragraph": paragraph, "text": text, "reason": WHY, "version": 1, **more}
    return site.api(who).post(f"{AT}/proposals/{code}/amendments", json=body)


def moved(site: Site, who: str, code: str, paragraph: str, text: str, **more: Any) -> dict[str, Any]:
    """An amendment that was moved."""
    answer = move(site, who, code, paragraph, text, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def order_of(site: Site, code: str, who: str | None = None) -> list[str]:
    """The codes of the amendments to a text, in the order in which they are decided."""
    items = site.api(who).get(f"{AT}/proposals/{code}/amendments").json()["items"]
    return [item["code"] for item in items]
