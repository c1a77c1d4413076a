"""Actions for tests of the service: what they do is decided by their name."""

import threading
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

runs: list[str] = []


class Speak(Action):
    """Says something, sets a slot, and notes in which thread it ran."""

    def name(self) -> str:
        return "fake_speak"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        runs.append(threading.current_thread().name)
        dispatcher.utter_message(text="好的", json_message={"outcome": "answered"})
        return [SlotSet("subject", "county")]


released = threading.Event()


class Slow(Action):
    """Takes a thread until it is released."""

    def name(self) -> str:
        return "fake_slow"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        released.wait(30)
        return []


class Break(Action):
    """Fails with what the person typed in the error's text."""

    def name(self) -> str:
        return "fake_break"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        raise RuntimeError(f"cannot work with {tracker.latest_message['text']}")
