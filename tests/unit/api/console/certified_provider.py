"""Another provider that is not ours: idpyoidc, whose server the OpenID Foundation has certified.

It signs and reads tokens with a library of its own (cryptojwt), offers keys of two kinds, insists
on PKCE, and takes credentials in the Basic header as they are, where the book wants them escaped:
so its client has a secret of letters and digits.
"""

import json
from typing import Any

from cryptojwt.exception import JWKESTException
from idpyoidc.exception import OidcMsgError
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.exception import OidcEndpointError

from tests.unit.api.console.standard_provider import CLIENT_ID, Response, Standing

ENDPOINTS = "idpyoidc.server.oidc"


class CertifiedProvider(Standing):
    """idpyoidc."""

    secret = "Aa0123456789Bb0123456789Cc012345"

    def set_up(self, redirect_uri: str, auth_method: str) -> None:
        self.provider = Server(OPConfiguration(_configuration(self.issuer, self.users)))
        context = self.provider.context
        context.cdb[CLIENT_ID] = {
            "client_secret": self.secret,
            "redirect_uris": [(redirect_uri, {})],
            "response_types_supported": ["code"],
            "token_endpoint_auth_method": auth_method,
            "allowed_scopes": ["openid", "profile"],
        }
        context.keyjar.add_symmetric(CLIENT_ID, self.secret, ["sig"])
        self.auth_method = auth_method

    def described(self) -> Any:
        endpoint = self.provider.get_endpoint("provider_config")
        said = json.loads(endpoint.do_response(**endpoint.process_request({}))["response"])
        offered = {"token_endpoint_auth_methods_supported": [self.auth_method]}
        return {**said, **offered, "jwks_uri": f"{self.issuer}/keys"}

    def keys(self) -> Any:
        return self.provider.context.keyjar.export_jwks()

    def authorize(self, query: str) -> str:
        endpoint = self.provider.get_endpoint("authorization")
        self.provider.context.authn_broker.db["anon"]["method"].user = self.who
        request = endpoint.parse_request(query, {})
        done = endpoint.process_request(request, http_info={"headers": {}})
        return str(endpoint.do_response(**done)["response"])

    def token(self, body: str, headers: dict[str, str]) -> Response:
        return self._asked("token", body, headers)

    def info(self, headers: dict[str, str]) -> Response:
        return self._asked("userinfo", {}, headers)

    def change_secret(self) -> None:
        self.provider.context.cdb[CLIENT_ID]["client_secret"] = "another"

    def _asked(self, name: str, said: Any, headers: dict[str, str]) -> Response:
        endpoint = self.provider.get_endpoint(name)
        lower = {key.lower(): value for key, value in headers.items()}
        try:
            request = endpoint.parse_request(said, {"headers": lower})
            if "error" not in request:
                done = endpoint.process_request(request)
                if "error" not in done:
                    answer = endpoint.do_response(request=request, **done)
                    return 200, json.loads(answer["response"])
                request = done
        except (OidcEndpointError, OidcMsgError, JWKESTException):
            return 401, {"error": "invalid_client"}
        return 400, {"error": str(request["error"])}


def _configuration(issuer: str, users: dict[str, Any]) -> dict[str, Any]:
    def endpoint(path: str, kind: str, **more: Any) -> dict[str, Any]:
        return {"path": path, "class": f"{ENDPOINTS}.{kind}", "kwargs": more}

    no_client: dict[str, Any] = {"client_authn_method": None}
    sealed = {"kwargs": {"password": "p" * 32, "salt": "s" * 16}}
    return {
        "issuer": issuer,
        "preference": {"subject_types_supported": ["public"]},
        "key_conf": {
            "key_defs": [
                {"type": "RSA", "use": ["sig"]},
                {"type": "EC", "crv": "P-256", "use": ["sig"]},
            ]
        },
        "cookie_handler": {
            "class": "idpyoidc.server.cookie_handler.CookieHandler",
            "kwargs": {
                "keys": {
                    "key_defs": [{"type": "OCT", "use": [u], "kid": u} for u in ("enc", "sig")]
                }
            },
        },
        "token_handler_args": {
            "code": {"lifetime": 600, "kwargs": {"crypt_conf": sealed}},
            "token": {
                "class": "idpyoidc.server.token.jwt_token.JWTToken",
                "kwargs": {"lifetime": 3600},
            },
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {}},
        },
        "endpoint": {
            "provider_config": endpoint(
                ".well-known/openid-configuration",
                "provider_config.ProviderConfiguration",
                **no_client,
            ),
            "authorization": endpoint(
                "authorize",
                "authorization.Authorization",
                **no_client,
                response_types_supported=["code"],
                response_modes_supported=["query"],
            ),
            "token": endpoint(
                "token",
                "token.Token",
                client_authn_method=["client_secret_post", "client_secret_basic"],
            ),
            "userinfo": endpoint("userinfo", "userinfo.UserInfo", claim_types_supported=["normal"]),
        },
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": users}},
        "authentication": {
            "anon": {
                "acr": "password",
                "class": "idpyoidc.server.user_authn.user.NoAuthn",
                "kwargs": {"user": "lin"},
            }
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_method": "S256"},
            }
        },
    }
