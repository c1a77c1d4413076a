"""Files that give nothing: a clear sentence each, never a crash."""

import io
import zipfile
from collections.abc import Callable

import pytest

from forms import Form
from prefill import MAX_BYTES, PrefillError, ocr, read_file
from prefill.layout import Line
from tests.unit.prefill.conftest import COUNTY, TODAY, document, lines, recorded, sheet

Reader = Callable[[list[Line]], None]
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def png(width: int = 600, height: int = 400) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """An Office file with these parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info.filename))
        for name, content in parts.items():
            new.writestr(name, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def locked_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing in it": (lambda: b"", "空的"),
    "too large": (lambda: b"\xff\xd8\xff" + b"0" * MAX_BYTES, "超过12 MB"),
    "a program": (lambda: b"MZ" + b"\0" * 100, "读不了"),
    "a text": (lambda: "名称,床位\n".encode(), "读不了"),
    "a web page called .jpg": (lambda: b"<html><script>alert(1)</script>", "读不了"),
    "a photo of an iPhone": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 90, "HEIC"),
    "an old .doc": (lambda: OLE + b"\0" * 500, "旧格式"),
    "a locked .docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "a .docx with macros": (
        lambda: changed(document(("a", "b")), **{"word/vbaProject.bin": b"x"}),
        "宏",
    ),
    "a .xlsx with macros": (
        lambda: changed(sheet(("a", "b")), **{"xl/vbaProject.bin": b"x"}),
        "宏",
    ),
    "a .docx with more text than any form": (
        lambda: changed(document(("a", "b")), **{"word/document.xml": b" " * 40_000_000}),
        "解压后超过30 MB",
    ),
    "a bomb": (
        lambda: changed(document(("a", "b")), **{"word/bomb.xml": b"\0" * 160_000_000}),
        "解压后超过",
    ),
    "a .zip": (lambda: changed(sheet(("a",)), **{"[Content_Types].xml": b"<Types/>"}), "读不了"),
    "a cut-off .docx": (lambda: document(("机构名称", "某院"))[:2000], "损坏"),
    "a .docx whose text is no XML": (
        lambda: changed(document(("a", "b")), **{"word/document.xml": b"<w:document"}),
        "损坏",
    ),
    "a .docx with entities": (
        lambda: changed(
            document(("a", "b")),
            **{
                "word/document.xml": b'<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><d>&c;</d>'
            },
        ),
        "没有找到申请表的栏目|损坏",
    ),
    "a .docx without labels": (lambda: document(("甲", "乙")), "没有找到申请表的栏目"),
    "a .xlsx without labels": (lambda: sheet(("甲", "乙")), "没有找到申请表的栏目"),
    "a cut-off picture": (lambda: png()[:200], "损坏"),
    "a tiny picture": (lambda: png(30, 30), "太小"),
    "a picture with too many pixels": (lambda: png(9000, 9000), "太大"),
    "a cut-off PDF": (lambda: b"%PDF-1.7\n1 0 obj\n<<", "损坏"),
    "a locked PDF": (locked_pdf, "密码"),
}


def test_of_a_long_scan_the_first_pages_are_read_and_it_is_said(
    form_set: dict[str, Form], reader: Reader
) -> None:
    from PIL import Image

    page, out = Image.new("RGB", (800, 600), "white"), io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[page] * 4)
    reader(lines(("营业执照", 300, 40), ("名称：福州市康宁护理院", 40, 120)))
    reading = read_file(out.getvalue(), form_set, None, {}, TODAY)
    assert [offer.value for offer in reading.offers] == ["福州市康宁护理院"]
    assert reading.notes == ["这个 PDF 有5页，只读了前3页。"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    name: str, form_set: dict[str, Form], reader: Reader
) -> None:
    reader([])
    make, said = FILES[name]
    with pytest.raises(PrefillError, match=said) as refused:
        read_file(make(), form_set, None, {}, TODAY)
    assert "申请表没有变" in refused.value.message_zh
    assert "请" in refused.value.message_zh


@pytest.mark.parametrize(
    "found, said",
    [
        ([], "没有读出文字"),
        (lines(("…", 10, 10)), "没有读出文字"),
        (lines(("今天天气很好", 10, 10)), "不像认得的证照.*医疗机构执业许可证"),
    ],
)
def test_a_picture_of_something_else(
    found: list[Line], said: str, form_set: dict[str, Form], reader: Reader
) -> None:
    reader(found)
    with pytest.raises(PrefillError, match=said):
        read_file(png(), form_set, None, {}, TODAY)


def test_a_certificate_that_has_nothing_for_the_form(
    form_set: dict[str, Form], reader: Reader
) -> None:
    reader(recorded("medical_licence.clean"))
    with pytest.raises(PrefillError, match="没有《全国医养结合示范县"):
        read_file(png(), form_set, form_set[COUNTY], {}, TODAY)


def test_without_the_extra_pictures_are_refused_naming_the_command(
    form_set: dict[str, Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "PARTS", ("a_package_that_is_not_there",))
    with pytest.raises(PrefillError, match="make ocr"):
        read_file(png(), form_set, None, {}, TODAY)
    data = sheet(("机构名称", "福州市康宁护理院"))
    assert read_file(data, form_set, None, {}, TODAY).offers
