"""Every form's sample, and what a city sends in, as printed pages, and the pictures kept of them.

`python -m tests.paper.pages` draws the kept pictures anew. Look at each before committing it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

import policy
from eligibility import RuleSet, load_all
from forms import Form, load_forms, pdf
from forms.facts import day_of, facts_of
from forms.rendering import render_docx, to_pdf
from forms.verdicts import with_verdicts

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("golden")
TODAY = date(2025, 10, 20)
DOTS_PER_INCH = 60
GREYS = 16
_FONTS = {"仿宋": "Noto Serif CJK SC", "宋体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC",
          "Times New Roman": "Liberation Serif"}  # fmt: skip
"""With which fonts the kept pictures were drawn; other ones break lines elsewhere."""


def not_comparable() -> str:
    """Why this machine cannot draw the pages as they are kept; empty where it can."""
    if not pdf.pdf_available():
        return "LibreOffice is not installed"
    for program in ("pdftoppm", "fc-match"):
        if shutil.which(program) is None:
            return f"{program} is not installed (Debian: poppler-utils, fontconfig)"
    env = {**os.environ, "FONTCONFIG_FILE": str(ROOT / "forms" / "pdf_fonts.conf")}
    for family, expected in _FONTS.items():
        command = ["fc-match", "-f", "%{family[0]}", family]
        found = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        if found != expected:
            return f"{family} is printed with {found}, not {expected} (Debian: fonts-noto-cjk)"
    return ""


@cache
def rules() -> Mapping[str, RuleSet]:
    """The rules by id."""
    return load_all(ROOT / "eligibility" / "rules", policy.load(ROOT / "data" / "notices"))


@cache
def forms() -> Mapping[str, Form]:
    """The forms by id."""
    return load_forms(ROOT / "forms", policy.load(ROOT / "data" / "notices"))


def sample(form_id: str) -> dict[str, Any]:
    """The form's complete invented application."""
    text = (ROOT / "forms" / form_id / "sample.yml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values


def draw(form_id: str, values: Mapping[str, Any]) -> list[Image.Image]:
    """The pages of the form with these values: Word, PDF, pictures."""
    return drawn(document(form_id, values))


def document(form_id: str, values: Mapping[str, Any]) -> bytes:
    """The form's Word file with these values, verdicts included."""
    form = forms()[form_id]
    if any(field.verdict_of for field in form.fields.values()):
        day = day_of(form, values, TODAY)
        report = rules()[form.rule_set or ""].check(facts_of(form, values), day)
        values = with_verdicts(form, values, report)
    return render_docx(form, values, TODAY)


def printed_text(docx: bytes) -> str:
    """What stands on the printed pages of a Word file, without blanks."""
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=to_pdf(docx), check=True, capture_output=True
    )
    return "".join(done.stdout.decode().split())


def drawn(docx: bytes) -> list[Image.Image]:
    """The pages of a Word file as pictures."""
    printed = to_pdf(docx)
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", "-", f"{name}/page"],
            input=printed,
            check=True,
        )
        return [_loaded(path) for path in sorted(Path(name).glob("page-*.png"))]


def kept(form_id: str) -> list[Image.Image]:
    """The kept pictures of the form, in the order of the pages."""
    return [_loaded(path) for path in sorted(GOLDEN.glob(f"{form_id}-*.png"))]


def keep(form_id: str, pages: list[Image.Image], folder: Path = GOLDEN) -> None:
    """Put these pictures in the place of those kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{form_id}-*.png"):
        path.unlink()
    for number, page in enumerate(pages, start=1):
        page.quantize(GREYS).save(folder / f"{form_id}-{number:02}.png", optimize=True, bits=4)


def _loaded(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("L")


def main() -> int:
    """Draw the kept pictures of every form anew."""
    reason = not_comparable()
    if reason:
        print(reason)
        return 1
    from tests.paper.package import documents  # builds on this module

    for form_id in forms():
        keep(form_id, draw(form_id, sample(form_id)))
    for name, content in documents().items():
        keep(name, drawn(content))
    print(f"{GOLDEN}: look at each page before committing it")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
