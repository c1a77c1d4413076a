"""A photograph made ready to go with a form: looked at with care, turned upright, made smaller.

It is drawn anew, so that nothing the camera added (place, time, device) is left in it.
"""

import importlib.util
import io

from prefill.errors import PrefillError
from prefill.opening import kind_of

QUALITY = 82
MAX_KEPT = 1_500_000
"""Bytes; a picture of 1600 pixels takes a fifth of it."""


def ready(data: bytes) -> bytes:
    """The photograph as a JPEG of at most 1600 pixels. Raises PrefillError."""
    if kind_of(data) != "picture":
        raise PrefillError("wrong_kind", "photo_kind")
    if importlib.util.find_spec("PIL") is None:
        raise PrefillError("not_installed", "photo_not_installed")
    from prefill.pictures import open_picture

    picture = open_picture(data)
    for quality in (QUALITY, 60, 40):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MAX_KEPT:
            break
    return out.getvalue()
