"""Conversations in one database row each, with a cost that does not grow.

Rasa reads, writes and posts to the action server every event of a conversation, so a turn gets
slower with every turn before it. Here a conversation is its state (slots, active loop) followed by
its last events: what falls out of the window is folded into the state, never lost.
"""

import json
import logging
import time
from typing import Any, Iterable, List, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

_TABLE = sa.Table(
    "conversation_trackers",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False),
)


class BoundedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps the state of each conversation and at most about ``kept_events`` of its last events.

    Args:
        host: SQLAlchemy URL (``url`` in endpoints.yml); SQLite runs in WAL mode.
        kept_events: events to keep; the window is widened to begin with a whole turn.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        kept_events: int = 30,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.kept_events = int(kept_events)
        self.engine = _engine(host or "sqlite:///var/tracker.db")
        _TABLE.metadata.create_all(self.engine, checkfirst=True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation, folded; committed to disk when this returns.

        One that was emptied (``PUT …/tracker/events`` with no events) is forgotten altogether.
        """
        if not tracker.events:
            await self.delete(tracker.sender_id)
            return
        await self.stream_events(tracker)
        events = self.folded(tracker)
        content = json.dumps([event.as_dict() for event in events], ensure_ascii=False)
        row = {"events": content, "updated_at": time.time()}
        with self.engine.begin() as connection:
            done = connection.execute(
                _TABLE.update().where(_TABLE.c.sender_id == tracker.sender_id).values(**row)
            )
            if not done.rowcount:
                connection.execute(_TABLE.insert().values(sender_id=tracker.sender_id, **row))

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the conversation, or None when there is none."""
        with self.engine.connect() as connection:
            content = connection.execute(
                sa.select(_TABLE.c.events).where(_TABLE.c.sender_id == sender_id)
            ).scalar()
        if content is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(content), self.domain.slots)

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation."""
        with self.engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.sender_id == sender_id))

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(_TABLE.c.sender_id)).scalars())

    def folded(self, tracker: DialogueStateTracker) -> List[Event]:
        """The events that stand for the conversation from now on.

        A window starts at a user message (or anywhere before the first one), so a turn is kept
        whole or folded whole.
        """
        events = _listening(list(tracker.events), tracker.active_loop_name)
        start = _window_start(events, self.kept_events)
        if start == 0:
            return events
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[:start], self.domain.slots
        )
        return _state_as_events(before) + events[start:]


def _engine(url: str) -> sa.engine.Engine:
    engine = sa.create_engine(url, future=True, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA busy_timeout=5000")

    return engine


def _listening(events: List[Event], loop: Optional[str]) -> List[Event]:
    """End the turn if Rasa cut it off.

    Rasa stops after ten actions in a turn and leaves the conversation in mid-turn, where each later
    message is dropped at once; a saved conversation always waits for the next message.
    """
    actions = [event for event in events if isinstance(event, ActionExecuted)]
    waits = (ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME)
    if actions and actions[-1].action_name not in waits:
        if loop:
            events.append(ActiveLoop(loop))  # takes back a rejection
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return events


def _window_start(events: List[Event], kept: int) -> int:
    """Index of the user message the window begins with; 0 keeps everything."""
    if len(events) <= kept:
        return 0
    for index in range(len(events) - kept, -1, -1):
        if isinstance(events[index], UserUttered):
            return index
    return 0


def _state_as_events(tracker: DialogueStateTracker) -> List[Event]:
    """Events after which a new tracker has the slots and the active loop of ``tracker``."""
    now = tracker.events[-1].timestamp if tracker.events else time.time()
    events: List[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=now),
        SessionStarted(timestamp=now),
    ]
    events.extend(
        SlotSet(name, slot.value, timestamp=now)
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value
    )
    loop = tracker.active_loop_name
    if loop:
        events.append(ActionExecuted(loop, timestamp=now))
        events.append(ActiveLoop(loop, timestamp=now))
    events.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=now))
    return events
