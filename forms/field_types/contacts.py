"""Telephone numbers, postcodes and the unified social credit code."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from forms.cleaning import clean, fold
from forms.definition import Field
from forms.field_types.base import FieldKind, refusal

_EXTENSION = r"(?:\s*(?:转|分机|-|ext\.?)\s*(?P<ext{n}>\d{{1,6}})(?!\d))?"
PHONE = re.compile(
    r"(?<![\dA-Za-z])(?:\+?86[\s-]?)?(?P<mobile>1[3-9]\d(?:[\s-]?\d{4}){2})(?!\d)"
    r"|(?<![\dA-Za-z])(?:（|\()?(?P<area>0\d{2,3})(?:）|\))?[\s-]*(?P<local>[2-9]\d{2,3}[\s-]?\d{4})(?!\d)"
    + _EXTENSION.format(n=1)
    + r"|(?<![\dA-Za-z])(?P<service>[48]00[\s-]?\d{3,4}[\s-]?\d{3,4})(?!\d)"
)
NEARLY_PHONE = re.compile(r"(?<![\dA-Za-z.])(?:1\d{9,12}|[2-9]\d{6,7}|0\d{5,12})(?![\dA-Za-z%])")
CODE_18 = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
NEARLY_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9A-Za-z]{14,20}(?![0-9A-Za-z])")
POSTCODE = re.compile(r"(?<![\dA-Za-z.\-])[0-8]\d{5}(?![\dA-Za-z\-])")
_SPACED_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){17}(?![0-9A-Za-z])")
_MADE_OF_DIGITS = re.compile(r"[\s-]")


def scan_phones(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, normalised number) of every telephone number in `text` (folded)."""
    for match in PHONE.finditer(text):
        yield match.start(), match.end(), _normal(match)


def scan_spaced_codes(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every valid credit code written in blocks: 5235 0521 MJB7 6543 21."""
    for match in _SPACED_CODE.finditer(text):
        if re.search(r"[ -]", match.group()) and uscc.is_valid(match.group().upper()):
            yield match.start(), match.end()


def _normal(match: re.Match[str]) -> str:
    if match["mobile"]:
        return _MADE_OF_DIGITS.sub("", match["mobile"])
    if match["service"]:
        digits = _MADE_OF_DIGITS.sub("", match["service"])
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    local = _MADE_OF_DIGITS.sub("", match["local"])
    extension = f"转{match['ext1']}" if match["ext1"] else ""
    return f"{match['area']}-{local}{extension}"


def _parse_phone(field: Field, raw: str, today: date) -> str:
    text = fold(clean(raw))
    found = list(scan_phones(text))
    if len(found) == 1:
        return found[0][2]
    if len(found) > 1:
        raise refusal("one_phone", field)
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"[2-9]\d{6,7}", digits):
        raise refusal("area_code", field, digits=digits)
    if digits.startswith("1") and len(digits) != 11:
        raise refusal("mobile_length", field, digits=len(digits))
    raise refusal("phone", field)


def _parse_postcode(field: Field, raw: str, today: date) -> str:
    digits = re.sub(r"\s", "", fold(clean(raw)))
    match = re.search(r"(?<!\d)\d{6}(?!\d)", digits)
    if match is None:
        raise refusal("postcode", field)
    return match.group()


def check_code(field: Field, raw: str) -> str:
    """The unified social credit code in its standard form. Raises ValueProblem with the reason."""
    number = re.sub(r"[\s-]", "", fold(clean(raw))).upper()
    if not number:
        raise refusal("code_none", field)
    try:
        return str(uscc.validate(number))
    except InvalidLength:
        raise refusal("code_length", field, given=len(number)) from None
    except InvalidChecksum:
        raise refusal("code_checksum", field) from None
    except InvalidComponent:
        raise refusal("code_component", field) from None
    except ValidationError:
        wrong = "、".join(sorted(set(re.findall(r"[IOSVZ]", number))))
        raise refusal("code_letters", field, wrong=wrong) from None


def _parse_uscc(field: Field, raw: str, today: date) -> str:
    text = fold(clean(raw))
    match = CODE_18.search(text) or _SPACED_CODE.search(text)
    return check_code(field, match.group() if match else re.sub(r"[^0-9A-Za-z]", "", text))


def _show(field: Field, value: Any) -> str:
    return str(value)


PHONE_KIND = FieldKind(
    name="phone",
    parse=_parse_phone,
    show=_show,
    holds=lambda field, value: isinstance(value, str) and PHONE.fullmatch(value) is not None,
    good=(
        "13805910001",
        "138 0591 0001",
        "+86 13805910001",
        "0591-83300000",
        "0591—83300000",
        "０５９１－８３３０００００",
        "(0591)83300000转801",
        "0591 8330 0000",
        "400-800-1234",
    ),
    bad=("", "没有", "1380591", "83300000", "138059100012", "13805910001和13805910002"),
    sample={"type": "phone", "example": "13805910001"},
)
POSTCODE_KIND = FieldKind(
    name="postcode",
    parse=_parse_postcode,
    show=_show,
    holds=lambda field, value: isinstance(value, str) and re.fullmatch(r"\d{6}", value) is not None,
    good=("350001", "３５０００１", "邮编350001", "350 001"),
    bad=("", "35000", "3500011", "福州"),
    sample={"type": "postcode", "example": "350001"},
)
USCC_KIND = FieldKind(
    name="uscc",
    parse=_parse_uscc,
    show=_show,
    holds=lambda field, value: isinstance(value, str) and uscc.is_valid(value),
    good=(
        "91350100M000100Y43",
        "91350100m000100y43",
        "９１３５０１００M000100Y43",
        "52350102MJB0000108",
    ),
    bad=("", "不清楚", "91350100M000100Y44", "91350100M000100Y4", "9135O100M000100Y43"),
    sample={"type": "uscc", "example": "91350100M000100Y43"},
)
