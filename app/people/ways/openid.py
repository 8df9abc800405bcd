"""What an identity provider says, and whether it may be believed: OpenID Connect Core 1.0 and Discovery 1.0, with PKCE
(RFC 7636) and against mixed-up issuers (RFC 9207, RFC 9700 4.4). Through Authlib; no database here."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.kernel.i18n import gettext as _
from app.people.ways.asking import asking, may_be_asked
from app.people.ways.vouching import NotReached, NotVouched, Usable, Vouched

# Signatures that only the provider can make; what is made with a key that both sides know proves nothing of who made it.
SIGNATURES = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
SCOPE = "openid email profile"
LEEWAY = 60
"""By how many seconds the clocks of both machines may differ."""
KEPT = 600.0
"""For how many seconds what a provider says of itself is believed without asking again."""


@dataclass(slots=True)
class Discovered:
    """What a provider says of itself, and its keys."""

    words: dict[str, Any]
    keys: KeySet
    at: float

    @property
    def algorithms(self) -> list[str]:
        """How it signs, of what may be believed; RS256 where it does not say (Discovery 1.0, 3)."""
        said = self.words.get("id_token_signing_alg_values_supported", ["RS256"])
        return [name for name in SIGNATURES if isinstance(said, list) and name in said]


_KNOWN: dict[str, Discovered] = {}


def discover(issuer: str, *, anew: bool = False) -> Discovered:
    """What the provider says of itself at the address that OpenID Connect Discovery prescribes.

    Kept for a while, so that a sign-in asks as little as possible. NotReached with one sentence where it cannot be used.
    """
    known = _KNOWN.get(issuer)
    if known is not None and not anew and time.monotonic() - known.at < KEPT:
        return known
    if not may_be_asked(issuer):
        raise NotReached(_("The issuer must be an address that begins with https://."), "address")
    with asking() as client:
        words = _object(client, issuer.rstrip("/") + "/.well-known/openid-configuration")
        why_not = _why_not_usable(words, issuer)
        if why_not is not None:
            raise NotReached(why_not, "discovery")
        keys = _keys(client, words["jwks_uri"])
    found = Discovered(words, keys, time.monotonic())
    if not found.algorithms:
        raise NotReached(
            _("This provider signs in no way that can be checked with a public key."), "algorithms"
        )
    _KNOWN[issuer] = found
    return found


def _why_not_usable(words: dict[str, Any], issuer: str) -> str | None:
    if words.get("issuer") != issuer:
        return _("This provider calls itself “%(said)s”, not “%(issuer)s”. Both must be the same.") % {
            "said": str(words.get("issuer", ""))[:200],
            "issuer": issuer,
        }
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = words.get(name)
        if not isinstance(address, str) or not may_be_asked(address):
            return _("This provider names no address by https for “%(name)s”.") % {"name": name}
    if "S256" not in _listed(words, "code_challenge_methods_supported", "S256"):
        return _("This provider does not take PKCE with S256, without which a sign-in could be stolen.")
    if "code" not in _listed(words, "response_types_supported", "code"):
        return _("This provider does not take the code flow of OpenID Connect.")
    return None


def _listed(words: dict[str, Any], name: str, usual: str) -> list[Any]:
    """What a provider lists under a name; what is usual where it lists nothing."""
    said = words.get(name)
    return said if isinstance(said, list) else [usual]


def _keys(client: httpx.Client, address: str) -> KeySet:
    try:
        return KeySet.import_key_set(_object(client, address))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotReached(_("The keys of this provider cannot be read."), "keys") from error


def _object(client: httpx.Client, address: str, **headers: str) -> dict[str, Any]:
    try:
        answer = client.get(address, headers={"Accept": "application/json", **headers})
        found = answer.json() if answer.status_code == 200 else None
    except httpx.HTTPError as error:
        raise NotReached(
            _("%(address)s does not answer: %(why)s.") % {"address": address, "why": _in_words(error)},
            type(error).__name__,
        ) from error
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NotReached(
            _("%(address)s does not answer with what OpenID Connect prescribes (status %(status)s).")
            % {"address": address, "status": answer.status_code},
            f"status {answer.status_code}",
        )
    return found


def _in_words(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return _("it takes too long")
    if isinstance(error, (httpx.ReadError, httpx.UnsupportedProtocol)) and str(error).startswith("the "):
        return str(error)
    return _("nothing can be reached there")


class _Proof(httpx.Auth, ClientAuth):
    """Authlib's proof of who this site is, as httpx wants it."""

    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The same request with the proof in it."""
        url, headers, body = self.prepare(
            request.method, str(request.url), request.headers, request.content.decode()
        )
        headers.pop("Content-Length", None)
        yield httpx.Request(
            request.method, url, headers=headers, content=body.encode(), extensions=request.extensions
        )


class _Client(OAuth2Client):
    client_auth_class = _Proof


def _client(session: httpx.Client | None, provider: Usable, words: dict[str, Any], back: str) -> _Client:
    said = _listed(words, "token_endpoint_auth_methods_supported", "client_secret_basic")
    # In the body no character needs a second encoding, which providers read differently.
    method = "client_secret_post" if "client_secret_post" in said else "client_secret_basic"
    return _Client(
        session,
        client_id=provider.client_id,
        client_secret=provider.secret,
        token_endpoint_auth_method=method if provider.secret else "none",
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
    )


def way_there(
    provider: Usable, found: Discovered, *, back: str, state: str, nonce: str, verifier: str, hint: str = ""
) -> str:
    """The address at the provider where somebody signs in, and from which they come `back`."""
    more = {"login_hint": hint} if hint else {}
    url, _state = _client(None, provider, found.words, back).create_authorization_url(
        found.words["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **more
    )
    return str(url)


def why_not_its_answer(provider: Usable, found: Discovered, issuer: str | None) -> str | None:
    """Why an answer that says it comes from `issuer` is not the answer of `provider`; or None (RFC 9207, 2.4)."""
    promised = found.words.get("authorization_response_iss_parameter_supported") is True
    if (issuer is None and not promised) or issuer == provider.issuer:
        return None
    return _("This answer did not come from %(name)s. Nobody was signed in; begin again.") % {
        "name": provider.name
    }


def vouched_by(
    provider: Usable, found: Discovered, *, code: str, back: str, nonce: str, verifier: str, at: datetime
) -> Vouched:
    """Take the code to the provider and give who it says has come.

    NotVouched where the code is refused or the ID token is not to be believed (Core 1.0, 3.1.3.7): signature by a key of
    the provider, issuer, audience, authorised party, time, nonce, hash of the access token. NotReached where it is silent.
    """
    with asking() as session:
        token = _token(provider, found, session, code=code, back=back, verifier=verifier)
        access = token.get("access_token") or ""
        if not isinstance(access, str) or not access.isascii() or not access.isprintable():
            raise NotVouched(_not_believed(provider), "access token of other signs")
        claims = _believed(provider, token, access, nonce, at)
        more: dict[str, Any] = {}
        wanted = [name for name in ("email", "email_verified", "name", provider.group_claim) if name]
        about = found.words.get("userinfo_endpoint")
        if access and isinstance(about, str) and any(name not in claims for name in wanted):
            more = _object(session, about, Authorization=f"Bearer {access}")
            if more.get("sub") != claims["sub"]:
                raise NotVouched(_not_believed(provider), "userinfo of another subject")
    return _who(provider, {**more, **claims})


def _token(
    provider: Usable, found: Discovered, session: httpx.Client, *, code: str, back: str, verifier: str
) -> dict[str, Any]:
    client = _client(session, provider, found.words, back)
    try:
        token = client.fetch_token(
            found.words["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
        )
        return dict(token)
    except AuthlibBaseError as error:
        raise NotVouched(
            _("%(name)s does not know this sign-in any more, or it was used before. Begin again.")
            % {"name": provider.name},
            f"token {error.error}"[:100],
        ) from error
    except (httpx.HTTPError, ValueError, TypeError, RecursionError) as error:
        # Authlib stumbles in these ways over an answer that is none.
        raise NotReached(
            _("%(name)s does not answer. Try again in a while, or sign in another way.")
            % {"name": provider.name},
            type(error).__name__,
        ) from error


def _believed(
    provider: Usable, token: dict[str, Any], access: str, nonce: str, at: datetime
) -> dict[str, Any]:
    raw = token.get("id_token")
    if not isinstance(raw, str):
        raise NotVouched(_not_believed(provider), "no id_token")
    try:
        signed = _checked_signature(provider, raw)
        subject = signed.claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotVouched(_not_believed(provider), "no subject")
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {"nonce": nonce, "client_id": provider.client_id, "access_token": access},
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = f"{type(error).__name__} {getattr(error, 'claim', '') or ''}".strip()
        raise NotVouched(_not_believed(provider), why) from error
    return dict(claims)


def _checked_signature(provider: Usable, raw: str) -> jwt.Token:
    found = discover(provider.issuer)
    try:
        return jwt.decode(raw, found.keys, algorithms=found.algorithms)
    except InvalidKeyIdError:
        # The provider may have changed its keys since they were read.
        found = discover(provider.issuer, anew=True)
        return jwt.decode(raw, found.keys, algorithms=found.algorithms)


def _not_believed(provider: Usable) -> str:
    return _(
        "What %(name)s said of you could not be believed. Nobody was signed in; tell its administrator."
    ) % {"name": provider.name}


def _who(provider: Usable, claims: dict[str, Any]) -> Vouched:
    def text(name: str) -> str:
        value = claims.get(name)
        return value.strip() if isinstance(value, str) else ""

    hint = text("email").lower()[:254]
    groups = claims.get(provider.group_claim, []) if provider.group_claim else []
    if isinstance(groups, str):
        groups = [groups]
    return Vouched(
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        email=hint if claims.get("email_verified") in (True, "true") else "",
        hint=hint,
        name=text("name") or text("preferred_username") or hint.partition("@")[0],
        groups=tuple(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else (),
    )
