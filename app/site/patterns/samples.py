"""Sample figures for the page of patterns."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.voting.counting import counts_of
from app.voting.presets import CONSULTATION, NAMES
from app.voting.words import called_position, slices_of
from app.web.charts import Value, aim, series


def samples() -> dict[str, Any]:
    """Every kind of chart, with figures that show its edges."""
    words = "A sample."
    worldwide = [
        Value(date(2010 + i, 3, 31), Decimal(v), v)
        for i, v in enumerate(("8.72", "9.30", "9.00", "8.36", "8.00", "7.70", "7.42", "7.45"))
    ]
    pilot = [
        Value(date(2014 + i, 3, 31), Decimal(v), v, filled=False)
        for i, v in enumerate(("6.90", "6.30", "5.80", "5.20"))
    ]
    many = {"support": 42, "support_with_reservation": 2, "abstain": 2, "object": 2}
    few = {"support": 5, "support_with_reservation": 1, "object": 1}
    return {
        "positions": [called_position(name) for name in NAMES],
        "many": slices_of(CONSULTATION, counts_of(CONSULTATION, many, 50)),
        "few": slices_of(CONSULTATION, counts_of(CONSULTATION, few, 8)),
        "aims": [
            aim(words, baseline=Decimal(2), target=Decimal(9), shown=("2", "9"), years=(2010, 2017)),
            aim(words, baseline=Decimal("22.1"), target=Decimal(15), shown=("22.1", "15.0"), years=(2011, 2017)),
            aim(words, baseline=None, target=Decimal(10), shown=("", "10"), years=(None, 2017)),
            aim(words, baseline=None, target=Decimal(5), shown=("", "5"), years=(None, 2017), lower_is_better=True),
            aim(words, baseline=Decimal(3), target=None, shown=("3", ""), years=(2010, None)),
            aim(words, baseline=None, target=None, shown=("", ""), years=(None, None)),
        ],
        "lines": series(
            "Cost of sending remittances",
            words,
            [("worldwide", worldwide), ("in the pilot", pilot)],
            baseline=Value(date(2013, 7, 1), Decimal(9), "9.00"),
            target=Value(date(2018, 12, 31), Decimal(5), "5.00"),
        ),
    }  # fmt: skip
