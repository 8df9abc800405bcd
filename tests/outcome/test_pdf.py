"""The outcome as PDF: every text of the tree, in one piece, in the languages that pdftotext reads in order."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata

import pytest

from app.documents.json_reading import document_from
from app.documents.numbering import texts
from app.documents.safe import plain

PAGE = "/hld-2013/outcome"


def seen(text: str) -> str:
    """Only what is seen: no spaces, soft hyphens and marks of direction; ligatures as their letters."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_of_the_outcome_stands_in_the_pdf(reading_site, language):
    client = reading_site.client()
    document = document_from(json.loads(client.get(f"{PAGE}.json", params={"lang": language}).content))
    file = client.get(f"{PAGE}.pdf", params={"lang": language}).content
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=file, capture_output=True, check=True
    )
    found = seen(done.stdout.decode("utf-8"))
    assert b"pdfuaid" in file
    lost = []
    for text in texts(document):
        # The number of a footnote stands among the words it hangs on.
        pieces = [seen(plain(run.text)) for run in text] if any(run.note for run in text) else [seen(plain("".join(run.text for run in text)))]  # fmt: skip
        lost += [p for p in pieces if p not in found and not re.search(r"[\u0600-\u06ff]", p)]
    assert not lost
