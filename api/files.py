"""Files of a conversation, by any channel: read beside its draft, kept to choose from."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.errors import ApiError
from api.services import Services
from forms import Form, photos
from forms.drafts import Draft, DraftError, DraftNotFound
from prefill import PrefillError, Reading, read_file
from prefill.photos import ready
from prefill.store import Kept, OfferStore
from prefill.taking import Taken, take
from prefill.wording import say

WAIT = 45.0
"""Seconds a file waits for others to be read; reading takes a processor for a while."""

_reading = threading.Lock()


def current_draft(
    mine: Sequence[Draft], draft_id: str | None, form_id: str | None = None
) -> Draft | None:
    """The draft under way: the one named, if it is the sender's, else their latest open one."""
    usable = [d for d in mine if d.status != "cancelled" and form_id in (None, d.form_id)]
    named = [draft for draft in usable if draft.id == draft_id]
    return next(iter([*named, *(draft for draft in usable if draft.status == "open")]), None)


def read_for(
    services: Services, sender: str, draft_id: str | None, data: bytes, row: int | None = None
) -> tuple[Kept, Reading]:
    """Read a file beside the sender's draft and keep what it says.

    Raises PrefillError, and ApiError 503 when too many others wait.
    """
    draft = current_draft(services.drafts.of_member(sender), draft_id)
    form = services.forms.get(draft.form_id) if draft else None
    form = form.at(draft.form_version) if form and draft else form
    values = draft.values if draft else {}
    if not _reading.acquire(timeout=WAIT):
        raise ApiError(503, "file_busy", headers={"Retry-After": "10"})
    try:
        known = {**services.forms, form.id: form} if form else services.forms
        reading = read_file(data, known, form, values, services.today(), row=row)
    finally:
        _reading.release()
    kept = OfferStore(services.sessions).put(sender, reading, draft.id if draft else None)
    return kept, reading


@dataclass(frozen=True)
class Attached:
    """How many photographs the form has now, and what to say."""

    count: int
    message: str


def attach_photo(
    services: Services, sender: str, draft_id: str | None, data: bytes, channel: str
) -> Attached:
    """Keep a photograph with the sender's draft; the same one only once.

    Raises PrefillError, DraftError.
    """
    draft = current_draft(services.drafts.of_member(sender), draft_id)
    if draft is None:
        raise PrefillError("unusable", "photo_no_form")
    present = services.forms.get(draft.form_id)
    if present is None:
        raise DraftNotFound
    form, content = present.at(draft.form_version), ready(data)
    kept = services.drafts.photos(draft.id)
    if content in [photo.content for photo in kept]:
        count = len(kept)
    else:
        count = photos.add(services.drafts, draft, form, content, sender, channel)
    return Attached(count, say("photo_kept", count=count, title=form.title))


def form_of(services: Services, kept: Kept) -> Form:
    """The form beside which a file was read, in the version of its draft."""
    form = services.forms[kept.form_id]
    try:
        draft = services.drafts.get(kept.draft_id) if kept.draft_id else None
    except DraftError:
        draft = None
    return form.at(draft.form_version) if draft and draft.form_id == form.id else form


def take_chosen(
    services: Services,
    sender: str,
    kept: Kept,
    chosen: Mapping[str, str | None],
    channel: str = "web",
) -> Taken:
    """Put chosen values of what was kept into the sender's draft. Raises DraftError."""
    form = form_of(services, kept)
    draft = current_draft(services.drafts.of_member(sender), kept.draft_id, form.id)
    draft_id = draft.id if draft else None
    today = services.today()
    return take(services.drafts, sender, draft_id, kept.reading(form), chosen, today, channel)
