"""Signatures of the callback, and how old a request may be."""

import hashlib
import hmac
import time

MAX_AGE = 300
"""Seconds. The platform delivers a message three times within 15 seconds; the rest is for clocks
that differ."""


def signature_of(token: str, timestamp: str, nonce: str, *ciphertext: str) -> str:
    """SHA-1 of the sorted parts; with `ciphertext` a `msg_signature`, which covers the body."""
    parts = sorted([token, timestamp, nonce, *ciphertext])
    return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, token: str, timestamp: str, nonce: str, *ciphertext: str) -> bool:
    """True when `given` is the signature of the parts; takes the same time for any wrong one."""
    expected = signature_of(token, timestamp, nonce, *ciphertext)
    return hmac.compare_digest(expected.encode(), given.encode())


def is_fresh(timestamp: str, now: float | None = None) -> bool:
    """True when `timestamp` (Unix seconds) is within MAX_AGE of now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs((time.time() if now is None else now) - int(timestamp)) <= MAX_AGE
