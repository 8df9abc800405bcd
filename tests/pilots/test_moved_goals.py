"""In a replay everything of a pilot moves together."""

from datetime import date
from decimal import Decimal

from tests.support import NOON, Site


def test_goals_of_a_replayed_pilot_lie_as_far_from_its_values_as_they_did(reading_site: Site) -> None:
    """The years of a benchmark's text stay as written; the chart of a pilot draws its goals beside its moved values."""
    rows = reading_site.rows(
        "SELECT baseline_value, baseline_on, target_value, target_on FROM pilot_proposal"
        " JOIN proposal ON proposal.id = proposal_id JOIN pilot ON pilot.id = pilot_id"
        " JOIN consultation c ON c.id = pilot.consultation_id"
        " WHERE c.slug = 'hld-2013-pilots' AND proposal.code = 'RT2-B5'"
    )
    step = NOON.date() - date(2014, 6, 1)
    [(baseline, baseline_on, target, target_on)] = rows
    assert (Decimal(baseline), Decimal(target)) == (Decimal("22.1"), Decimal("15.0"))
    assert date.fromisoformat(str(baseline_on)) == date(2011, 7, 1) + step
    assert date.fromisoformat(str(target_on)) == date(2017, 12, 31) + step
