"""What the exports cost: spreadsheets and documents of 300 and of 1,000 proposals, each beside its floor.

The floor does the same job by the bare library: typst on the same template and data, python-docx with one paragraph
for each text, xlsxwriter with the same cells as texts. `written in` is what our writer takes, in the floor's process,
without the start of the command and the reading of the database, which the first figure holds.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import typst
from docx import Document as python_docx
from xlsxwriter import Workbook as Book

from app.consultations.queries import visible_consultation
from app.documents import docx, pdf, sheets_xlsx
from app.documents.fonts import font_folders
from app.documents.numbering import numbered, texts
from app.documents.pdf_data import Layout
from app.documents.safe import plain
from app.documents.sheets import Term, Workbook
from app.documents.tree import Document
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.i18n import use_catalogues
from app.kernel.shipped import shipped
from app.outcome.queries import outcome_document
from app.outcome.sheets import outcome_sheets
from app.settings import load_settings
from bench.report import Report
from bench.sites import command, environment

FORMATS = ("xlsx", "docx", "pdf", "html", "json")
PDF_SHARE = 1.5


def measure_documents(report: Report, database: Path, folder: Path) -> None:
    """Each export by the command, from the start of the process to the file, and then its floor."""
    for n in (300, 1000):
        times: dict[str, float] = {}
        for name in FORMATS:
            began = time.perf_counter()
            path = folder / f"big-{n}.{name}"
            command(database, "export", f"big-{n}", "--format", name, "--output", str(path))
            times[name] = time.perf_counter() - began
        bare = floors(database, f"big-{n}")
        for name in FORMATS:
            took, least, ours = times[name], bare.get(name), bare.get(f"{name} set")
            size = (folder / f"big-{n}.{name}").stat().st_size
            figure = f"{took:.1f} s, {size / 1e6:.1f} MB"
            floor, budget, held = "", "", None
            if least is not None and ours is not None:
                figure += f"; written in {ours:.1f} s"
                floor = f"{least:.1f} s (x{ours / least:.1f})"
            if name == "xlsx":
                budget, held = "under 2 s", took < 2
            elif name == "pdf" and least is not None and ours is not None:
                budget, held = f"written in at most {PDF_SHARE} x the floor", ours <= PDF_SHARE * least
            report.add(
                f"{name.upper()} of {n:,} proposals with {5 * n:,} comments",
                figure,
                floor=floor,
                budget=budget,
                held=held,
            )


def floors(database: Path, slug: str) -> dict[str, float]:
    """The seconds that bare libraries take for the document of one consultation, and our writers in the same process."""
    ran = subprocess.run(
        [sys.executable, "-m", "bench.documents", slug],
        capture_output=True,
        text=True,
        check=False,
        env=environment(database),
    )
    if ran.returncode:
        raise RuntimeError(f"the floors of the documents of {slug}: {ran.stderr[-500:]}")
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def main(slug: str) -> None:
    """Print the floors of one consultation's document, and what our writers take for it, as JSON."""
    use_catalogues(shipped("locales"))
    with Database(load_settings().database_url).reading() as db:
        consultation = visible_consultation(db, SYSTEM, slug)
        document = outcome_document(db, consultation)
        workbook = outcome_sheets(db, consultation)
    took: dict[str, float] = {}
    for name, work in (
        ("pdf set", lambda: pdf.write(document)),
        ("pdf", bare_typst(document)),
        ("docx set", lambda: docx.write(document)),
        ("docx", bare_docx(document)),
        ("xlsx set", lambda: sheets_xlsx.write(workbook)),
        ("xlsx", lambda: bare_xlsx(workbook)),
    ):
        began = time.perf_counter()
        work()
        took[name] = time.perf_counter() - began
    sys.stdout.write(json.dumps(took) + "\n")


def bare_typst(document: Document) -> Callable[[], object]:
    """The same template and the same data in the bare typesetter, without the promises of the standards."""
    data = json.dumps(Layout(numbered(document)).data(), ensure_ascii=False)
    template = Path(pdf.__file__).with_name("pdf.typ")
    fonts = [str(folder) for folder in font_folders()]

    def work() -> object:
        return typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=typst.Fonts(False, False, fonts),
            ignore_system_fonts=True,
            sys_inputs={"document": data},
        )

    return work


def bare_docx(document: Document) -> Callable[[], object]:
    """A paragraph for each text, by the bare library."""
    lines = [plain("".join(run.text for run in text)) for text in texts(numbered(document))]

    def work() -> None:
        made = python_docx()
        for line in lines:
            made.add_paragraph(line)
        made.save(BytesIO())

    return work


def bare_xlsx(workbook: Workbook) -> None:
    """The same cells as texts, by the bare library."""
    with Book(BytesIO(), {"constant_memory": True}) as book:
        for sheet in workbook.sheets:
            page = book.add_worksheet(sheet.name[:31])
            for at, row in enumerate(sheet.rows):
                for n, cell in enumerate(row):
                    if cell is not None:
                        page.write_string(at, n, cell.label if isinstance(cell, Term) else str(cell))


if __name__ == "__main__":
    main(sys.argv[1])
