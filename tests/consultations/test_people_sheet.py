"""People in bulk: a spreadsheet is read, shown row by row, and nothing is written before it is confirmed."""

import csv
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from openpyxl import Workbook, load_workbook

from app.consultations.admission.sheet.actions import INVITING_PEOPLE, clear_old_sheets, invite_people
from app.kernel.works import do_work
from tests.consultations.parts import API, SETUP, seat, verified
from tests.support import Form, Site

HEAD = ("E-mail", "Name", "Organisation", "Role", "Working group")
GOOD = ("ana@example.org", "Ana Quispe", "", "Member", "WG-1A")


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comma(*rows: tuple[Any, ...], between: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows(rows)
    return out.getvalue().encode(encoding)


def send(client: Any, content: bytes, name: str = "people.xlsx") -> Any:
    form = Form(client.get(f"{SETUP}/people"), f"{SETUP}/people")
    token = form.values["csrf_token"]
    return client.post(
        f"{SETUP}/people",
        data={"csrf_token": token[0] if isinstance(token, list) else token},
        files={"sheet": (name, content, "application/octet-stream")},
    )


def words_of(page: str) -> str:
    return " ".join(lxml.html.fromstring(page).text_content().split())


def preview(site: Site, *rows: tuple[Any, ...]) -> Any:
    page = send(site.client("secretariat"), xlsx(*rows))
    assert page.status_code == 200, page.text
    return page


def confirm(site: Site, client: Any, page: Any) -> Any:
    """Confirm what is shown and do the work; gives the page of the work."""
    asked = Form(page, "/confirmation").submit(client)
    work = str(asked.url).rpartition("/")[2]
    do_work(site.database, {INVITING_PEOPLE: invite_people}, work)
    return client.get(str(asked.url))


def invited(site: Site) -> list[Any]:
    return site.rows("SELECT email, role, title FROM invitation ORDER BY id")


def everything(site: Site) -> list[int]:
    tables = ("membership", "person", "invitation", "delegation", "organisation", "ledger", "outgoing")
    return [site.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


def sentence(site: Site, *row: Any, head: tuple[str, ...] = HEAD) -> str:
    """What is said of one row that is wrong."""
    return words_of(preview(site, head, row).text)


def test_nothing_is_written_before_it_is_confirmed_and_then_everybody_is_invited(site: Site) -> None:
    client = site.client("secretariat")
    before = everything(site)
    page = send(client, xlsx(HEAD, GOOD, ("bo@example.org", "Bo", "Sweden", "Alternate", "")))
    assert "2 rows are right" in page.text
    assert "Ana Quispe" in page.text
    assert everything(site) == before
    done = confirm(site, client, page)
    assert "2 invitations were sent" in done.text
    assert [row[0] for row in invited(site)] == ["ana@example.org", "bo@example.org"]
    assert site.rows("SELECT count(*) FROM outgoing WHERE why = 'invitation'") == [(2,)]
    assert verified(site)


def test_the_same_sheet_again_changes_nothing(site: Site) -> None:
    client = site.client("secretariat")
    seat(site, "held@example.org", name="Held", role="member", group="WG-1A")
    rows = (HEAD, GOOD, ("held@example.org", "Held", "", "member", "WG-1A"))
    page = send(client, xlsx(*rows))
    assert "1 seat is held or offered already" in page.text
    confirm(site, client, page)
    after = everything(site)
    again = send(client, xlsx(*rows))
    assert "No row of this list would change anything" in again.text
    assert "2 seats are held or offered already" in again.text
    assert everything(site) == after


def test_a_double_click_confirms_once(site: Site) -> None:
    client = site.client("secretariat")
    page = send(client, xlsx(HEAD, GOOD))
    form = Form(page, "/confirmation")
    first, second = form.submit(client), form.submit(client)
    assert first.url == second.url
    confirmed = client.get(str(page.url))
    assert "This list was confirmed" in confirmed.text
    assert "/confirmation" not in confirmed.text


def test_a_list_that_would_do_something_else_by_now_is_not_confirmed(site: Site) -> None:
    client = site.client("secretariat")
    page = send(client, xlsx(HEAD, GOOD, ("cy@example.org", "Cy", "", "Member", "WG-NEW")))
    assert "1 row is wrong" in page.text
    made = site.api("secretariat").post(
        f"{API}/groups", json={"code": "WG-NEW", "title": "New", "mandate": "It."}
    )
    assert made.status_code == 201
    before = everything(site)
    again = Form(page, "/confirmation").submit(client)
    assert again.status_code == 409
    assert "has changed since" in again.text
    assert "2 rows are right" in again.text
    assert everything(site) == before
    confirm(site, client, again)
    assert [row[0] for row in invited(site)] == ["ana@example.org", "cy@example.org"]


def test_a_new_body_sits_in_one_constituency(site: Site) -> None:
    head = (*HEAD, "Constituency")
    one, two = (row[0] for row in site.rows("SELECT name FROM constituency ORDER BY id LIMIT 2"))
    client = site.client("secretariat")
    page = send(client, xlsx(
        head,
        ("a@example.org", "A", "Zebra Trust", "Head", "", one),
        ("b@example.org", "B", "Zebra Trust", "Alternate", "", two),
        ("c@example.org", "C", "Zebra Trust", "Alternate", "", one),
    ))  # fmt: skip
    assert "Row 2 puts Zebra Trust in another constituency." in words_of(page.text)
    confirm(site, client, page)
    assert [row[0] for row in invited(site)] == ["a@example.org", "c@example.org"]
    held = "SELECT k.name FROM delegation d JOIN constituency k ON k.id = d.constituency_id WHERE d.name = 'Zebra Trust'"
    assert site.rows(held) == [(one,)]


def test_terms_that_follow_each_other_are_two_seats_and_one_person(site: Site) -> None:
    head = (*HEAD, "From", "Until")
    client = site.client("secretariat")
    page = send(client, xlsx(
        head,
        (*GOOD, "2026-12-01", "2026-12-31"),
        (*GOOD, "2027-01-01", "2027-03-31"),
        (*GOOD, "2027-03-31", "2027-06-30"),
    ))  # fmt: skip
    assert "It says the same as row 3" in words_of(page.text)
    assert "1 person is new here" in words_of(page.text)
    confirm(site, client, page)
    terms = site.rows("SELECT since, until FROM invitation ORDER BY since")
    assert [tuple(map(str, term)) for term in terms] == [
        ("2026-12-01", "2026-12-31"),
        ("2027-01-01", "2027-03-31"),
    ]
    again = send(client, xlsx(head, (*GOOD, "2026-12-01", "2026-12-31"), (*GOOD, "2027-04-01", "2027-05-01")))
    assert "1 seat is held or offered already" in words_of(again.text)
    assert "1 row is right" in words_of(again.text)


def test_people_on_a_second_sheet_are_not_left_out_without_a_word(reading_site: Site) -> None:
    book = Workbook()
    book.active.append(("Notes", "nothing but"))  # type: ignore[union-attr]
    for name in ("States", "Others"):
        people = book.create_sheet(name)
        people.append(HEAD)
        people.append(GOOD)
    out = io.BytesIO()
    book.save(out)
    page = send(reading_site.client("secretariat"), out.getvalue())
    assert page.status_code == 422
    assert "Several sheets of this file hold people." in page.text


def test_each_wrong_row_is_named_by_its_number_and_left_out(site: Site) -> None:
    client = site.client("secretariat")
    page = send(client, xlsx(HEAD, GOOD, (), ("nobody", "Bo", "", "Member", "WG-1A")))
    assert "1 row is wrong" in page.text
    assert 'id="row-4"' in page.text
    assert "“nobody” is not an e-mail address." in page.text
    confirm(site, client, page)
    assert [row[0] for row in invited(site)] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("", "Ana", "", "Member", "WG-1A"), "The e-mail address is missing."),
        (("a b@example.org", "Ana", "", "Member", "WG-1A"), "is not an e-mail address"),
        (("a@example.org", "", "", "Member", "WG-1A"), "The name is missing"),
        (("a@example.org", "Ana", "", "", "WG-1A"), "The role is missing."),
        (("a@example.org", "Ana", "", "Boss", "WG-1A"), "“Boss” is not a role here. Roles are: Member,"),
        (("a@example.org", "Ana", "", "Administrator", ""), "“Administrator” is not a role here."),
        (("a@example.org", "Ana", "", "Member", "WG-99"), "There is no working group “WG-99” here."),
        (("a@example.org", "Ana", "", "Member", ""), "Choose the working group"),
        (("a@example.org", "Ana", "", "Head", ""), "A head or an alternate sits in a delegation."),
        (("a@example.org", "Ana", "Belgium", "Head", ""), "This delegation has a head."),
        (("a@example.org", "Ana", "Atlantis", "Head", ""), "Name its constituency, and it is accredited."),
        (("=A1", "Ana", "", "Member", "WG-1A"), "There is a formula under “E-mail address”."),
        (("administrator@demo.example", "", "", "Member", "WG-1A"), "administers this site"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_says_why(reading_site: Site, row: tuple[str, ...], says: str) -> None:
    assert says in sentence(reading_site, *row)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("From", "tomorrow", "“tomorrow” under “From” is no day."),
        ("Until", "2020-01-01", "This seat would have ended already."),
        ("Language", "Klingon", "“Klingon” is not one of the languages of this site."),
        ("In personal capacity", "perhaps", "Write yes or no under “In personal capacity”"),
        ("Constituency", "Dragons", "There is no constituency “Dragons” here. There are:"),
        ("Name", "A\x85" + "b" * 301, "Name: This text has"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_why(reading_site: Site, column: str, cell: str, says: str) -> None:
    head = ("Email", "Role", "Group", column)
    assert says in sentence(reading_site, "state@demo.example", "member", "WG-1A", cell, head=head)


def test_an_address_that_stands_twice_is_said_with_the_first_row(site: Site) -> None:
    other = ("ana@example.org", "Someone Else", "", "Observer", "WG-1A")
    page = words_of(preview(site, HEAD, GOOD, GOOD, other).text)
    assert "It says the same as row 2: one seat is enough." in page
    assert "The same address stands in row 2 for Ana Quispe." in page
    two = (HEAD, ("a@example.org", "A", "Sweden", "Head", ""), ("b@example.org", "B", "Sweden", "Head", ""))
    if "This delegation has a head" not in (page := words_of(preview(site, *two).text)):
        assert "Row 2 names another head of this delegation." in page


def merged(*ranges: str) -> bytes:
    """A list in which cells were merged for their looks: only the first of them holds anything."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("Who comes",),
        HEAD,
        ("a@example.org", "A", "Belgium", "Member", "WG-1A"),
        ("b@example.org", "B", None, "Member", "WG-1A"),
        (None,) * 5,
    ):
        page.append(row)
    for cells in ranges:
        page.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_merged_cell_is_not_taken_for_an_empty_one(reading_site: Site) -> None:
    client = reading_site.client("secretariat")
    page = words_of(send(client, merged("A1:E1", "C3:C4", "A5:E5")).text)
    assert "Organisation: This cell is merged with another." in page
    assert "1 row is wrong" in page
    assert "1 row is right" in page
    assert "2 rows are right" in words_of(send(client, merged("A1:E1", "A5:E5")).text)


def test_a_cell_in_which_the_spreadsheet_found_an_error_is_not_taken_for_a_name(reading_site: Site) -> None:
    page = sentence(reading_site, "a@example.org", "#N/A", "", "Member", "WG-1A")
    assert "Name: The spreadsheet found an error here: #N/A." in page
    assert "The name is missing" not in page


def test_two_spellings_of_a_new_body_within_the_list_are_asked_about(site: Site) -> None:
    client = site.client("secretariat")
    head = (*HEAD, "Constituency")
    place = site.rows("SELECT name FROM constituency ORDER BY id")[0][0]
    rows = [
        (f"{n}@example.org", f"P{n}", name, role, "", place)
        for n, (name, role) in enumerate(
            [
                ("Andean Migrants Network", "Head"),
                ("Andean Migrant Network", "Alternate"),
                ("Network of Andean Migrants", "Member"),
                ("Section 1", "Member"),
                ("Section 2", "Member"),
            ]
        )
    ]
    page = send(client, xlsx(head, *rows))
    assert "“Andean Migrant Network” is nearly “Andean Migrants Network” in row 2." in words_of(page.text)
    assert "2 rows are wrong" in page.text
    same = Form(page, "/names").submit(client)
    other = Form(same, "/names").submit(client, body="")
    assert "5 rows are right" in other.text
    confirm(site, client, other)
    made = site.rows("SELECT name FROM delegation WHERE name LIKE '%Andean%' ORDER BY name")
    assert [row[0] for row in made] == ["Andean Migrants Network", "Network of Andean Migrants"]
    assert Form(page, "/names").submit(client, body="row:99").status_code == 403, "it was confirmed"
    assert verified(site)


def test_what_a_name_means_is_said_of_rows_and_bodies_that_are_there(site: Site) -> None:
    client = site.client("secretariat")
    page = send(client, xlsx(HEAD, ("a@example.org", "Ana", "Belgiun", "Alternate", "")))
    for body in ("org-nowhere", "row:99", "row:x"):
        answer = Form(page, "/names").submit(client, body=body)
        assert answer.status_code == 422, body
        assert "Choose one of the organisations" in answer.text


@pytest.mark.parametrize("written", ["Belgiun", "BELGIUM ", "Belgïum", "Kingdom Belgium of the"])
def test_a_body_in_another_spelling_is_known_or_offered(site: Site, written: str) -> None:
    client = site.client("secretariat")
    site.tamper(
        "UPDATE organisation SET name_i18n = '{\"en\": \"The Kingdom of Belgium\"}' WHERE public_id = 'org-bel'"
    )
    page = send(client, xlsx(HEAD, ("a@example.org", "Ana", written, "Alternate", "")))
    if "Is it Belgium?" in words_of(page.text):
        page = Form(page, "/names").submit(client, body="org-bel")
    assert "1 row is right" in page.text
    confirm(site, client, page)
    assert invited(site)[0][1] == "alternate"
    assert site.rows("SELECT count(*) FROM organisation WHERE name LIKE '%elgi%'") == [(1,)]


def test_another_body_is_accredited_where_its_constituency_is_named(site: Site) -> None:
    client = site.client("secretariat")
    head = (*HEAD, "Constituency")
    place = site.rows("SELECT name FROM constituency ORDER BY id")[0][0]
    rows = (
        ("a@example.org", "A", "Belgiun", "Head", "", place),
        ("b@example.org", "B", "Belgiun", "Alternate", "", place),
    )
    page = send(client, xlsx(head, *rows))
    page = Form(page, "/names").submit(client, body="")
    assert "2 rows are right" in page.text
    assert "Organisations that are accredited by it" in page.text
    done = confirm(site, client, page)
    assert "2 invitations were sent" in done.text
    made = site.rows("SELECT d.voting, d.id FROM delegation d WHERE d.name = 'Belgiun'")
    assert len(made) == 1
    assert made[0][0]
    assert verified(site)


@pytest.mark.parametrize(
    "head",
    [
        ("Rôle", "Groupe de travail", "Nom", "Courriel"),
        ("Función", "Grupo de trabajo", "Nombre", "Correo electrónico"),
        ("الدور", "الفريق العامل", "الاسم", "البريد الإلكتروني"),
        ("角色", "工作组", "姓名", "电子邮件"),
        ("Роль", "Рабочая группа", "Имя", "Электронная почта"),
    ],
)
def test_columns_stand_in_any_order_under_headings_of_the_six_languages(
    reading_site: Site, head: tuple[str, ...]
) -> None:
    member = {"R": "Membre", "F": "miembro", "ا": "عضو", "角": "成员", "Р": "член"}[head[0][0]]
    page = preview(reading_site, ("A list of people",), (), head, (member, "wg-1a", "Ana", "ana@example.org"))
    assert "1 row is right" in page.text


@pytest.mark.parametrize(("between", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_csv_is_read_however_it_was_divided(reading_site: Site, between: str, encoding: str) -> None:
    client = reading_site.client("secretariat")
    content = comma(HEAD, GOOD, ("=cmd()", "B", "", "Member", "WG-1A"), between=between, encoding=encoding)
    page = send(client, content, "people.csv")
    assert "1 row is right" in page.text
    assert "There is a formula" in page.text


def burst() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
    return out.getvalue()


def declaring() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(HEAD, GOOD))) as good, zipfile.ZipFile(out, "w") as packed:
        for part in good.namelist():
            start = b'<!DOCTYPE a [<!ENTITY b "c">]>' if part.endswith("sheet1.xml") else b""
            packed.writestr(part, start + good.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "people.xlsx", "Choose a spreadsheet"),
        (b"PK\x03\x04 broken", "people.xlsx", "This file is damaged"),
        (b"%PDF-1.7", "people.pdf", "This is no spreadsheet"),
        (b"name,email", "people.xlsx", "is called .xlsx and holds no spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "people.xls", "of an old kind or has a password"),
        (b"\xff\xfd\xfe\xe9", "people.csv", "letters of this file cannot be read"),
        (xlsx(("A", "B"), ("a@example.org", "Ana")), "people.xlsx", "no column headed “E-mail address”"),
        (xlsx(("E-mail", "Role", "Courriel"), ("a", "b", "c")), "people.xlsx", "Two columns of the sheet both say"),
        (xlsx(HEAD), "people.xlsx", "nobody below them"),
        (b"x" * (5 * 1024 * 1024 + 1), "people.csv", "more than 5 megabytes"),
        (burst(), "people.xlsx", "unpacks to far more"),
        (declaring(), "people.xlsx", "declares what no spreadsheet needs"),
        (comma(HEAD, *[GOOD] * 10_001), "people.csv", "more than 10,000 people"),
    ],
    ids=["none", "damaged", "pdf", "text", "old", "letters", "headings", "twice", "nobody", "large", "bomb", "entity", "long"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_one_sentence_at_the_field(
    reading_site: Site, content: bytes, name: str, says: str
) -> None:
    answer = send(reading_site.client("secretariat"), content, name)
    assert answer.status_code == 422
    assert says in words_of(answer.text)


def test_what_is_larger_than_any_list_is_not_read_at_all(reading_site: Site) -> None:
    answer = send(reading_site.client("secretariat"), b"x" * (6 * 1024 * 1024), "people.csv")
    assert answer.status_code == 413


def test_the_template_is_taken_as_it_comes_in_every_language(reading_site: Site) -> None:
    client = reading_site.client("secretariat")
    for language in ("en", "fr", "es", "ar", "zh", "ru"):
        client.get(f"/?lang={language}")
        book = load_workbook(io.BytesIO(client.get(f"{SETUP}/people/template.xlsx?lang={language}").content))
        people = book.worksheets[0]
        people.append(["ana@example.org", "Ana", None, None, "member", "WG-1A", None, date(2027, 3, 1)])
        out = io.BytesIO()
        book.save(out)
        page = send(client, out.getvalue())
        assert page.status_code == 200, language
        assert "ana@example.org" in page.text
        assert "WG-1A" in page.text.partition('id="right"')[2], language


def test_a_sheet_is_seen_by_who_sent_it_alone_and_for_a_day(site: Site) -> None:
    page = preview(site, HEAD, GOOD)
    other = site.client("secretariat")
    assert other.get(str(page.url)).status_code == 200, "the same person in another browser"
    seat(site, "second@example.org", name="Second", role="secretariat")
    site.api("second@example.org")
    assert site.client("member").get(str(page.url)).status_code == 403
    site.now += timedelta(days=1, minutes=1)
    with site.database.unit_of_work() as db:
        assert clear_old_sheets(db) == 1
    assert site.client("secretariat").get(str(page.url)).status_code == 404


@pytest.mark.parametrize("who", [None, "member", "moderator", "administrator"])
def test_only_the_secretariat_sends_a_list(reading_site: Site, who: str | None) -> None:
    client = reading_site.client(who)
    assert client.get(f"{SETUP}/people").status_code == 403
    assert client.get(f"{SETUP}/people/template.xlsx").status_code == 403


def test_who_lost_the_right_meanwhile_invites_nobody(site: Site) -> None:
    client = site.client("secretariat")
    asked = Form(send(client, xlsx(HEAD, GOOD)), "/confirmation").submit(client)
    site.tamper(
        "UPDATE membership SET ended_at = :at WHERE role = 'secretariat'", at="2026-11-21 11:00:00.000000"
    )
    do_work(site.database, {INVITING_PEOPLE: invite_people}, str(asked.url).rpartition("/")[2])
    assert invited(site) == []


def test_ten_thousand_rows_are_looked_at_and_their_progress_is_told(site: Site) -> None:
    many = [(f"p{n}@example.org", f"Person {n}", "", "Observer", "WG-1A") for n in range(10_000)]
    client = site.client("secretariat")
    page = send(client, comma(HEAD, *many), "people.csv")
    assert "10,000 rows are right" in words_of(page.text) or "10000 rows are right" in words_of(page.text)
    asked = Form(page, "/confirmation").submit(client)
    told: list[tuple[int, int]] = []

    def some(database: Any, work: Any, progress: Any) -> Any:
        """The first rows of it, then somebody pulls the plug."""

        def tell(stage: str, done: int, total: int) -> None:
            told.append((done, total))
            progress(stage, done, total)
            if done >= 50:
                raise RuntimeError("plug")

        return invite_people(database, work, tell)

    do_work(site.database, {INVITING_PEOPLE: some}, str(asked.url).rpartition("/")[2])
    assert told == [(0, 10_000), (25, 10_000), (50, 10_000)]
    assert len(invited(site)) == 50
    assert "Try again" in client.get(str(asked.url)).text
