"""Browsers in plain words: what one calls itself, and by which way somebody came in."""

import re

from app.kernel.i18n import gettext as _

# What browsers put into their own name, the more telling first: most of them also claim to be others.
_BROWSERS = (
    (r"\bEdgi?A?(?:OS)?/", "Edge"),
    (r"\b(?:OPR|Opera)/", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bYaBrowser/", "Yandex Browser"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/", "Chrome"),
    (r"\bVersion/[\d.]+.*\bSafari/", "Safari"),
)
_SYSTEMS = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bWindows\b", "Windows"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\b(?:Macintosh|Mac OS X)\b", "macOS"),
    (r"\bLinux\b", "Linux"),
)


def browser_words(agent: str) -> str:
    """ "Firefox on Windows": as much as the browser tells of itself, which anybody may forge; it only helps memory."""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, agent)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a browser that does not say which")


def way_words(way: str) -> str:
    """By which way a session was begun."""
    return {
        "link": _("by a link"),
        "once": _("by a link"),
        "demo": _("by a link of the demonstration"),
        "passkey": _("by a passkey"),
        "provider": _("at your organisation"),
        "password": _("by a password"),
        "invitation": _("by an invitation"),
    }.get(way, way)
