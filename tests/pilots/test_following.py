"""The page of a pilot follows what others report, and the stream says which pilot has changed."""

from app.consultations.live import news_of
from app.kernel.tail import Told
from tests.site.reading import page
from tests.support import Site


def test_the_page_of_a_pilot_under_way_follows_what_others_do(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013-pilots/pilots/PIL-4")
    (script,) = html.xpath("//script[@data-stream]")
    assert script.get("data-stream") == "/hld-2013-pilots/events"
    regions = {region.get("id") for region in html.xpath("//*[@data-live]")}
    assert {"live-milestones", "live-measured", "live-reports"} <= regions


def test_the_page_of_a_pilot_that_is_over_follows_nothing(reading_site: Site) -> None:
    assert not page(reading_site, "/hld-2013/pilots/PIL-1").xpath("//script[@data-stream]")


def test_the_stream_names_the_pilot_that_changed(site: Site) -> None:
    facts = {"pilot": "PIL-4", "benchmark": "RT2-B5"}
    told = Told("hld-2013-pilots", 1, "value_reported", "PIL-4", facts)
    news = news_of(site.consultation("hld-2013-pilots"), told)
    assert news is not None
    assert (news.about, news.subject, news.verb) == ("pilot", "PIL-4", "value_reported")
