"""What a provider that is not ours stands on, and the first of them: pyop (IdentityPython).

pyop keeps to the book. Its tokens are signed by another library than the one we read them with, it
compares redirect addresses and PKCE verifiers itself, and it gives names at the UserInfo endpoint
alone.
"""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from Cryptodome.PublicKey import RSA
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jwkest.jwk import RSAKey
from pyop.authz_state import AuthorizationState
from pyop.exceptions import (
    BearerTokenError,
    InvalidAccessToken,
    InvalidClientAuthentication,
    OAuthError,
)
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

from tests.unit.api.console.fake_provider import Answering

Response = tuple[int, dict[str, Any]]
"""Status and content."""

CLIENT_ID = "yiyang"


class Standing:
    """A provider behind a web server with TLS: what it answers, whoever keeps it says.

    `who` signs in there; `users` are known there, with what is said of them.
    """

    secret = ""

    def __init__(self, redirect_uri: str, auth_method: str, folder: Path) -> None:
        self.who = "lin"
        self.users: dict[str, dict[str, Any]] = {
            "lin": {"preferred_username": "lin", "name": "林审核"},
            "nobody": {"preferred_username": "nobody"},
            "nameless": {"name": "无名"},
        }
        self.change_info: dict[str, Any] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.certificate = _certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.issuer = f"https://127.0.0.1:{self.server.server_port}"
        self.set_up(redirect_uri, auth_method)

    def set_up(self, redirect_uri: str, auth_method: str) -> None:
        """Be the provider at `issuer`, with one client."""
        raise NotImplementedError

    def described(self) -> Any:
        """What the provider says of itself."""
        raise NotImplementedError

    def keys(self) -> Any:
        """Its public keys."""
        raise NotImplementedError

    def authorize(self, query: str) -> str:
        """Somebody signs in; the address the browser is sent back to."""
        raise NotImplementedError

    def token(self, body: str, headers: dict[str, str]) -> Response:
        """The answer to a code."""
        raise NotImplementedError

    def info(self, headers: dict[str, str]) -> Response:
        """What is known of whom a token stands for."""
        raise NotImplementedError

    def change_secret(self) -> None:
        """The client has another secret from now on."""
        raise NotImplementedError

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        made = self

        class Handler(Answering):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                made.asked.append(parts.path)
                if parts.path == "/.well-known/openid-configuration":
                    self.send_json(200, made.described())
                elif parts.path == "/keys":
                    self.send_json(200, made.keys())
                elif parts.path == "/userinfo":
                    status, said = made.info(dict(self.headers))
                    self.send_json(status, {**said, **made.change_info})
                elif parts.path == "/authorize":
                    self.send_response(303)
                    self.send_header("Location", made.authorize(parts.query))
                    self.end_headers()
                else:
                    self.send_json(404, {})

            def do_POST(self) -> None:
                made.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_json(*made.token(body, dict(self.headers)))

        return Handler


class StandardProvider(Standing):
    """pyop."""

    secret = "a secret: 100% & more+"

    def set_up(self, redirect_uri: str, auth_method: str) -> None:
        self.provider = Provider(
            RSAKey(key=_rsa(), alg="RS256", use="sig", kid="one"),
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": [auth_method],
            },
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt")),
            {
                CLIENT_ID: {
                    "client_secret": self.secret,
                    "redirect_uris": [redirect_uri],
                    "response_types": ["code"],
                    "token_endpoint_auth_method": auth_method,
                }
            },
            Userinfo(self.users),
        )

    def described(self) -> Any:
        return self.provider.provider_configuration.to_dict()

    def keys(self) -> Any:
        return self.provider.jwks

    def authorize(self, query: str) -> str:
        request = self.provider.parse_authentication_request(query)
        answer = self.provider.authorize(request, self.who)
        return str(answer.request(request["redirect_uri"], False))

    def token(self, body: str, headers: dict[str, str]) -> Response:
        try:
            return 200, self.provider.handle_token_request(body, headers).to_dict()
        except InvalidClientAuthentication:
            return 401, {"error": "invalid_client"}
        except OAuthError as error:
            return 400, {"error": error.oauth_error}

    def info(self, headers: dict[str, str]) -> Response:
        try:
            return 200, self.provider.handle_userinfo_request("", headers).to_dict()
        except (BearerTokenError, InvalidAccessToken):
            return 401, {"error": "invalid_token"}

    def change_secret(self) -> None:
        self.provider.clients[CLIENT_ID]["client_secret"] = "another"


@contextmanager
def serving(made: Standing) -> Iterator[Standing]:
    """The provider running."""
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@cache
def _rsa() -> Any:
    """One key for all providers of a run: to make one takes a third of a second."""
    return RSA.generate(2048)


def _certificate(folder: Path) -> Path:
    """A certificate for this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "provider.pem"
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, private, serialization.NoEncryption())
    )
    return path
