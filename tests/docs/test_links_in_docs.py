"""Every link leads somewhere, and every address that is named is there."""

import re
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from tests.docs.reading import DOCUMENTS, ROOT, anchors, code_words, links, name_of
from tests.support import Site

SITE = "http://localhost:8000"
PEOPLE = (None, "member", "state", "moderator", "secretariat", "administrator")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_and_images_resolve(document: Path) -> None:
    for link in links(document):
        if not re.match(r"https?:", link):
            path, _hash, anchor = link.partition("#")
            target = (document.parent / path).resolve() if path else document
            assert target.exists(), f"{name_of(document)}: {link} leads nowhere"
            assert target.is_relative_to(ROOT)
            assert not anchor or anchor in anchors(target), f"{name_of(document)}: no heading {link}"


def test_every_document_can_be_reached_from_the_read_me() -> None:
    seen, ahead = set(), [ROOT / "README.md"]
    while ahead:
        document = ahead.pop()
        if document not in seen:
            seen.add(document)
            ahead += [
                (document.parent / link.partition("#")[0]).resolve()
                for link in links(document)
                if link.partition("#")[0].endswith(".md")
            ]
    decisions = {document for document in DOCUMENTS if document.parent.name == "decisions"}
    assert set(DOCUMENTS) - seen <= decisions


def test_images_are_small_and_few() -> None:
    images = list((ROOT / "docs" / "images").iterdir())
    assert all(image.stat().st_size < 200_000 for image in images)
    shown = {(ROOT / link).resolve() for link in links(ROOT / "README.md") if link.endswith(".png")}
    assert shown == {image.resolve() for image in images}


def addresses(document: Path) -> list[str]:
    """The addresses of the site between backticks, without the site itself."""
    words = [word.removeprefix(SITE) or "/" for word in code_words(document)]
    return [word for word in words if re.fullmatch(r"/[\w\-./?=&%{}]*", word)]


def routes(site: Site) -> list[tuple[set[str], str]]:
    return [(set(route.methods or ()), route.path) for route in iter_route_contexts(site.app.routes)]


def fits(route: str, path: str) -> bool:
    pattern = "".join(
        "[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", route)
    )
    return re.fullmatch(pattern, path) is not None


def answers(clients: list[TestClient], address: str) -> bool:
    return any(client.get(address).status_code == 200 for client in clients)


def test_every_page_that_is_named_can_be_seen(reading_site: Site) -> None:
    clients = [reading_site.client(who) for who in PEOPLE]
    named = {(name_of(document), address) for document in DOCUMENTS for address in addresses(document)}
    known = [path for _methods, path in routes(reading_site)]
    assert ("docs/members.md", "/hld-2013-review/RT1-M1") in named
    for document, address in sorted(named):
        if "{" in address:
            assert any(fits(path, address) for path in known), f"{document}: no address {address}"
        elif address.endswith("/") and address != "/":
            assert any(path.startswith(address) for path in known), f"{document}: nothing below {address}"
        else:
            assert answers(clients, address), f"{document}: {address} cannot be seen"
    assert not answers(clients, "/hld-2013-review/RT9-M1")


def test_every_address_with_a_method_is_there(reading_site: Site) -> None:
    known = routes(reading_site)
    found = [
        # A step of a course is named after its address: `POST /{slug}/{code}/steps step=submitted`.
        (document, *word.split(" ")[:2])
        for document in DOCUMENTS
        for word in code_words(document)
        if re.match(r"(GET|POST|PUT|PATCH|DELETE) /", word)
    ]
    assert found
    for document, method, path in found:
        there = any(method in methods and fits(route, path) for methods, route in known)
        assert there, f"{name_of(document)}: no {method} {path}"
