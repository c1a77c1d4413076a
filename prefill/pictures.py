"""Pictures and pages of a PDF, opened with care: kind, size and damage are judged first."""

import io
import warnings
from typing import TYPE_CHECKING

from prefill.errors import PrefillError
from prefill.layout import Box

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1600
"""Pixels; a certificate's print is legible at that, and more takes longer to read."""

SMALLEST_SIDE = 200
PAGES = 3
SNIPPET_HEIGHT = 104


def open_picture(data: bytes) -> "Image":
    """A JPEG or PNG as it is meant to be looked at, no larger than needed, in RGB."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        _judge_size(picture.width, picture.height)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return _reduced(_on_white(upright))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PrefillError("unusable", "broken") from error
    except Image.DecompressionBombError as error:
        raise PrefillError("too_large", "picture_too_large", limit=MAX_PIXELS // 10_000) from error


def open_pdf(data: bytes) -> tuple[list["Image"], int]:
    """The first pages as pictures, and how many there are."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "broken"
        raise PrefillError("wrong_kind" if code == "encrypted" else "unusable", code) from error
    try:
        count = len(document)
        if not count:
            raise PrefillError("unusable", "pdf_no_page")
        pages = []
        for number in range(min(count, PAGES)):
            page = document[number]
            scale = LONGEST_SIDE / max(*page.get_size(), 1.0)
            pages.append(page.render(scale=scale).to_pil().convert("RGB"))
        return pages, count
    except pypdfium2.PdfiumError as error:
        raise PrefillError("unusable", "broken") from error
    finally:
        document.close()


def snippet(picture: "Image", box: Box) -> bytes:
    """A small PNG of one place in the picture."""
    from PIL import Image

    left, top, right, bottom = box
    margin = 0.25 * min(bottom - top, 60)
    part = picture.crop(
        (
            max(0, int(left - margin)),
            max(0, int(top - margin)),
            min(picture.width, int(right + margin) + 1),
            min(picture.height, int(bottom + margin) + 1),
        )
    )
    if part.height > SNIPPET_HEIGHT:
        width = max(1, part.width * SNIPPET_HEIGHT // part.height)
        part = part.resize((width, SNIPPET_HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    part.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _judge_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PrefillError("too_large", "picture_too_large", limit=MAX_PIXELS // 10_000)
    if min(width, height) < SMALLEST_SIDE:
        raise PrefillError("unusable", "picture_too_small")


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return picture.convert("RGB")
    page = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(page, picture.convert("RGBA")).convert("RGB")


def _reduced(picture: "Image") -> "Image":
    from PIL import Image

    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture
