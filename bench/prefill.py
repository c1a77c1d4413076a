"""How much of a photographed certificate is read rightly: made-up papers in four looks.

``python -m bench.prefill`` prints the figures; ``--record`` writes the lines that were read to
``tests/unit/prefill/lines.json``, on which the tests find the values again without reading anew.
Needs ``make ocr`` (or ``make test``) and the Noto CJK fonts.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import policy
from forms import Form, load_forms
from prefill import Offer, PrefillError, ocr, read_file
from prefill.layout import Line
from tests.unit.prefill.papers import LOOKS, PAPERS, fonts_there, paper

ROOT = Path(__file__).resolve().parent.parent
LINES = ROOT / "tests" / "unit" / "prefill" / "lines.json"
TODAY = date(2025, 10, 20)


def main() -> None:
    """Read every paper in every look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--only", choices=sorted(PAPERS), help="one paper alone")
    arguments = parser.parse_args()
    if not (ocr.installed() and fonts_there()):
        raise SystemExit("需要 make ocr 和中文字体（apt install fonts-noto-cjk）。")
    base = policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")
    forms = load_forms(ROOT / "forms", base)
    table = Table("照片", "栏目", "读对", "读错", "没读出", "其中已勾选而读错", "秒")
    recorded: dict[str, Any] = json.loads(LINES.read_text()) if arguments.only else {}
    chosen = {arguments.only: PAPERS[arguments.only]} if arguments.only else PAPERS
    reading = ocr.read_lines

    for look_name, look in LOOKS.items():
        right = wrong = missed = trusted = 0
        seconds = 0.0
        for name, about in chosen.items():
            seen: list[list[Line]] = []

            def read(picture: Any, seen: list[list[Line]] = seen) -> list[Line]:
                seen.append(reading(picture))
                return seen[-1]

            ocr.read_lines = read
            begun = time.perf_counter()
            offers = offers_of(paper(name, look), forms)
            seconds += time.perf_counter() - begun
            recorded[f"{name}.{look_name}"] = [plain(line) for line in seen[-1]]
            for key, value in about["read"].items():
                offer = offers.get(key)
                if offer is None or offer.value != value:
                    print(f"{name}.{look_name}: {key} {value} → {offer and offer.text}")
                good = offer is not None and offer.value == value
                right += good
                missed += offer is None
                wrong += offer is not None and not good
                trusted += offer is not None and not good and offer.sure
        total = right + wrong + missed
        row = (look_name, total, right, wrong, missed, trusted, f"{seconds / len(chosen):.1f}")
        table.add_row(*(str(cell) for cell in row))
    ocr.read_lines = reading
    Console().print(table)
    if arguments.record:
        LINES.write_text(
            "{\n"
            + ",\n".join(
                f"{json.dumps(name)}: [\n"
                + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
                + "\n]"
                for name, lines in recorded.items()
            )
            + "\n}\n",
            encoding="utf-8",
        )


def offers_of(data: bytes, forms: dict[str, Form]) -> dict[str, Offer]:
    """What a picture offers, by field key."""
    try:
        reading = read_file(data, forms, None, {}, TODAY)
    except PrefillError:
        return {}
    return {offer.key: offer for offer in reading.offers}


def plain(line: Line) -> dict[str, Any]:
    """A line as JSON."""
    corners = [[round(x), round(y)] for x, y in line.corners]
    return {"text": line.text, "score": round(line.score, 3), "corners": corners}


if __name__ == "__main__":
    main()
