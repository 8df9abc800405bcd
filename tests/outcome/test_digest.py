"""Whoever has the JSON files of an edition can work its digest out, with nothing but the rule of canonical JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.dossier.verification import verify
from tests.outcome.bench import API, SLUG
from tests.outcome.test_editions import issued, ready, texts
from tests.support import Site


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_the_digest_follows_from_the_json_files(site: Site) -> None:
    made = issued(ready(site, ["en", "fr", "ar"]))
    hashes = {}
    for language in made["languages"]:
        document = site.api().get(f"{API}/editions/1.json", params={"lang": language}).json()
        mark = document["cover"]["facts"].pop()
        assert made["digest"].startswith(mark[-1]["text"])
        hashes[language] = hashlib.sha256(canonical(document)).hexdigest()
    assert hashlib.sha256(canonical(hashes)).hexdigest() == made["digest"]
    assert [row.tree.encode() for row in texts(site)] == [
        canonical(json.loads(row.tree)) for row in texts(site)
    ]


def test_the_edition_of_the_demonstration_is_frozen_as_canonical_json(reading_site: Site) -> None:
    rows = texts(reading_site)
    assert rows
    for row in rows:
        assert row.tree.encode() == canonical(json.loads(row.tree)), row.language
    with reading_site.database.reading() as db:
        assert verify(db, "hld-2013").breaks == []
        assert verify(db, SLUG).breaks == []
