"""Who names a proxy for a ballot. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import RUNNING, VOTERS, Verb, during
from app.voting.proxy.rules import why_over
from app.voting.rules import why_not_give

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_PROXIES = (
    Verb("name a proxy for a ballot", during(VOTERS, *RUNNING),
         rule="voting.proxy.rules.why_not_change_proxies: where the rule of the ballot knows proxies, before its close",
         pages=("POST /{slug}/ballots/{ballot}/proxy",),
         api=("PUT /{slug}/ballots/{ballot}/proxy",)),
    Verb("end a proxy", during(VOTERS, *RUNNING),
         rule="voting.proxy.rules.why_not_change_proxies: of the delegation or of its proxy, before the close",
         pages=("POST /{slug}/ballots/{ballot}/proxy/end",),
         api=("DELETE /{slug}/ballots/{ballot}/proxy",)),
)
# fmt: on

PROXY_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    verb.name: lambda q: why_not_give(q.actor, q.consultation) or why_over(q.consultation)
    for verb in OF_PROXIES
}


def proxy_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "name a proxy for a ballot": _("Let another delegation give your positions in a ballot"),
        "end a proxy": _("Take a proxy back, or hand it back"),
    }
