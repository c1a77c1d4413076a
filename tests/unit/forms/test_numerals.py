"""Numbers as people write them, and what only looks like one."""

from decimal import Decimal

import pytest

from forms.numerals import parse_number, scan_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13万4千多人", [134000]),
        ("3万5200人", [35200]),
        ("1万零500人", [10500]),
        ("2万3百", [20300]),
        ("4千5百人", [4500]),
        ("12万", [120000]),
        ("1.2万", [12000]),
        ("1200", [1200]),
        ("三明市三元区", []),
        ("三个医生", [3]),
    ],
)
def test_how_much_is_said(text: str, values: list[int]) -> None:
    assert [number.value for number in scan_numbers(text)] == [Decimal(v) for v in values]


@pytest.mark.parametrize("text", ["二十零", "百十一", "一一十二", "零十一", "千百十"])
def test_what_is_no_number_stops_nothing(text: str) -> None:
    value = parse_number(text)
    assert value is None or value > 0
