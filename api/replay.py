"""Results of actions of the turn in progress, kept in case the engine dies before it is over.

The message is then handed to the engine again, and the engine calls the same actions again. An
action that has already run (and saved a draft) must not run twice on one message.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any


@dataclass
class _Turn:
    message_id: str
    attempt: str
    cursor: int = 0
    results: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Replay:
    """The last message of each sender, with what its actions returned, in order."""

    def __init__(self, remember: int = 2_000) -> None:
        self._remember = remember
        self._turns: OrderedDict[str, _Turn] = OrderedDict()
        self._lock = threading.Lock()

    def known(
        self, sender: str, message_id: str, attempt: str, action: str
    ) -> dict[str, Any] | None:
        """The result of `action` from an earlier attempt at this point of the turn, if any."""
        with self._lock:
            turn = self._turns.get(sender)
            if turn is None or turn.message_id != message_id:
                self._turns[sender] = _Turn(message_id, attempt)
                self._turns.move_to_end(sender)
                while len(self._turns) > self._remember:
                    self._turns.popitem(last=False)
                return None
            if turn.attempt != attempt:
                turn.attempt, turn.cursor = attempt, 0
            if turn.cursor < len(turn.results) and turn.results[turn.cursor][0] == action:
                turn.cursor += 1
                return turn.results[turn.cursor - 1][1]
            del turn.results[turn.cursor :]
            return None

    def keep(self, sender: str, message_id: str, action: str, result: dict[str, Any]) -> None:
        """Remember what `action` returned just now."""
        with self._lock:
            turn = self._turns.get(sender)
            if turn is not None and turn.message_id == message_id:
                turn.results.append((action, result))
                turn.cursor = len(turn.results)
