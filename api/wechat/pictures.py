"""Pictures of certificates in WeChat: read, listed with numbers, and filled in by “填入1、2”."""

import asyncio
import re
from collections.abc import Sequence

from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.files import form_of, read_for, take_chosen
from api.services import Services
from api.text import cleaned
from api.wechat.answers import Answer, Answers
from api.wechat.client import ApiRefused, Client, Unreachable
from api.wechat.links import Links
from api.wechat.photographs import Photographs
from api.wechat.rendering import link
from api.wechat.splitting import split
from api.wechat.threads import Threads
from api.wechat.wording import say, words
from forms.drafts import DraftError
from prefill import MAX_BYTES, Offer, PrefillError, ocr
from prefill.store import Kept, OfferStore
from storage.wechat import Item, Person

_log = EventLog("api.wechat")
_NUMBER = re.compile(r"\d{1,2}")


class Pictures:
    """Reads what followers photograph."""

    def __init__(
        self,
        client: Client,
        services: Services,
        answers: Answers,
        links: Links,
        threads: Threads,
        photographs: Photographs,
    ) -> None:
        self._client = client
        self._services = services
        self._answers = answers
        self._links = links
        self._threads = threads
        self._photographs = photographs
        self._store = OfferStore(services.sessions)

    async def to(self, item: Item, person: Person) -> Answer | None:
        """The answer to a picture, or to words about one; None for anything else."""
        if (attached := await self._photographs.to(item)) is not None:
            return attached
        if item.kind == "image":
            return await self._picture(item) if ocr.installed() and item.text else None
        if item.kind != "say" or not any(map(item.text.strip().startswith, words("fill_words"))):
            return None
        if chosen_in(cleaned(item.text), ()) is not None and await self._photographs.is_read(item):
            return Answer([say("picture_reading")])
        kept = await self._threads.run(self._store.latest, item.sender)
        return None if kept is None else await self._fill(item, person, kept)

    async def _picture(self, item: Item) -> Answer | None:
        try:
            data = await self._client.picture(item.text, MAX_BYTES)
        except (ApiRefused, Unreachable) as error:
            _log.warning("wechat_picture_not_given", kind=type(error).__name__)
            return Answer([say("picture_lost")])
        try:
            # Not in the channel's own threads: reading would keep other followers waiting.
            kept, _ = await asyncio.to_thread(read_for, self._services, item.sender, None, data)
        except PrefillError as refused:
            offer = ""
            if refused.code in words("photo_offered_after"):
                offer = await self._threads.run(self._photographs.offer, item.sender)
            return Answer(split(f"{refused.message_zh}\n{offer}".strip()))
        except ApiError as busy:
            return Answer(split(busy.message))
        return Answer(split(await self._threads.run(self._list, item.sender, kept)))

    def _list(self, sender: str, kept: Kept) -> str:
        reading = kept.reading(form_of(self._services, kept))
        lines = [say("picture_read", source=reading.source, title=reading.form.title)]
        for number, offer in enumerate(reading.offers, 1):
            lines.append(say("picture_value", number=number, label=offer.label, text=offer.text))
            if offer.note:
                lines.append(say("picture_note", note=offer.note))
        lines += reading.notes
        sure = [str(n) for n, offer in enumerate(reading.offers, 1) if offer.sure]
        if sure:
            lines.append(say("picture_sure", numbers=say("between_titles").join(sure)))
        lines.append(say("picture_choose", link=link(self._links.url_for(sender))))
        lines += filter(None, [self._photographs.offer(sender)])
        return "\n".join(lines)

    async def _fill(self, item: Item, person: Person, kept: Kept) -> Answer | None:
        going_on = words("go_on_words")[0]
        if kept.taken is not None:
            if not item.attempts:
                return None
            # The values went in; what the conversation had to say did not come.
            before = str(kept.taken["message"])
            return await self._answers.converse(item, person, words=going_on, before=before)
        reading = kept.reading(form_of(self._services, kept))
        chosen = chosen_in(cleaned(item.text), reading.offers)
        if chosen is None:
            return None
        if not chosen:
            return Answer([say("picture_none")])
        values: dict[str, str | None] = {offer.key: None for offer in chosen}
        try:
            taken = await self._threads.run(
                take_chosen, self._services, item.sender, kept, values, "wechat"
            )
        except DraftError as problem:
            return Answer(split(str(problem)))
        before = "\n".join(taken.said)
        if not taken.accepted:
            return Answer(split(before))
        _log.info("values_taken", sender=pseudonym(item.sender), count=len(taken.accepted))
        answer = {"taken": True, "message": say("picture_taken"), "accepted": list(taken.accepted)}
        await self._threads.run(self._store.finish, item.sender, kept.id, answer)
        return await self._answers.converse(item, person, words=going_on, before=before)


def chosen_in(said: str, offers: Sequence[Offer]) -> Sequence[Offer] | None:
    """The values meant by “填入”, “填入1、3” or “填入全部”; None when the words say more."""
    plain = re.sub(r"[\s、，,。.第和]", " ", said)
    for word in sorted(words("fill_words"), key=len, reverse=True):
        if plain.strip().startswith(word):
            rest = plain.strip()[len(word) :].strip()
            break
    else:
        return None
    if not rest:
        return [offer for offer in offers if offer.sure]
    if rest in words("fill_all"):
        return [offer for offer in offers if offer.value is not None]
    if not re.fullmatch(r"[\d\s]+", rest):
        return None
    numbers = [int(number) for number in _NUMBER.findall(rest)]
    return [offer for n, offer in enumerate(offers, 1) if n in numbers]
