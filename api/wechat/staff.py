"""Followers who are staff: linked to their account by a code, then known for whom they act."""

import re
import unicodedata

from accounts import AccountError
from api.conversation import Caller
from api.events import EventLog, pseudonym
from api.limits import RateLimit
from api.prescreening import ASKS, may
from api.staff_links import StaffLinks
from api.text import cleaned
from api.wechat.answers import Answer
from api.wechat.threads import Threads
from api.wechat.wording import say, words
from storage.wechat import Item

_log = EventLog("api.wechat")
_CODE = re.compile(r"[\s:：,，“”\"'‘’码是为]*([A-Za-z0-9][A-Za-z0-9 \-]{0,15}|)[\s。.!！“”\"'‘’]*")


class Staff:
    """Answers “绑定 …” and “解除绑定”; `attempts` limits how often a follower may try a code."""

    def __init__(self, links: StaffLinks, attempts: RateLimit, threads: Threads) -> None:
        self._links = links
        self._attempts = attempts
        self._threads = threads

    async def caller(self, sender: str) -> Caller:
        """Who speaks: the account a follower is linked to, as it is now."""
        person = await self._threads.run(self._links.person, sender)
        return Caller(person, channel="wechat")

    async def to(self, item: Item) -> Answer | None:
        """The answer to words that link or unlink; None for anything else.

        The code never comes into the conversation, which other pages show.
        """
        if item.kind != "say":
            return None
        said = unicodedata.normalize("NFKC", cleaned(item.text)).strip()
        if said.rstrip("。.!！ ") in words("unbind_words"):
            done = await self._threads.run(self._links.unlink, item.sender)
            return Answer([say("unbound" if done else "unbound_nothing")])
        code = _code_in(said)
        if code is None:
            return None
        if not code:
            return Answer([say("bind_how")])
        return Answer([await self._bind(item, code)])

    async def unlink(self, sender: str) -> None:
        """Because the follower left."""
        await self._threads.run(self._links.unlink, sender)

    async def _bind(self, item: Item, code: str) -> str:
        seconds = self._attempts.wait(item.sender) if not item.attempts else 0
        if seconds:
            return say("bind_too_often", seconds=seconds)
        try:
            person = await self._threads.run(self._links.link, item.sender, code)
        except AccountError as error:
            _log.warning("staff_not_linked", sender=pseudonym(item.sender), reason=error.code)
            return error.message_zh
        _log.info("staff_linked", sender=pseudonym(item.sender), account=person.id)
        key = "bound" if may(person, ASKS) else "bound_other"
        return say(key, who=person.shown)


def _code_in(said: str) -> str | None:
    """The code after “绑定”, empty for the word alone; None when the words say something else."""
    for word in sorted(words("bind_words"), key=len, reverse=True):
        if said.startswith(word):
            found = _CODE.fullmatch(said[len(word) :])
            return found[1] if found else None
    return None
