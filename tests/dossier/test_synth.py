"""Synthetic consultations for measuring go the way of every package."""

import json
from datetime import date
from itertools import pairwise

import pytest

from app.dossier.package import check_package, json_number
from app.dossier.synth import Size, synthetic_package
from app.dossier.verification import verify
from app.kernel.errors import Invalid
from tests.support import Site, commonspace

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("size", [Size(1, 0, 1, 0), Size(11, 40, 7, 70), Size(500, 20, 30, 300)])
def test_a_synthetic_package_is_a_valid_package(size: Size) -> None:
    made = synthetic_package("big", size, seed=3, today=TODAY)
    found = check_package(json.dumps(made.content, default=json_number).encode()).content
    assert len(found["mechanisms"]) + len(found["benchmarks"]) == size.proposals
    assert len(found["comments"]) == size.comments
    assert len(found["organisations"]) == size.delegations
    assert len(found["ballots"][0]["positions"]) == size.positions


def test_the_same_seed_gives_the_same_and_another_gives_another() -> None:
    size = Size(10, 10, 5, 20)
    hashes = [synthetic_package("big", size, seed=seed, today=TODAY).sha256 for seed in (1, 1, 2)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_positions_come_one_after_the_other_while_the_ballot_is_open() -> None:
    ballot = synthetic_package("big", Size(4, 0, 5, 20), seed=1, today=TODAY).content["ballots"][0]
    times = [p["cast_at"] for p in ballot["positions"]]
    assert all(one <= other for one, other in pairwise(times))
    assert ballot["opens"] <= times[0][:10]
    assert times[-1][:10] < "2026-11-21"


@pytest.mark.parametrize(
    ("size", "line"),
    [
        (Size(0, 0, 1, 0), "--proposals: 0: must be from 1 to 19602"),
        (Size(10, 0, 2, 21), "--positions: 21: must be from 0 to 20"),
        (Size(10, -1, 2, 0), "--comments: -1: must be from 0 to 1000000"),
    ],
)
def test_a_size_that_cannot_be_is_refused(size: Size, line: str) -> None:
    with pytest.raises(Invalid) as refused:
        synthetic_package("big", size, seed=1, today=TODAY)
    assert refused.value.message == line


def test_synth_is_sealed_and_its_ballot_is_open(empty_site: Site) -> None:
    sizes = ["--proposals", "40", "--comments", "60", "--delegations", "12", "--positions", "300"]
    done = commonspace(empty_site.url, "synth", "big", *sizes)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("big: 40 proposals, 60 comments and 300 positions were loaded.")
    with empty_site.database.reading() as db:
        report = verify(db)
    assert report.breaks == []
    assert (report.rows["position"], report.rows["comment"]) == (300, 60)
    states = {row[0] for row in empty_site.rows("SELECT DISTINCT state FROM proposal")}
    assert states == {"under_decision"}
