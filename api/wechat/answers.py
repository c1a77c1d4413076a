"""What is answered to one message: by the conversation, or by the channel itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from api.conversation import Caller, Conversations
from api.limits import RateLimit
from api.text import cleaned
from api.wechat import options
from api.wechat.incoming import Incoming
from api.wechat.links import Links
from api.wechat.rendering import link, render
from api.wechat.splitting import split
from api.wechat.threads import Threads
from api.wechat.wording import say, words
from forms import Form
from privacy import notice
from privacy.erasing import is_erased
from storage.consents import TOLD, ConsentLog
from storage.turns import TurnLog
from storage.wechat import Item, Person

_UNREAD = ("image", "location", "voice_unheard", "unreadable")
"""What a person at the desk does not get to see."""


class NotAnswered(Exception):
    """The dialogue engine is down or silent; worth another try later."""


@dataclass(frozen=True)
class Answer:
    """The parts to send; `turn` numbers the turn of the conversation they belong to, if any.
    `once`: they are kept only until they are out."""

    parts: list[str]
    turn: int | None = None
    options: list[dict[str, Any]] = field(default_factory=list)
    noticed: bool = False
    once: bool = False


class Answers:
    """Answers messages of all followers."""

    def __init__(
        self,
        conversations: Conversations,
        turns: TurnLog,
        forms: Mapping[str, Form],
        links: Links,
        limit: RateLimit,
        threads: Threads,
        consents: ConsentLog,
        silent: Callable[[str], bool],
        caller: Callable[[str], Awaitable[Caller]],
    ) -> None:
        """`silent`: whether a sender's words are for a person; `caller`: for whom they act."""
        self._conversations = conversations
        self._turns = turns
        self._forms = forms
        self._links = links
        self._limit = limit
        self._threads = threads
        self._consents = consents
        self._silent = silent
        self._caller = caller

    def words_of(self, incoming: Incoming, person: Person) -> str:
        """What the follower says: an option's words for its number, while it is the last one.

        After a turn on the web page the numbers in WeChat are stale and mean nothing. Of a picture
        it is the id under which the platform gives it out.
        """
        if incoming.kind == "image":
            return incoming.media[1]
        if incoming.kind != "say" or not person.options:
            return incoming.text
        if self._turns.last_seq(incoming.sender) != person.options_turn:
            return incoming.text
        return options.chosen(cleaned(incoming.text), person.options)

    async def beside_a_talk(self, item: Item, person: Person) -> Answer | None:
        """The answer while a person answers the follower, who reads text and nothing else.

        None when they do not, or for the channel to answer as ever. Raises NotAnswered.
        """
        if item.kind not in _UNREAD and item.kind != "say":
            return None
        if not await self._threads.run(self._silent, item.sender):
            return None
        if item.kind == "say":
            asks_for_page = cleaned(item.text) in words("page_words")
            return None if asks_for_page else await self.converse(item, person)
        if item.kind == "location" and item.text:
            place = say("location_to_person", label=item.text[:200])
            return await self.converse(item, person, words=place)
        return Answer([say("person_reads_text")])

    async def to(self, item: Item, person: Person) -> Answer:
        """The answer to a stored message. Raises NotAnswered."""
        if item.kind == "welcome":
            await self._told(item)
            return Answer(split(say("welcome", consent=notice().wechat)), noticed=True)
        if item.kind == "location":
            key = "location" if item.text else "location_unnamed"
            return Answer(split(say(key, label=item.text[:200])))
        if item.kind != "say":
            return Answer(split(say(item.kind)))
        seconds = self._limit.wait(item.sender) if not item.attempts else 0
        if seconds:
            return Answer([say("too_often", seconds=seconds)])
        if cleaned(item.text) in words("page_words"):
            url = await self._threads.run(self._links.url_for, item.sender)
            return Answer([say("link_here", link=link(url))])
        return await self.converse(item, person)

    def notice(self, item: Item) -> str:
        """What the callback says when the answer is not ready in time."""
        return say("notice_link", link=link(self._links.url_for(item.sender)))

    def parts_of(self, sender: str, messages: list[dict[str, Any]]) -> list[str]:
        """Messages that nobody asked for, as parts to send."""
        url = partial(self._links.url_for, sender)
        return render(messages, url, self._type_of, consent=False).parts

    async def converse(
        self, item: Item, person: Person, *, words: str | None = None, before: str = ""
    ) -> Answer:
        """What the conversation answers to the item, or to `words` in its place.

        `before` is said first. Raises NotAnswered.
        """
        reply = await self._conversations.say(
            item.sender,
            words or item.text,
            message_id=item.message_id,
            seen_turn=None,
            caller=await self._caller(item.sender),
        )
        if reply.status != 200:
            raise NotAnswered
        consent = not is_erased(reply.messages) and await self._untold(item)
        rendered = await self._threads.run(
            render,
            reply.messages,
            lambda: self._links.url_for(item.sender),
            self._type_of,
            consent=consent,
            site=self._links.site,
        )
        parts = rendered.parts
        if before and parts:
            parts = [*split(f"{before}\n\n{parts[0]}"), *parts[1:]]
        if consent:
            await self._told(item)
        offered = rendered.options
        if reply.once:  # the numbers are kept, not whom they stand for
            offered = [{**option, "title": option["payload"]} for option in offered]
        return Answer(parts, reply.seq, offered, noticed=consent, once=reply.once)

    async def _untold(self, item: Item) -> bool:
        """Whether the follower has not been told the notice in force."""
        known = await self._threads.run(self._consents.of, item.sender, notice().version)
        return known is None

    async def _told(self, item: Item) -> None:
        """Keep that the follower is told, of which version, and when."""
        await self._threads.run(
            self._consents.record, item.sender, notice().version, TOLD, "wechat"
        )

    def _type_of(self, form_id: str, key: str) -> str | None:
        form = self._forms.get(form_id)
        found = form.fields.get(key) if form else None
        return str(found.type) if found else None
