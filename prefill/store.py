"""What was read waits here to be chosen from: an hour at most, and the file itself never.

A snippet of the picture is kept beside each value for as long. Once values were taken, nothing of
them stays but the sentence that said so, for a click that comes twice.
"""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from forms import Form
from prefill.model import Offer, Reading, Row
from storage import models, utc_now, writing

KEEP_OFFERS = timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    """A reading as kept. `taken` is what was said when values were taken from it."""

    id: str
    form_id: str
    draft_id: str | None
    content: Mapping[str, Any]
    expires_at: datetime

    @property
    def taken(self) -> Mapping[str, Any] | None:
        """The answer to the one who took values, None before."""
        found: Mapping[str, Any] | None = self.content.get("taken")
        return found

    def reading(self, form: Form) -> Reading:
        """The reading again."""
        return Reading(
            self.content["source"],
            form,
            [_offer(one) for one in self.content["offers"]],
            [Row(**row) for row in self.content["rows"]],
            self.content["notes"],
            self.content["same"],
        )


class OfferStore:
    """Readings in the database, each for its sender alone. `now` gives aware datetimes."""

    def __init__(
        self, factory: sessionmaker[Session], *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def put(self, sender: str, reading: Reading, draft_id: str | None) -> Kept:
        """Keep a reading."""
        now = self._now()
        content = {
            "source": reading.source,
            "offers": [_plain(offer) for offer in reading.offers],
            "rows": [{"number": row.number, "name": row.name} for row in reading.rows],
            "notes": list(reading.notes),
            "same": list(reading.same),
        }
        row = models.PrefillOffer(
            id=secrets.token_urlsafe(32),
            sender=sender,
            form_id=reading.form.id,
            draft_id=draft_id,
            content=content,
            created_at=now,
            expires_at=now + KEEP_OFFERS,
        )
        with writing(self._factory) as session:
            session.add(row)
            return _kept(row)

    def get(self, sender: str, offer_id: str) -> Kept | None:
        """What is kept under this id for this sender, None when it is gone or another's."""
        with self._factory() as session:
            row = session.get(models.PrefillOffer, offer_id)
            if row is None or row.sender != sender or row.expires_at <= self._now():
                return None
            return _kept(row)

    def latest(self, sender: str) -> Kept | None:
        """What was read last for this sender, taken or not; None when it is gone."""
        chosen = (
            select(models.PrefillOffer)
            .where(
                models.PrefillOffer.sender == sender,
                models.PrefillOffer.expires_at > self._now(),
            )
            .order_by(models.PrefillOffer.created_at.desc())
            .limit(1)
        )
        with self._factory() as session:
            row = session.scalar(chosen)
            return None if row is None else _kept(row)

    def finish(self, sender: str, offer_id: str, answer: Mapping[str, Any]) -> None:
        """Drop the values; keep only what was answered."""
        with writing(self._factory) as session:
            row = session.get(models.PrefillOffer, offer_id)
            if row is not None and row.sender == sender:
                row.content = {"taken": dict(answer)}

    def drop(self, sender: str, offer_id: str) -> None:
        """Remove a reading nobody wants."""
        with writing(self._factory) as session:
            session.execute(
                delete(models.PrefillOffer).where(
                    models.PrefillOffer.id == offer_id, models.PrefillOffer.sender == sender
                )
            )

    def purge_expired(self) -> int:
        """Remove what is past its hour; return how many."""
        with writing(self._factory) as session:
            result: Any = session.execute(
                delete(models.PrefillOffer).where(models.PrefillOffer.expires_at <= self._now())
            )
            return int(result.rowcount)


def _kept(row: models.PrefillOffer) -> Kept:
    return Kept(row.id, row.form_id, row.draft_id, dict(row.content), row.expires_at)


def _plain(offer: Offer) -> dict[str, Any]:
    snippet = base64.b64encode(offer.snippet).decode() if offer.snippet else None
    return {
        "key": offer.key,
        "label": offer.label,
        "text": offer.text,
        "value": offer.value,
        "sure": offer.sure,
        "note": offer.note,
        "confidence": offer.confidence,
        "snippet": snippet,
        "now": offer.now,
    }


def _offer(plain: Mapping[str, Any]) -> Offer:
    snippet = base64.b64decode(plain["snippet"]) if plain["snippet"] else None
    return Offer(**{**plain, "snippet": snippet})
