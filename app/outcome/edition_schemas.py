"""What programs send and get of the editions of the document."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.outcome.editions import EditionView
from app.outcome.models import EditionKind


class EditionIn(BaseModel):
    """What is issued. A corrigendum or a revision is about edition `of` and takes a note that says why."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Annotated[EditionKind, Field(strict=False)] = EditionKind.EDITION
    of: int | None = Field(default=None, ge=1, le=10_000)
    note: Annotated[str, Field(max_length=4_000)] = ""


class FileOut(BaseModel):
    """A file of an edition as it was issued. `notice` is what its reader must know of it."""

    language: str
    name: str
    size: int
    sha256: str
    notice: str


class EditionOut(BaseModel):
    """An issued edition. `digest` is the SHA-256 over the hashes of its texts in all languages."""

    n: int
    kind: str
    symbol: str
    of: int | None
    note: str
    issued_on: date
    issued_at: datetime
    languages: tuple[str, ...]
    digest: str
    files: list[FileOut]


def edition_out(view: EditionView) -> EditionOut:
    """An edition as programs get it."""
    edition = view.edition
    return EditionOut(
        n=edition.n,
        kind=edition.kind,
        symbol=edition.symbol,
        of=edition.of_n,
        note=edition.note,
        issued_on=edition.issued_on,
        issued_at=edition.issued_at,
        languages=view.languages,
        digest=edition.digest,
        files=[
            FileOut(
                language=file.language,
                name=file.name,
                size=file.size,
                sha256=file.sha256,
                notice=file.notice,
            )
            for language in view.languages
            for file in view.in_language(language)
        ],
    )
