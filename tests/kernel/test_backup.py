"""A back-up is the whole site as one file, the same on both databases, and a restored site is the site it was."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import tables
from app.dossier.verification import verify
from app.kernel.backup import MANIFEST, backup, kept_tables, restore
from app.kernel.db import Database
from app.kernel.errors import Invalid, Refused
from app.kernel.search import search
from app.outcome.actions.filing import keep_files
from app.outcome.editions import Written, the_edition
from tests.support import NOON, Site, commonspace

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def taken(database: Database) -> bytes:
    with database.snapshot() as db:
        return b"".join(backup(db, tables.metadata))


def parts(copy: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_date(copy: bytes) -> dict[str, object]:
    manifest = json.loads(parts(copy)[MANIFEST])
    manifest.pop("made_at")
    return {**parts(copy), MANIFEST: manifest}


def heads(database: Database) -> list[tuple[str, int, str]]:
    with database.snapshot() as db:
        report = verify(db)
    assert report.breaks == []
    return report.chains


@pytest.fixture
def other_url(sites, backend: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An empty database of the other kind."""
    url = sites.new(OTHER[backend], demo=False)
    yield url
    sites.drop(url)


def test_the_demonstration_moves_to_the_other_database_and_verifies_with_the_same_heads(
    site: Site, other_url: str, tmp_path: Path
) -> None:
    issued = "/hld-2013/outcome/editions/1.docx"
    with site.database.unit_of_work() as db:
        consultation = site.consultation("hld-2013")
        edition = the_edition(db, consultation, 1)
        keep_files(db, consultation, edition, "en", {"docx": Written(bytes(range(256)), "As it was.")})
    file = tmp_path / "copy.zip"
    assert commonspace(site.url, "backup", str(file)).returncode == 0
    restored = commonspace(other_url, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    with Site(other_url) as there:
        assert heads(there.database) == heads(site.database)
        again = taken(there.database)
        assert without_date(again) == without_date(file.read_bytes())
        assert "Sign out" in there.client("member").get("/hld-2013").text, "accounts and links came along"
        assert there.client().get(issued).content == bytes(range(256)), (
            "issued files came along byte for byte"
        )
        found = there.client().get("/hld-2013/search?q=migration").text
        assert found.count('class="row"') == site.client().get("/hld-2013/search?q=migration").text.count(
            'class="row"'
        )
        answer = there.api("member").post(
            "/consultations/hld-2013-review/proposals/RT1-M1/comments",
            json={"type": "general", "stance": "support", "text": "We go on where we were."},
        )
        assert answer.status_code == 201, answer.text
        with there.database.reading() as db:
            here = there.consultation("hld-2013-review").id or 0
            assert search(db, "go on where we were", consultations=[here], groups=[])
        assert heads(there.database)


def test_empty_and_null_stay_apart(site: Site, other_url: str, tmp_path: Path) -> None:
    asked = "SELECT count(*) FROM ballot WHERE result IS NULL"
    null = "SELECT count(*) FROM ballot WHERE CAST(result AS TEXT) = 'null'"
    site.tamper("UPDATE ballot SET result = 'null' WHERE id = 1")
    site.tamper("UPDATE ballot SET result = NULL WHERE id = 2")
    file = tmp_path / "copy.zip"
    file.write_bytes(taken(site.database))
    there = Database(other_url)
    with there.unit_of_work() as db:
        restore(db, tables.metadata, file)
        for statement in (asked, null):
            assert db.execute(sa.text(statement)).scalar() == site.rows(statement)[0][0]
    there.dispose()


def test_sessions_stay_behind_and_no_secret_is_in_clear(site: Site) -> None:
    browser = site.client("member")
    token = site.api("member").headers["Authorization"].removeprefix("Bearer ")
    copy = parts(taken(site.database))
    assert "web_session.jsonl" not in copy
    assert set(copy) == {MANIFEST, *(f"{table.name}.jsonl" for table in kept_tables(tables.metadata))}
    for secret in (*browser.cookies.values(), token):
        assert not any(secret.encode() in content for content in copy.values())


def test_a_backup_is_of_one_moment_while_others_write(site: Site) -> None:
    with site.database.snapshot() as db:
        pieces = backup(db, tables.metadata)
        first = next(pieces)
        answer = site.api("member").post(
            "/consultations/hld-2013-review/proposals/RT1-M1/comments",
            json={"type": "general", "stance": "support", "text": "Written in between."},
        )
        assert answer.status_code == 201
        rest = b"".join(pieces)
    copy = parts(first + rest)
    assert not any(b"Written in between." in content for content in copy.values())
    assert b"Written in between." in parts(taken(site.database))["comment.jsonl"]


def test_rows_that_name_a_later_row_of_their_own_table_come_back(
    site: Site, other_url: str, tmp_path: Path
) -> None:
    site.tamper("UPDATE proposal SET merged_into_id = 9 WHERE id = 3")
    file = tmp_path / "copy.zip"
    file.write_bytes(taken(site.database))
    there = Database(other_url)
    with there.unit_of_work() as db:
        restore(db, tables.metadata, file)
        assert db.execute(sa.text("SELECT merged_into_id FROM proposal WHERE id = 3")).scalar() == 9
    there.dispose()


def test_only_an_empty_database_is_restored_into(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    file.write_bytes(taken(site.database))
    before = heads(site.database)
    refused = commonspace(site.url, "restore", str(file))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "not empty" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert heads(site.database) == before
    with site.database.unit_of_work() as db, pytest.raises(Refused):
        restore(db, tables.metadata, file)


def edited(copy: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    content = parts(copy)
    change(content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def _one_letter(content: dict[str, bytes]) -> None:
    content["comment.jsonl"] = content["comment.jsonl"].replace(b"a", b"b", 1)


def _one_row_less(content: dict[str, bytes]) -> None:
    content["comment.jsonl"] = content["comment.jsonl"].rpartition(b"\n")[0].rpartition(b"\n")[0] + b"\n"


def _one_part_less(content: dict[str, bytes]) -> None:
    del content["position.jsonl"]


def _other_release(content: dict[str, bytes]) -> None:
    manifest = json.loads(content[MANIFEST])
    content[MANIFEST] = json.dumps({**manifest, "revision": "of_old"}).encode()


def _other_format(content: dict[str, bytes]) -> None:
    content[MANIFEST] = json.dumps({**json.loads(content[MANIFEST]), "format": 99}).encode()


def test_what_is_damaged_or_foreign_restores_nothing_and_says_so_in_one_line(
    empty_url: str, reading_site: Site, tmp_path: Path
) -> None:
    whole = taken(reading_site.database)
    damaged = {
        "a letter": (edited(whole, _one_letter), "damaged"),
        "a row": (edited(whole, _one_row_less), "damaged"),
        "a part": (edited(whole, _one_part_less), "damaged"),
        "the end": (whole[:-200], "damaged"),
        "the middle": (whole[:9000] + b"x" * 50 + whole[9050:], "damaged"),
        "all of it": (b"", "damaged"),
        "no zip": (b"{}", "damaged"),
        "the format": (edited(whole, _other_format), "damaged"),
        "the release": (edited(whole, _other_release), "another release"),
    }
    there = Database(empty_url)
    for what, (content, said) in damaged.items():
        file = tmp_path / "copy.zip"
        file.write_bytes(content)
        with pytest.raises(Invalid) as wrong, there.unit_of_work() as db:
            restore(db, tables.metadata, file)
        assert said in wrong.value.message, what
        with there.reading() as db:
            counts = [
                db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in tables.metadata.sorted_tables
            ]
        assert sum(counts) == 0, what
    there.dispose()
    for file, said in ((tmp_path / "nowhere.zip", "cannot be read"), (tmp_path, "cannot be read")):
        done = commonspace(empty_url, "restore", str(file))
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_without_tables_is_made_and_filled(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    done = commonspace(site.url, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(file)
    url = f"sqlite:///{tmp_path}/new/site.db"
    restored = commonspace(url, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert commonspace(url, "verify").returncode == 0
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_takes_the_place_of_an_older_one_only_when_it_is_whole(
    reading_site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "copy.zip"
    file.write_bytes(b"an older one")
    lost = commonspace(f"sqlite:///{tmp_path}/empty.db", "backup", str(file))
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "no tables yet" in lost.stderr
    assert file.read_bytes() == b"an older one"
    assert commonspace(reading_site.url, "backup", str(file)).returncode == 0
    assert NOON.isoformat()[:10] in json.loads(parts(file.read_bytes())[MANIFEST])["made_at"]
    nowhere = commonspace(reading_site.url, "backup", str(tmp_path / "no" / "copy.zip"))
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert "cannot be written" in nowhere.stderr
    assert len(nowhere.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.zip"]
