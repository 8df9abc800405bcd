"""A feed as Atom (RFC 4287), by feedgen: ids that never change (RFC 4151), words that are only words."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from feedgen.feed import FeedGenerator

from app.consultations.models import Consultation
from app.documents.safe import plain
from app.kernel.i18n import current_locale
from app.notices.feeds.queries import About, Entry

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def write_feed(consultation: Consultation, about: About, entries: Sequence[Entry], site: str) -> bytes:
    """The feed with its entries, newest first. `site` is the address of the site."""
    feed = FeedGenerator()
    feed.id(_tag(consultation, site, about.path.removesuffix(".atom")))
    feed.title(plain(about.title))
    feed.language(current_locale())
    feed.author({"name": plain(consultation.convenor or consultation.title)})
    feed.link(href=site + about.path, rel="self", type="application/atom+xml")
    feed.link(href=site + about.page, rel="alternate", type="text/html")
    feed.generator("Commonspace")
    feed.updated(max((entry.recorded_at for entry in entries), default=consultation.created_at))
    for entry in entries:
        item = feed.add_entry(order="append")
        item.id(_tag(consultation, site, f"/{consultation.slug}/register/{entry.seq}"))
        item.title(plain(entry.title))
        item.link(href=site + entry.path, rel="alternate", type="text/html")
        item.published(entry.happened_at)
        item.updated(entry.recorded_at)
        item.category(term=entry.verb)
        item.content(plain(entry.title), type="text")
    return bytes(feed.atom_str())


def _tag(consultation: Consultation, site: str, name: str) -> str:
    """A tag: URI: of this site, as of the day on which the consultation came here."""
    host = urlsplit(site).hostname or "localhost"
    return f"tag:{host},{consultation.created_at.date().isoformat()}:{name}"
