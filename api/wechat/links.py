"""Signed links that open a follower's conversation and draft on the web page."""

from itsdangerous import BadSignature, URLSafeSerializer

from storage.wechat_links import LinkStore

PREFIX = "wxlink."
"""What a token begins with; the page uses it as its sender id."""


class LinkExpired(Exception):
    """Forged, shortened, or past its date."""


class Links:
    """Makes and reads links. A forged token is refused without looking in the database."""

    def __init__(self, store: LinkStore, secret: str, public_url: str) -> None:
        self._store = store
        self._signer = URLSafeSerializer(secret, salt="wechat-page-link")
        self._public_url = public_url

    def url_for(self, sender: str) -> str:
        """The address of the page with `sender`'s conversation."""
        token = self._signer.dumps(self._store.id_for(sender))
        text = token if isinstance(token, str) else token.decode()
        return f"{self._public_url}/?c={PREFIX}{text}"

    def site(self, path: str) -> str:
        """The address of a path of ours."""
        return f"{self._public_url}{path}"

    def sender_of(self, token: str) -> str:
        """The sender a token stands for. Raises LinkExpired."""
        try:
            link_id = self._signer.loads(token.removeprefix(PREFIX))
        except BadSignature as error:
            raise LinkExpired from error
        sender = self._store.sender_of(str(link_id))
        if sender is None:
            raise LinkExpired
        return sender

    def purge(self) -> None:
        """Remove expired links."""
        self._store.purge()
