"""Followers who act for accounts of staff: every link made or undone stands in the audit."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts import AccountStore, Person
from api.events import pseudonym, request_id
from api.services import Services


class StaffLinks:
    """Links and unlinks, recorded before it is done: what cannot be recorded is not done."""

    def __init__(self, accounts: AccountStore, services: Services) -> None:
        self._accounts = accounts
        self._services = services

    def link(self, sender: str, code: str) -> Person:
        """Link a follower by their code. Raises AccountError."""
        found = self._accounts.wechat.user_of(sender, code)
        if self._accounts.wechat.person(sender) is None:
            self._record(f"account:{found}", "wechat_linked", sender, "wechat")
        return self._accounts.wechat.redeem(sender, code)

    def person(self, sender: str) -> Person | None:
        """For whom a follower acts now."""
        return self._accounts.wechat.person(sender)

    def unlink(self, sender: str, channel: str = "wechat") -> bool:
        """At the follower's word, or because their data go; whether there was a link."""
        person = self._accounts.wechat.person(sender)
        if person is None:
            return False
        self._record(f"account:{person.id}", "wechat_unlinked", sender, channel)
        self._accounts.wechat.unlink(person.id)
        return True

    def unlink_account(self, user_id: int, actor: int) -> bool:
        """In the console, by the holder or an administrator; whether there was a link."""
        bound = self._accounts.wechat.of_user(user_id)
        if bound is None:
            return False
        self._record(f"account:{actor}", "wechat_unlinked", bound.sender, "console")
        self._accounts.wechat.unlink(user_id)
        return True

    @contextmanager
    def ending(self, user_id: int, actor: int | None = None) -> Iterator[None]:
        """Records that what is done meanwhile (a new password, an account stopped) undid a link."""
        bound = self._accounts.wechat.of_user(user_id)
        yield
        if bound is not None and self._accounts.wechat.of_user(user_id) is None:
            self._record(f"account:{actor or user_id}", "wechat_unlinked", bound.sender, "console")

    def _record(self, actor: str, action: str, sender: str, channel: str) -> None:
        self._services.audit.record(
            actor, action, f"person:{pseudonym(sender)}", channel=channel,
            request_id=request_id.get(),
        )  # fmt: skip
