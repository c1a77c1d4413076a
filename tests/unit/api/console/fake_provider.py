"""An OpenID Connect provider of a few lines: a real HTTP server that keeps to the protocol.

It checks what it is asked as a strict provider does; `change` makes it misbehave.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "yiyang", "a secret: with a colon & more"
Claims = dict[str, Any]


@cache
def rsa(name: str) -> RSAKey:
    """A signing key; made once, it takes a while."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


class Answering(BaseHTTPRequestHandler):
    """Answers in JSON, and says nothing on the screen."""

    def send_json(self, status: int, content: Any) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


class FakeProvider:
    """`who` signs in there. `requests` are the paths it was asked for."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.behave()

    def behave(self) -> None:
        """Forget everything, and misbehave no more."""
        self.who: Any = "lin"
        self.key = "first"
        self.requests: list[str] = []
        self.issued: list[str] = []
        self.change: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.describe: dict[str, Any] = {}
        self.answer_token: tuple[int, Any] | None = None
        self._codes: dict[str, dict[str, str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/staff"

    def signed(self, claims: Claims, key: str = "") -> str:
        kid = self.key
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, rsa(key or kid))

    def unsigned(self, claims: Claims) -> str:
        """A token that claims to need no signature."""
        return ".".join([*(_part(part) for part in ({"alg": "none"}, claims)), ""])

    def signed_with_the_secret(self, claims: Claims) -> str:
        """A token that only the client and the provider could sign; the client must not take it."""
        secret = OctKey.import_key(CLIENT_SECRET.ljust(32))
        return jwt.encode({"alg": "HS256"}, claims, secret)

    def signed_by_a_stranger(self, claims: Claims) -> str:
        """A good token under the right key's name, but of another key."""
        return self.signed(claims, key="stranger")

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
            **self.describe,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The person signs in: the address the browser is sent back to."""
        assert query["client_id"] == CLIENT_ID and query["redirect_uri"] == self.redirect_uri
        assert query["response_type"] == "code" and "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256" and len(query["nonce"]) >= 16
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{self.redirect_uri}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """A code is good once, for the client that asked, with the secret behind its challenge."""
        if self.answer_token is not None:
            return self.answer_token
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if [unquote_plus(part) for part in given.split(":")] != [CLIENT_ID, CLIENT_SECRET]:
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant", "error_description": "no such code"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "f3b0",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "preferred_username": self.who,
        }
        id_token, access = self.sign(self.change(claims)), secrets.token_urlsafe(16)
        self.issued += [id_token, access]
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": id_token}

    def start(self) -> None:
        fake = self

        class Handler(Answering):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path = parts.path.removeprefix("/realms/staff")
                fake.requests.append(path)
                if path == "/.well-known/openid-configuration":
                    self.send_json(200, fake.description())
                elif path == "/keys":
                    self.send_json(200, {"keys": [rsa(fake.key).as_dict(private=False)]})
                elif path == "/authorize":
                    self.send_response(302)
                    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    self.send_header("Location", fake.authorize(query))
                    self.end_headers()
                else:
                    self.send_json(404, {})

            def do_POST(self) -> None:
                fake.requests.append("/token")
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self.send_json(*fake.token(form, self.headers.get("Authorization", "")))

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
