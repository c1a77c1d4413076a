"""Free text: kept exactly as typed, markup included; only length and emptiness are judged."""

import re
from datetime import date
from typing import Any

from forms.cleaning import clean
from forms.definition import Field
from forms.field_types.base import FieldKind, refusal

_MEANINGFUL = re.compile(r"[^\W_]", re.UNICODE)
_PLACE = re.compile(r"[省市县区镇乡街路村道巷弄号]")


def _parse_line(field: Field, raw: str, today: date) -> str:
    text = re.sub(r"\s*\n\s*", " ", clean(raw))
    return _checked(field, text)


def _parse_long(field: Field, raw: str, today: date) -> str:
    return _checked(field, re.sub(r"\n{3,}", "\n\n", clean(raw)))


def _checked(field: Field, text: str) -> str:
    if not _MEANINGFUL.search(text):
        raise refusal("empty", field)
    if len(text) > field.max_length:
        raise refusal("too_long", field, limit=field.max_length, length=len(text))
    if field.content == "person" and re.search(r"\d{3,}", text):
        raise refusal("person", field)
    return text


def _parse_address(field: Field, raw: str, today: date) -> str:
    text = _parse_line(field, raw, today)
    if len(text) < 5 or not _PLACE.search(text):
        raise refusal("address", field)
    return text


def _show(field: Field, value: Any) -> str:
    return str(value)


def _holds(field: Field, value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= field.max_length


TEXT = FieldKind(
    name="text",
    parse=_parse_line,
    show=_show,
    holds=_holds,
    good=("福州市康宁护理院", "<b>康宁</b>", "{{ 7*7 }}", "a & b"),
    bad=("", "   ", "……", "x" * 201),
    sample={"type": "text"},
)
LONG_TEXT = FieldKind(
    name="long_text",
    parse=_parse_long,
    show=_show,
    holds=_holds,
    good=("第一段。\n\n第二段。", "{% raw %}照写{% endraw %}"),
    bad=("", "\n\n", "长" * 3001),
    sample={"type": "long_text", "max_length": 3000},
)
ADDRESS = FieldKind(
    name="address",
    parse=_parse_address,
    show=_show,
    holds=_holds,
    good=("福州市鼓楼区鼓屏路61号", "平潭综合实验区潭城镇示例路1号3楼"),
    bad=("", "福州", "不知道", "abcdefgh"),
    sample={"type": "address", "example": "福州市鼓楼区示例路8号"},
)
