"""Positions in WeChat: offered for the address of the form under way, put in by “填入”.

What is offered is kept, and taken, like what a picture says (`pictures`).
"""

from dataclasses import replace

from api.files import current_draft
from api.services import Services
from api.wechat.answers import Answer
from api.wechat.splitting import split
from api.wechat.threads import Threads
from api.wechat.wording import say, words
from forms import field_types
from forms.definition import Field
from forms.drafts import Draft
from prefill import Reading
from prefill.cells import offer_from
from prefill.store import OfferStore
from storage.wechat import Item

LONGEST = 200
_ADDRESS = "address"


class Places:
    """Offers what followers send as their position; nothing is put in before they say so."""

    def __init__(self, services: Services, threads: Threads) -> None:
        self._services = services
        self._threads = threads
        self._store = OfferStore(services.sessions)

    async def to(self, item: Item) -> Answer | None:
        """The offer; None for anything but a named position beside a form that has an address."""
        if item.kind != "location" or not item.text:
            return None
        return await self._threads.run(self._offer, item.sender, item.text[:LONGEST])

    def _offer(self, sender: str, label: str) -> Answer | None:
        draft = current_draft(self._services.drafts.of_member(sender), None)
        present = self._services.forms.get(draft.form_id) if draft else None
        if draft is None or present is None:
            return None
        form = present.at(draft.form_version)
        field = next((one for one in form.fields.values() if one.type == _ADDRESS), None)
        offer = offer_from(field, label, self._services.today()) if field else None
        if field is None or offer is None or offer.value is None:
            return None
        known = {"label": label, "title": form.title, "field": field.label}
        now = draft.values.get(field.key)
        if now == offer.value:
            return Answer(split(say("location_same", **known)))
        # Only one thing is offered, so a plain 填入 is meant for it, doubtful or not.
        sure = replace(offer, sure=True, now=now)
        self._store.put(sender, Reading(say("location_source"), form, [sure]), draft.id)
        told = {"answer": words("fill_words")[0], "now": _now(field, draft)}
        return Answer(split(say("location_offer", **known, **told)))


def _now(field: Field, draft: Draft) -> str:
    """What the field holds, as a sentence; empty where it holds nothing."""
    value = draft.values.get(field.key)
    if value is None or not field_types.holds(field, value):
        return ""
    return say("location_now", now=field_types.show(field, value))
