"""The form carries a text there and back without changing a character of it."""

import json
from typing import Any

import pytest
from starlette.datastructures import FormData

from app.drafting.checks import check_fields
from app.drafting.content import arrange, plain
from app.drafting.fields import ROWED, FieldSpec, fields_of
from app.drafting.forms import as_typed, fields_from
from app.kernel.shipped import shipped
from tests.support import Form, Site

TEXTS = [
    (kind, text)
    for kind, name in (("mechanism", "mechanisms"), ("benchmark", "benchmarks"))
    for text in json.loads((shipped("data") / "hld-2013.json").read_text())[name]
]


def sent(spec: FieldSpec, shown: Any) -> list[tuple[str, str]]:
    """What a browser sends for a control that shows this; line ends are those of forms."""
    if spec.shape in ROWED:
        return [(f"{spec.name}.{part}", row.get(part) or "") for row in [*shown, {}] for part in spec.parts]
    if len(spec.parts) > 1:
        return [
            (f"{spec.name}.{part}", "" if shown.get(part) is None else str(shown[part]))
            for part in spec.parts
        ]
    text = ", ".join(shown) if isinstance(shown, list) else str(shown)
    return [(spec.name, text.replace("\n", "\r\n"))]


@pytest.mark.parametrize(("kind", "text"), TEXTS, ids=[text["code"] for _kind, text in TEXTS])
def test_every_text_of_the_demonstration_comes_back_as_it_was(kind: str, text: dict[str, Any]) -> None:
    content, after = arrange(kind, text)
    shown = as_typed(kind, plain(content))
    form = FormData([pair for spec in fields_of(kind) for pair in sent(spec, shown[spec.name])])
    checked = check_fields(kind, fields_from(kind, form))
    assert checked.errors == []
    assert arrange(kind, checked.fields, old=content, next_paragraph=after) == (content, after)


@pytest.mark.parametrize("kind", ["mechanism", "benchmark"])
def test_a_text_with_a_title_only_can_be_looked_at_everywhere(site: Site, kind: str) -> None:
    member = site.client("member")
    page = member.get(f"/hld-2013-review/proposals/new?kind={kind}&roundtable=RT1")
    saved = Form(page, "/proposals").submit(member, follow=False, title="Only a title")
    home = saved.headers["location"]
    for path in ("", "/edit", "/versions", "/versions/1", "/changes"):
        answer = member.get(home + path)
        assert answer.status_code == 200, path
        assert "Only a title" in answer.text
    edited = Form(member.get(f"{home}/edit"), "/versions").submit(member, title="Another title")
    assert edited.status_code == 200
    assert "Another title" in member.get(f"{home}/changes").text
