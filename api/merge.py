"""From the engine's entries to the messages of the contract.

The engine's REST channel sends one utterance as several entries: its text cut at empty lines, the
last piece or all of it with the buttons, and `custom` by itself at the end.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def merged(recipient: str, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One message an utterance: texts up to and including the `custom` that closes it.

    Buttons close an utterance too, unless its `custom` follows at once. Entries of other kinds
    (images, attachments) stay as they are.
    """
    messages: list[dict[str, Any]] = []
    current: dict[str, Any] = {}

    def close() -> None:
        nonlocal current
        if current:
            messages.append({"recipient_id": recipient, **current})
        current = {}

    for entry in entries:
        if "custom" in entry:
            current["custom"] = _complete(entry["custom"])
            close()
        elif "text" in entry:
            if "buttons" in current:
                close()
            text = entry["text"]
            current["text"] = f"{current['text']}\n\n{text}" if "text" in current else text
            if entry.get("buttons"):
                current["buttons"] = entry["buttons"]
        else:
            close()
            messages.append({**entry, "recipient_id": recipient})
    close()
    return messages


def note(recipient: str, text: str, outcome: str = "error") -> list[dict[str, Any]]:
    """A reply of the service itself, in the same shape."""
    custom = {"outcome": outcome, "citations": []}
    return [{"recipient_id": recipient, "text": text, "custom": custom}]


def outcomes(messages: Iterable[Mapping[str, Any]]) -> list[str]:
    """The outcomes of `messages`, in order."""
    return [str(m["custom"].get("outcome")) for m in messages if "custom" in m]


def _complete(custom: Any) -> Any:
    if isinstance(custom, dict) and "outcome" in custom:
        return {"citations": [], **custom}
    return custom
