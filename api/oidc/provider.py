"""Talks to the provider: discovery, the address to send people to, and who comes back."""

import base64
import ssl
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx2
from authlib.integrations.starlette_client import OAuthError, StarletteOAuth2App
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import ExpiredTokenError, JoseError

from api.oidc.config import OidcConfig, is_address
from api.oidc.errors import OidcError

TIMEOUT = 8.0
LEEWAY = 60
"""Seconds by which the clocks may differ."""
FRESH = 3600.0
"""Seconds for which the provider's description and keys are kept."""
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What may sign who somebody is: never the secret we share with the provider, never nothing."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_USERINFO = "userinfo_endpoint"
_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class Departure:
    """Where to send somebody, and what to keep until they come back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The provider of one configuration; it is first asked when somebody signs in."""

    def __init__(self, config: OidcConfig) -> None:
        self._config = config
        self._app: Any = None
        self._until = 0.0

    async def begin(self) -> Departure:
        """A new attempt. Raises OidcError."""
        app = await self._described()
        made = await app.create_authorization_url(self._config.redirect_uri)
        return Departure(made["url"], made["state"], made["nonce"], made["code_verifier"])

    async def finish(self, code: str, *, nonce: str, verifier: str) -> str:
        """The name of the account of whom the provider sent back. Raises OidcError."""
        app = await self._described()
        try:
            token = await app.fetch_access_token(
                self._config.redirect_uri, code=code, code_verifier=verifier
            )
        except OAuthError as error:
            kind = "code_refused" if error.error == "invalid_grant" else "not_as_registered"
            raise OidcError(kind, type(error).__name__) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise OidcError("unreachable", type(error).__name__) from error
        claims = await self._claims(app, token, nonce)
        if self._config.claim not in claims:
            claims = {**await self._asked_for(app, token, claims), **claims}
        return self._name(claims)

    async def _claims(self, app: Any, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """What the ID token says, once its signature, issuer, audience, dates and nonce hold."""
        options = {
            "iss": {"essential": True, "value": app.server_metadata["issuer"]},
            "aud": {"essential": True, "value": self._config.client_id},
        }
        try:
            claims = await app.parse_id_token(
                token, nonce=nonce, claims_options=options, leeway=LEEWAY
            )
        except ExpiredTokenError as error:
            raise OidcError("token_expired", type(error).__name__) from error
        except httpx2.HTTPError as error:
            raise OidcError("unreachable", type(error).__name__) from error
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            reason = f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()
            raise OidcError("token_invalid", reason) from error
        if claims is None:
            raise OidcError("token_invalid", "no_id_token")
        return dict(claims)

    async def _asked_for(
        self, app: Any, token: dict[str, Any], claims: dict[str, Any]
    ) -> dict[str, Any]:
        """What the provider says where it is asked (OpenID Connect Core 5.4): by the book, names
        are there and not in the ID token. What it says of somebody else is not taken (5.3.2)."""
        address = app.server_metadata.get(_USERINFO)
        if address is None:
            return {}
        headers = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT, verify=_trust()) as client:
                answer = await client.get(address, headers=headers)
                answer.raise_for_status()
                found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise OidcError("unreachable", type(error).__name__) from error
        if not isinstance(found, dict) or found.get("sub") != claims.get("sub"):
            raise OidcError("token_invalid", "userinfo_sub")
        return found

    def _name(self, claims: dict[str, Any]) -> str:
        value = claims.get(self._config.claim)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise OidcError("no_claim", "no_claim", claim=self._config.claim)
        return str(value)

    async def _described(self) -> Any:
        if self._app is None or time.monotonic() > self._until:
            self._app = self._client(await self._discover())
            self._until = time.monotonic() + FRESH
        return self._app

    async def _discover(self) -> dict[str, Any]:
        """The provider's description of itself, checked. Raises OidcError."""
        address = get_well_known_url(self._config.issuer, external=True)
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT, verify=_trust()) as client:
                answer = await client.get(address)
                answer.raise_for_status()
                found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise OidcError("unreachable", type(error).__name__) from error
        issuer = found.get("issuer") if isinstance(found, dict) else None
        if not isinstance(issuer, str) or issuer.rstrip("/") != self._config.issuer.rstrip("/"):
            raise OidcError("not_a_provider", "issuer")
        for name in (*_ENDPOINTS, *([_USERINFO] if _USERINFO in found else [])):
            if not is_address(found.get(name), secure=self._config.secure):
                raise OidcError("not_a_provider", name)
        return dict(found)

    def _client(self, found: dict[str, Any]) -> Any:
        """Authlib's client. Of the description it gets what was checked and nothing else."""
        methods = found.get("token_endpoint_auth_methods_supported") or _AUTH_METHODS[:1]
        method: Any = next((one for one in _AUTH_METHODS if one in methods), _AUTH_METHODS[0])
        if method == _AUTH_METHODS[0]:
            method = _basic
        offered = found.get("id_token_signing_alg_values_supported") or _ALGORITHMS[:1]
        return StarletteOAuth2App(
            framework=None,
            client_id=self._config.client_id,
            client_secret=self._config.client_secret,
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT,
                "verify": _trust(),
                "token_endpoint_auth_method": method,
            },
            issuer=found["issuer"],
            id_token_signing_alg_values_supported=[a for a in _ALGORITHMS if a in offered]
            or list(_ALGORITHMS[:1]),
            **{name: found[name] for name in (*_ENDPOINTS, _USERINFO) if name in found},
        )


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[Any, Any, Any]:
    """Who we are, as RFC 6749 2.3.1 writes it: both parts escaped, so that a secret may hold any
    letter. Authlib leaves them as they are, and a provider by the book refuses a colon or `%`."""
    pair = ":".join(quote(part, safe="") for part in (client.client_id, client.client_secret))
    headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return uri, headers, body


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are taken. Reading them takes long, and every client would do it anew."""
    return httpx2.create_ssl_context()
