"""The look: within its budget, its scripts the ones that were read, its parts shown to those who work on them."""

import gzip
import hashlib
import re
from pathlib import Path

from tests.site.reading import page
from tests.support import Site

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"


def test_the_stylesheets_take_nine_kilobytes_at_most() -> None:
    sheets = b"".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))
    assert len(gzip.compress(sheets, 9)) <= 9_000


def test_vendored_scripts_are_those_whose_hash_was_noted() -> None:
    noted = dict(re.findall(r"`(\S+\.js)`.*`([0-9a-f]{64})`", (STATIC / "js" / "README.md").read_text()))
    assert list(noted) == [path.name for path in sorted((STATIC / "js").glob("*.min.js"))]
    for name, digest in noted.items():
        assert hashlib.sha256((STATIC / "js" / name).read_bytes()).hexdigest() == digest


def test_every_static_file_a_page_names_is_there_and_may_be_kept(reading_site: Site) -> None:
    client = reading_site.client()
    html = page(reading_site, "/hld-2013/RT1-M1")
    named = html.xpath("//link/@href | //script/@src")
    assert named
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_every_icon_and_pattern_a_page_uses_is_in_its_sprite(reading_site: Site) -> None:
    for address in ("/patterns", "/hld-2013/RT2-M3", "/hld-2013/pilots/PIL-1", "/hld-2013-decision/RT1-M1"):
        html = page(reading_site, address)
        known = set(html.xpath('//svg[@class="sprite"]/*/@id'))
        used = {href.removeprefix("#") for href in html.xpath("//use/@href")}
        used |= {fill[5:-1] for fill in html.xpath('//rect/@fill[starts-with(., "url(#")]')}
        assert used - known == set(), address


def test_ids_are_given_once_on_a_page(reading_site: Site) -> None:
    addresses = (
        "/",
        "/hld-2013",
        "/hld-2013/RT2",
        "/hld-2013/RT2-M3",
        "/hld-2013/RT1-B2",
        "/hld-2013/pilots/PIL-1",
    )
    for address in addresses:
        ids = page(reading_site, address, "member").xpath("//*/@id")
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]


def test_links_within_a_page_lead_somewhere(reading_site: Site) -> None:
    for address in ("/hld-2013", "/hld-2013/RT2-M3", "/hld-2013/RT1-B2", "/hld-2013/pilots/PIL-1"):
        html = page(reading_site, address)
        ids = set(html.xpath("//*/@id"))
        led = {href[1:] for href in html.xpath('//a/@href[starts-with(., "#")]')}
        assert led - ids == set(), address


def test_links_lead_somewhere(reading_site: Site) -> None:
    client = reading_site.client()
    found: set[str] = set()
    for address in ("/", "/hld-2013", "/hld-2013/RT1", "/hld-2013/RT2-M3", "/hld-2013-decision/RT1-M1"):
        found |= {
            href.partition("#")[0]
            for href in page(reading_site, address).xpath('//main//a/@href[starts-with(., "/")]')
        }
    dead = [href for href in sorted(found) if client.get(href, follow_redirects=False).status_code >= 400]
    assert not dead


def test_the_patterns_are_shown_on_the_own_machine_only(site: Site) -> None:
    assert site.client().get("/patterns").status_code == 200
    public = site.app.state.settings.model_copy(update={"base_url": "https://consult.example"})
    site.app.state.settings = public
    assert site.client().get("/patterns").status_code == 404
