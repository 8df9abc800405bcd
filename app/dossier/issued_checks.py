"""Whether what was issued is as it was issued: every text, every file, every digest, every symbol."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.outcome.editions import digest_over, text_hash
from app.outcome.models import Edition, EditionFile, EditionText


@dataclass
class IssuedCheck:
    """How many texts and files have the hash they were issued with."""

    texts: int = 0
    files: int = 0


def issued_breaks(db: Session, consultation: Consultation | None, check: IssuedCheck) -> Iterator[str]:
    """A sentence for each text, file and digest that is not as it was issued, and for each number that is missing."""
    hashes: dict[int, dict[str, str]] = defaultdict(dict)
    editions = {edition.id or 0: edition for edition in _editions(db, consultation)}
    texts = select(EditionText).order_by(col(EditionText.id)).execution_options(yield_per=10)
    for text in db.exec(texts if consultation is None else texts.where(_of(EditionText, consultation))):
        hashes[text.edition_id][text.language] = text.hash
        if text_hash(text.tree) == text.hash:
            check.texts += 1
        else:
            yield f"edition {_symbol(editions, text.edition_id)}: its text in {text.language} is not the one that was issued"
        db.expunge(text)
    for edition in editions.values():
        if digest_over(hashes[edition.id or 0]) != edition.digest:
            yield f"edition {edition.symbol}: its digest is not that of its texts"
    yield from _file_breaks(db, consultation, editions, check)
    yield from _gaps(editions.values())


def _file_breaks(
    db: Session, consultation: Consultation | None, editions: dict[int, Edition], check: IssuedCheck
) -> Iterator[str]:
    files = select(EditionFile).order_by(col(EditionFile.id)).execution_options(yield_per=10)
    for file in db.exec(files if consultation is None else files.where(_of(EditionFile, consultation))):
        if hashlib.sha256(file.content).hexdigest() == file.sha256 and len(file.content) == file.size:
            check.files += 1
        else:
            symbol = _symbol(editions, file.edition_id)
            yield f"edition {symbol}: its file {file.name} in {file.language} is not the one that was issued"
        db.expunge(file)


def _gaps(editions: Iterable[Edition]) -> Iterator[str]:
    """Numbers run from 1 without a gap in each consultation."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for edition in editions:
        numbers[edition.consultation_id].append(edition.n)
    for found in numbers.values():
        for n in set(range(1, max(found) + 1)) - set(found):
            yield f"edition {n}: it is missing among {len(found)} editions"


def _editions(db: Session, consultation: Consultation | None) -> list[Edition]:
    found = select(Edition).order_by(col(Edition.id))
    return list(db.exec(found if consultation is None else found.where(_of(Edition, consultation))).all())


def _of(
    model: type[Edition] | type[EditionText] | type[EditionFile], consultation: Consultation
) -> sa.ColumnElement[bool]:
    return col(model.consultation_id) == consultation.id


def _symbol(editions: dict[int, Edition], number: int) -> str:
    return editions[number].symbol if number in editions else str(number)
