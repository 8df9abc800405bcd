"""What the exports cost: spreadsheets and documents of 300 and of 1,000 proposals."""

import time
from pathlib import Path

from bench.report import Report
from bench.sites import command


def measure_documents(report: Report, database: Path, folder: Path) -> None:
    """Each export by the command, from the start of the process to the file."""
    for n in (300, 1000):
        for name in ("xlsx", "docx", "pdf", "html", "json"):
            began = time.perf_counter()
            path = folder / f"big-{n}.{name}"
            command(database, "export", f"big-{n}", "--format", name, "--output", str(path))
            took = time.perf_counter() - began
            size = path.stat().st_size
            limit = 2 if name == "xlsx" else None
            report.add(
                f"{name.upper()} of {n:,} proposals with {5 * n:,} comments",
                f"{took:.1f} s, {size / 1e6:.1f} MB",
                budget=f"under {limit} s" if limit else "",
                held=took < limit if limit else None,
            )
