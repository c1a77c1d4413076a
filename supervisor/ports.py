"""TCP ports: is one free, which is, and whose it is before anybody listens on it."""

import contextlib
import socket
import sys
from collections.abc import Iterable


def is_free(host: str, port: int) -> bool:
    """True when a server could listen on `host:port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def is_spoken_for(host: str, port: int) -> bool:
    """True when a server listens there, or another supervisor's product is about to."""
    if not is_free(host, port):
        return True
    with contextlib.ExitStack() as held:
        return not claim(held, [(host, port)])


def next_free(host: str, after: int) -> int:
    """The first free port above `after`; any free one when the next hundred are taken."""
    for port in range(after + 1, min(after + 101, 65536)):
        if not is_spoken_for(host, port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def claim(held: contextlib.ExitStack, addresses: Iterable[tuple[str, int]]) -> bool:
    """Claim the addresses against other supervisors until `held` is closed; False when one of
    them is another's.

    A product listens only half a minute after its start, once everything is loaded: a second one
    that starts meanwhile would find the port free. The claim is a name in the kernel, which goes
    with the process whatever ends it, and is seen where the port is. Linux alone has such names.
    """
    if sys.platform != "linux":
        return True
    for host, port in addresses:
        name = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        try:
            name.bind(f"\0yiyang-assistant:{host}:{port}")
        except OSError:
            return False
    return True
