"""The State's card says what the document says of one mechanism, on two pages, and that a pilot is voluntary."""

from __future__ import annotations

import io

import pikepdf
import pytest
from docx import Document as Docx

from tests.outcome.recount import package, reasons, recommended
from tests.support import Site

PAGE = "/hld-2013/outcome/briefs"
FULLEST = ["RT1-M1", "RT2-M2", "RT2-M6", "RT2-M7", "RT3-M4", "RT4-M1"]


def mechanism(code: str) -> dict:
    return next(each for each in package()["mechanisms"] if each["code"] == code)


def test_card_holds_what_why_how_evidence_measures_and_how_a_pilot_is_confirmed(reading_site: Site) -> None:
    page = reading_site.client().get(f"{PAGE}/RT1-M2").text
    said = mechanism("RT1-M2")
    for part in (said["title"], said["summary"], said["problem"], *said["how_it_works"], *(e["text"] for e in said["evidence"])):  # fmt: skip
        assert part.rstrip(".").replace("'", "&#x27;") in page
    for code in said["benchmarks"]:
        assert code in page
    assert "9.00 in 2013" in page
    assert "5.00 by 2018" in page
    assert "A pilot is voluntary. It begins only when a State itself confirms it, it binds nobody" in page
    assert "http://localhost:8000/hld-2013/pilots" in page
    for name in ("pdf", "docx", "html"):
        assert f'href="{PAGE}/RT1-M2.{name}"' in page


@pytest.mark.parametrize("code", ["RT2-M6", "RT2-M7", "RT4-M1"])
def test_card_keeps_every_reservation_and_objection(reading_site: Site, code: str) -> None:
    page = reading_site.client().get(f"{PAGE}/{code}.html").text
    about = {code, *mechanism(code)["benchmarks"]} & set(recommended())
    given = [each for each in reasons("support_with_reservation", "object") if each[0] in about]
    assert given
    for _code, name, reason in given:
        assert f"<b>{name}</b>" in page
        assert reason.replace("'", "&#x27;") in page


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("code", FULLEST)
def test_card_has_two_pages(reading_site: Site, code: str, language: str) -> None:
    file = reading_site.client().get(f"{PAGE}/{code}.pdf", params={"lang": language})
    name = f"HLD-2013-{code}.pdf" if language == "en" else f"HLD-2013-{code}.{language}.pdf"
    assert file.headers["content-disposition"] == f'attachment; filename="{name}"'
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        assert len(pdf.pages) == 2


def test_card_in_another_language_says_so_and_keeps_the_original_words(reading_site: Site) -> None:
    file = reading_site.client().get(f"{PAGE}/RT1-M2.docx", params={"lang": "ar"})
    assert file.headers["content-disposition"] == 'attachment; filename="HLD-2013-RT1-M2.ar.docx"'
    text = "\n".join(part.text for part in Docx(io.BytesIO(file.content)).paragraphs)
    assert mechanism("RT1-M2")["summary"] in text
    assert reading_site.client().get(f"{PAGE}/RT1-M2.docx", params={"lang": "de"}).status_code == 404


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("RT1-M7", "and RT1-M7 is not"),
        ("RT1-B2", "no mechanism “RT1-B2”"),
        ("RT9-M1", "no mechanism “RT9-M1”"),
    ],
)
def test_there_is_a_card_only_of_what_is_recommended(reading_site: Site, code: str, why: str) -> None:
    for name in ("", ".pdf"):
        answer = reading_site.client().get(f"{PAGE}/{code}{name}")
        assert answer.status_code == 404
        assert why in answer.text


def test_there_is_no_card_before_the_decision_and_none_of_a_closed_group(site: Site) -> None:
    assert site.client().get("/hld-2013-decision/outcome/briefs/RT1-M1").status_code == 404
    assert site.client().get(f"{PAGE}/RT1-M1").status_code == 200
    site.tamper("UPDATE working_group SET closed = :yes", yes=True)
    assert site.client("secretariat").get(f"{PAGE}/RT1-M1").status_code == 404


def test_card_is_reached_from_the_document_and_from_the_mechanism(reading_site: Site) -> None:
    client = reading_site.client()
    assert f'href="{PAGE}/RT1-M2"' in client.get("/hld-2013/outcome").text
    assert f'href="{PAGE}/RT1-M2"' in client.get("/hld-2013/RT1-M2").text


LIST = "/consultations/hld-2013/outcome/briefs"


def test_programs_list_the_cards_in_the_order_of_the_document(site: Site) -> None:
    cards = site.api().get(LIST).json()["items"]
    document = site.api().get("/consultations/hld-2013/outcome").json()
    entries = [
        each["id"]
        for part in document["body"]
        for each in part.get("blocks", [])
        if each["type"] == "section"
    ]
    codes = [card["code"] for card in cards]
    assert codes == [code for code in entries if "-M" in code]
    assert cards[0]["benchmarks"]
    assert set(cards[0]["files"]) == {"pdf", "docx", "html"}


def test_a_card_for_programs_is_the_file_of_the_page(site: Site) -> None:
    card = site.api().get(LIST).json()["items"][0]
    for name in ("docx", "html"):
        answer = site.api().get(f"{LIST}/{card['code']}.{name}?lang=fr")
        assert answer.status_code == 200
        assert card["files"][name].endswith(f"{LIST}/{card['code']}.{name}")
        assert answer.content == site.client().get(f"{PAGE}/{card['code']}.{name}?lang=fr").content
        assert ".fr." in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("RT9-M9.pdf", "no mechanism"),
        ("RT1-M1.xlsx", "comes as pdf, docx, html"),
        ("RT1-M1.md", "comes as pdf, docx, html"),
        ("RT1-M1.pdf?lang=xx", "no language"),
    ],
)
def test_programs_are_told_what_there_is_not(site: Site, path: str, why: str) -> None:
    answer = site.api().get(f"{LIST}/{path}")
    assert answer.status_code == 404
    assert why in answer.json()["detail"]


def test_before_the_decision_there_are_no_cards(site: Site) -> None:
    assert site.api().get("/consultations/hld-2013-decision/outcome/briefs").json() == {"items": []}
    assert site.api().get("/consultations/hld-2013-decision/outcome/briefs/RT1-M1.docx").status_code == 404
