"""What makes a page one that everybody can use, held against it as it stands in a browser."""

from playwright.sync_api import Page

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


# Rules that hang on the width, the direction or the language; the others are the same however the page is laid out.
OF_LAYOUT = [
    "target-size", "scrollable-region-focusable", "aria-hidden-focus", "html-has-lang", "html-lang-valid", "valid-lang",
    "skip-link", "label-content-name-mismatch",
]  # fmt: skip


def violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe finds, by all its rules or `only` by these, from moderate up: the rule, how bad, and the first places."""
    found = page.evaluate(
        "(only) => axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}, ...(only ? {runOnly: {type: 'rule', values: only}} : {})})",
        only,
    )
    return [
        f"{v['impact']} {v['id']}: {[node['target'][0] for node in v['nodes'][:4]]} {v['nodes'][0]['failureSummary']}"
        for v in found["violations"]
        if v["impact"] in ("moderate", "serious", "critical")
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, or nothing."""
    if page.evaluate(SIDEWAYS) <= 0:
        return []
    found: list[str] = page.evaluate("""() => {
      const scrolled = e => { for (e = e.parentElement; e; e = e.parentElement) if (getComputedStyle(e).overflowX !== "visible") return true; return false };
      return [...document.body.querySelectorAll("*")]
        .filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 })
        .filter(e => !e.closest(".skip, .sprite") && !scrolled(e))
        .map(e => e.tagName + "." + e.getAttribute("class") + " " + e.textContent.trim().slice(0, 40)).slice(0, 8) }""")
    return [f"scrolls sideways: {found}"]


def held(page: Page, axe_source: str, direction: str = "ltr") -> list[str]:
    """Hold the page as it stands against everything: left to right as it is wide, with its colours, right to left as
    it is narrow by the rules of layout; at both widths it must not scroll sideways.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe_source)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    found = [*(violations(page) if direction == "ltr" else ()), *too_wide(page)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return [*found, *(violations(page, only=OF_LAYOUT) if direction == "rtl" else ()), *too_wide(page)]
