"""Photographs in WeChat that are to go with a form: after 附照片, or by “附上” after a picture.

Nothing is kept on the way: what is attached later is fetched from the platform once more.
"""

import asyncio
from datetime import timedelta

from api.events import EventLog, pseudonym
from api.files import attach_photo, current_draft
from api.services import Services
from api.text import cleaned
from api.wechat.answers import Answer
from api.wechat.client import ApiRefused, Client, Unreachable
from api.wechat.splitting import split
from api.wechat.threads import Threads
from api.wechat.wording import say, words
from forms.drafts import DraftError
from prefill import MAX_BYTES, PrefillError
from storage.wechat import Item, WeChatLog
from storage.wechat_types import ANSWERING

_log = EventLog("api.wechat")

SAID_LATELY = timedelta(hours=1)
"""How long what was said, and a picture that was sent, is still meant."""
LONGEST_WISH = 16


class Photographs:
    """Attaches what followers photograph to the form under way."""

    def __init__(
        self, client: Client, services: Services, messages: WeChatLog, threads: Threads
    ) -> None:
        self._client = client
        self._services = services
        self._messages = messages
        self._threads = threads

    async def to(self, item: Item) -> Answer | None:
        """The answer to a photograph, or to words that attach one; None for anything else."""
        if item.kind == "image" and item.text:
            return await self._attach(item, item.text) if await self._wished(item) else None
        if item.kind != "say" or _plain(item.text) not in words("photo_attach_words"):
            return None
        before = await self._before(item)
        media = next((one.text for one in before if one.kind == "image" and one.text), None)
        return None if media is None else await self._attach(item, media)

    async def is_read(self, item: Item) -> bool:
        """Whether a picture that was sent before is still being read."""
        before = await self._before(item)
        return any(one.kind == "image" and one.state == ANSWERING for one in before)

    def offer(self, sender: str) -> str:
        """How to attach the picture just sent; empty without a form that takes photographs."""
        draft = current_draft(self._services.drafts.of_member(sender), None)
        form = self._services.forms.get(draft.form_id) if draft else None
        if form is None or form.data.photos is None:
            return ""
        return say("photo_offer", title=form.title)

    async def _wished(self, item: Item) -> bool:
        """Whether the last words before the picture, or the pictures, asked to attach some."""
        said = next((one for one in await self._before(item) if one.kind == "say"), None)
        text = _plain(said.text) if said else ""
        if not text or len(text) > LONGEST_WISH or any(w in text for w in words("photo_wish_not")):
            return False
        return any(word in text for word in words("photo_wish_words"))

    async def _before(self, item: Item) -> list[Item]:
        return await self._threads.run(self._messages.before, item, SAID_LATELY)

    async def _attach(self, item: Item, media: str) -> Answer:
        try:
            data = await self._client.picture(media, MAX_BYTES)
        except (ApiRefused, Unreachable) as error:
            _log.warning("wechat_picture_not_given", kind=type(error).__name__)
            return Answer([say("picture_lost")])
        try:
            # Not in the channel's own threads: drawing it anew takes a processor for a while.
            said = await asyncio.to_thread(
                attach_photo, self._services, item.sender, None, data, "wechat"
            )
        except PrefillError as refused:
            return Answer(split(refused.message_zh))
        except DraftError as problem:
            return Answer(split(str(problem)))
        _log.info("photo_kept", sender=pseudonym(item.sender), size=len(data))
        return Answer(split(said.message))


def _plain(text: str) -> str:
    return cleaned(text).strip(" 。！!？?，,、")
