"""Files that cannot be used: each is refused with what is wrong and what to do."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import Result, ScreeningError
from tests.drawn import cases
from tests.unit.screening.conftest import table, workbook

LIST = [["机构名称", "满意度"], ["甲院", 96]]
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600


def repacked(change: Callable[[str, bytes], bytes], **extra: bytes) -> bytes:
    """The good list with its parts changed and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(LIST))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


def macro_type(name: str, content: bytes) -> bytes:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return content.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def entity(name: str, content: bytes) -> bytes:
    if name != "xl/worksheets/sheet1.xml":
        return content
    content = content[content.index(b"<worksheet") :]
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "boom">]>' + content


def same(name: str, content: bytes) -> bytes:
    return content


def word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types>wordprocessingml.document.main+xml</Types>")
    return out.getvalue()


def newer_packing() -> bytes:
    """The central directory asks for version 6.4 of the format, which zipfile does not read."""
    data = bytearray(workbook(LIST))
    data[data.rindex(b"PK\x01\x02") + 6] = 64
    return bytes(data)


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty file": (lambda: b"", "unusable", "文件是空的"),
    "text": (lambda: "机构名称,床位".encode(), "wrong_kind", "不是可以打开的 Excel"),
    "word": (word, "wrong_kind", "不是可以打开的 Excel"),
    "newer packing": (newer_packing, "wrong_kind", "不是可以打开的 Excel"),
    "xls": (lambda: OLE, "wrong_kind", ".xls"),
    "encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "wrong_kind", "打开密码"),
    "xlsm by part": (
        lambda: repacked(same, **{"xl/vbaProject.bin": b"x"}),
        "wrong_kind",
        "带有宏",
    ),
    "xlsm by type": (lambda: repacked(macro_type), "wrong_kind", "带有宏"),
    "5 MB": (lambda: b"PK" + b"x" * 5_000_000, "too_large", "超过5 MB"),
    "zip bomb": (
        lambda: repacked(same, bomb=b"\0" * 151_000_000),
        "too_large",
        "解压后超过150 MB",
    ),
    "damaged": (lambda: repacked(lambda n, c: c[: len(c) // 2]), "any", ""),
    "entities": (lambda: repacked(entity), "unusable", "损坏"),
    "no sheet content": (lambda: workbook([]), "unusable", "没有内容"),
    "no header": (lambda: workbook([["甲", "乙"], [1, 2]]), "unusable", "没有找到认得的表头"),
    "no rows": (lambda: workbook(LIST[:1]), "unusable", "下面没有机构"),
    "only a total": (lambda: workbook([LIST[0], ["合计", 96]]), "unusable", "下面没有机构"),
    "same header twice": (
        lambda: workbook([["机构名称", "满意度", "满意率"], ["甲院", 96, 97]]),
        "unusable",
        "B列“满意度”和C列“满意率”",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_what_to_do(check: Callable[[bytes], Result], name: str) -> None:
    make, kind, words = REFUSED[name]
    with pytest.raises(ScreeningError) as caught:
        check(make())
    assert kind in (caught.value.kind, "any")
    assert words in caught.value.message_zh
    assert "请" in caught.value.message_zh


def big(rows: int) -> bytes:
    """A long list, put together as XML because that is quick."""
    body = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>院{n}</t></is></c></row>'
        for n in range(2, rows + 2)
    )

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        start = content.index(b'<row r="2"')
        end = content.index(b"</sheetData>")
        return content[:start] + body.encode() + content[end:]

    return repacked(change)


def test_20001_rows(check: Callable[[bytes], Result]) -> None:
    with pytest.raises(ScreeningError, match="超过20000行") as caught:
        check(big(20_001))
    assert caught.value.kind == "too_large"


def test_a_formula_without_a_value_is_told_of(check: Callable[[bytes], Result]) -> None:
    def change(sheet: Any) -> None:
        sheet["B2"] = "=AVERAGE(C2:D2)"

    row = table(check(workbook(LIST, change)), "未读出和需核对")[0]
    assert row["位置"] == "B2" and "公式没有保存计算结果" in row["说明和处理办法"]


def test_a_cell_far_to_the_right_costs_nothing(check: Callable[[bytes], Result]) -> None:
    def change(sheet: Any) -> None:
        sheet["XFD2"] = "x"

    assert sum(check(workbook(LIST, change)).counts.values()) == 1


@cases(30)
@given(place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_is_refused_or_read_never_a_crash(
    check: Callable[[bytes], Result], place: float, byte: int, cut: bool
) -> None:
    data = workbook(LIST)
    at = int(place * (len(data) - 1))
    damaged = data[:at] if cut else data[:at] + bytes([byte]) + data[at + 1 :]
    try:
        check(damaged)
    except ScreeningError as error:
        assert error.message_zh
