"""Certificates as a phone photographs them: made-up data on paper, tilted, noisy, stamped over.

Everything on them is invented; the layout follows the printed forms (labels before values, long
values broken over lines, a round red seal over the issuing office and the date).
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/opentype/noto")
SERIF, SANS = FONTS / "NotoSerifCJK-Regular.ttc", FONTS / "NotoSansCJK-Regular.ttc"
SIMPLIFIED = 2
"""The number of the face for simplified Chinese in Noto's collections."""

PAPERS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "papers.yml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Look:
    """How the picture was taken. `angle` in degrees, `noise` and `shade` in grey levels."""

    angle: float = 0.0
    noise: int = 0
    blur: float = 0.0
    shade: int = 0
    scale: float = 1.0
    quality: int = 88
    turned: int = 0


CLEAN = Look()
PHOTO = Look(angle=1.8, noise=9, blur=0.6, shade=40, scale=0.8, quality=72)
LYING = Look(angle=1.0, noise=6, scale=0.8, turned=90)
UPSIDE_DOWN = Look(angle=-1.0, noise=6, scale=0.8, turned=180)
POOR = Look(angle=-3.2, noise=16, blur=1.0, shade=70, scale=0.55, quality=55)

LOOKS = {"clean": CLEAN, "photo": PHOTO, "poor": POOR, "lying": LYING, "upside_down": UPSIDE_DOWN}


def fonts_there() -> bool:
    """Whether the fonts the papers are written in are installed."""
    return SERIF.is_file() and SANS.is_file()


def paper(name: str, look: Look = CLEAN, **changes: str) -> bytes:
    """One of `papers.yml` as a JPEG; `changes` put other text in the place of a key's."""
    page = _printed(PAPERS[name], changes)
    return jpeg(_taken(page, look), look.quality)


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, index=SIMPLIFIED)


def _printed(what: dict[str, Any], changes: dict[str, str]) -> Image.Image:
    width, height = what.get("size", (1500, 1100))
    page = Image.new("RGB", (width, height), (252, 249, 238))
    pen = ImageDraw.Draw(page)
    pen.rectangle((36, 36, width - 36, height - 36), outline=(140, 110, 60), width=5)
    pen.text((width / 2, 120), what["title"], font=_font(SERIF, 66), fill=(60, 20, 20), anchor="mm")
    for line in what["lines"]:
        text = changes.get(line.get("key", ""), line["text"])
        size = line.get("size", 34)
        face = _font(SERIF if line.get("serif") else SANS, size)
        x, y = line["at"]
        for row in _wrapped(text, line.get("wrap")):
            pen.text((x, y), row, font=face, fill=(35, 35, 40))
            y += int(size * 1.5)
    if "seal" in what:
        _seal(page, *what["seal"])
    return page


def _wrapped(text: str, width: int | None) -> Sequence[str]:
    return [text] if not width else [text[i : i + width] for i in range(0, len(text), width)]


def _seal(page: Image.Image, x: int, y: int, text: str) -> None:
    layer = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    red = (205, 40, 35, 120)
    pen.ellipse((x - 130, y - 130, x + 130, y + 130), outline=red, width=9)
    pen.text((x, y), "★", font=_font(SANS, 70), fill=red, anchor="mm")
    pen.text((x, y + 78), text, font=_font(SERIF, 26), fill=red, anchor="mm")
    page.paste(layer, (0, 0), layer)


def _taken(page: Image.Image, look: Look) -> Image.Image:
    table = (96, 84, 74)
    if look.angle:
        page = page.rotate(
            look.angle, expand=True, fillcolor=table, resample=Image.Resampling.BICUBIC
        )
    if look.scale != 1.0:
        size = (round(page.width * look.scale), round(page.height * look.scale))
        page = page.resize(size, Image.Resampling.LANCZOS)
    if look.shade:
        ramp = Image.linear_gradient("L").resize(page.size)
        dark = Image.new("RGB", page.size, (0, 0, 0))
        page = Image.composite(dark, page, ramp.point(lambda v: v * look.shade // 255))
    if look.blur:
        page = page.filter(ImageFilter.GaussianBlur(look.blur))
    if look.noise:
        drawn = random.Random(20251020)
        tile = bytes(drawn.randrange(256) for _ in range(256 * 256))
        grain = Image.frombytes("L", (256, 256), tile).resize(page.size).convert("RGB")
        page = Image.blend(page, grain, look.noise / 255)
    return page.rotate(look.turned, expand=True) if look.turned else page
