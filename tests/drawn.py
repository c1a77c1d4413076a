"""How made-up input is drawn: the same in every run, so that a run says something of the change
at hand; at random, and more of it, when somebody looks for what nobody has thought of.

`ASSISTANT_DRAW=10 make test-slow` draws ten times as many cases, others every time; what it finds
becomes a case of its own beside the test.
"""

import os

from hypothesis import HealthCheck, settings

USUAL = 60
"""Cases of a test that names no number of its own."""
TIMES = int(os.environ.get("ASSISTANT_DRAW", "0"))


def cases(number: int = USUAL) -> settings:
    """So many cases, however long each takes (times are not asserted)."""
    return settings(
        max_examples=number * max(TIMES, 1),
        derandomize=TIMES == 0,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def make_usual() -> None:
    """Let tests without settings of their own draw this way."""
    settings.register_profile("drawn", cases())
    settings.load_profile("drawn")
