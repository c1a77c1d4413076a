"""Who wishes for the letter, the reports or the package in words: 出推荐函，联系人张三，电话……."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forms.cleaning import fold
from forms.loader import read_yaml

_PARTS = re.compile(r"[，,；;。！!\s]+")
LONGEST = 80


@dataclass(frozen=True)
class Wish:
    """What was said: who recommends, and whom to ask; empty where it was not."""

    city: str = ""
    contact: str = ""
    phone: str = ""


def wished(text: str) -> Wish | None:
    """The wish that a whole message is; None when it is none."""
    folded = fold(text.strip())
    if not folded or len(folded) > LONGEST:
        return None
    patterns = _patterns()
    contact, phone = patterns["contact"].search(folded), patterns["phone"].search(folded)
    rest = folded[: min(m.start() for m in (contact, phone) if m)] if contact or phone else folded
    asked = patterns["wish"].fullmatch("，".join(part for part in _PARTS.split(rest) if part))
    if asked is None:
        return None
    return Wish(
        asked["city"] or "",
        contact["contact"] if contact else "",
        phone["phone"] if phone else "",
    )


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data: dict[str, str] = read_yaml(Path(__file__).parent / "asking.yml")
    return {name: re.compile(pattern) for name, pattern in data.items()}
