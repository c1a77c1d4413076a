"""What the page may send without agreement while a form is being filled in."""

import re
from pathlib import Path

import pytest
import yaml

from privacy import notice

CASES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "notice_words.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in CASES.items() for t in texts])
def test_questions_go_and_values_ask(kind: str, text: str) -> None:
    personal = any(re.search(pattern, text) for pattern in notice().personal)
    free = any(re.search(pattern, text) for pattern in notice().free)
    assert (free and not personal) == (kind == "free")
