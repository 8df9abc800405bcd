"""What a rule says of proxies, in the reader's language."""

from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.voting.conditions import Rule
from app.voting.proxy.rules import MOST


def proxy_sentences(rule: Rule) -> tuple[str, ...]:
    """The rule's sentence on proxies; none where it knows none."""
    if not rule.proxies:
        return ()
    text = ngettext(
        "A delegation that cannot be there may let another one give its positions by proxy; none speaks for more than %(n)s other.",
        "A delegation that cannot be there may let another one give its positions by proxy; none speaks for more than %(n)s others.",
        rule.proxies,
    )
    return (text % {"n": rule.proxies},)


def proxy_choices() -> list[tuple[str, str]]:
    """What the form of a rule offers."""
    return [
        ("0", _("No: each gives its own positions")),
        *(
            (
                str(n),
                ngettext(
                    "Yes: each may speak for %(n)s other delegation",
                    "Yes: each may speak for %(n)s other delegations",
                    n,
                )
                % {"n": n},
            )
            for n in range(1, MOST + 1)
        ),
    ]
