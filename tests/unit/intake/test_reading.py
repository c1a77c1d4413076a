"""What is read from the kinds of file that offices send, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intake import IntakeError
from intake.proposing import take_in
from intake.reading import read
from tests.unit.intake import papers

WHOLE = "\n".join(papers.LINES)
PAGE = 30
"""Lines of a PDF page."""


def lines_of(folder: Path, name: str, data: bytes) -> list[str]:
    file = folder / name
    file.write_bytes(data)
    return [line.text for line in read(file)]


def expected() -> list[str]:
    """The notice as every kind of file should give it (blanks between characters aside)."""
    return ["".join(line.split()) for line in papers.LINES]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    found = lines_of(tmp_path, "通知.txt", WHOLE.encode(encoding))
    assert ["".join(line.split()) for line in found] == expected()


def test_word(tmp_path: Path) -> None:
    found = lines_of(tmp_path, "通知.docx", papers.word(papers.LINES))
    assert ["".join(line.split()) for line in found] == expected()


def test_the_content_tells_the_kind_not_the_name(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "通知.txt", papers.word(["一、总则"])) == ["一、总则"]


def test_pdf(tmp_path: Path) -> None:
    pages = [[*papers.LINES[i : i + PAGE], f"— {i // PAGE + 1} —"] for i in range(0, 60, PAGE)]
    found = lines_of(tmp_path, "通知.pdf", papers.pdf([page for page in pages if len(page) > 1]))
    assert ["".join(line.split()) for line in found] == expected()


def test_numbers_that_word_writes_itself(tmp_path: Path) -> None:
    lines = ["#总体要求", "##指导思想", "##工作目标", "#主要任务", "##建立团队", "正文。"]
    assert lines_of(tmp_path, "通知.docx", papers.word(lines, papers.numbered)) == [
        "一、总体要求",
        "（一）指导思想",
        "（二）工作目标",
        "二、主要任务",
        "（一）建立团队",
        "正文。",
    ]


def test_tables_stand_where_they_are(tmp_path: Path) -> None:
    def add_table(document: Any) -> None:
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["序号", "项目", "1", "助餐"], strict=True):
            cell.text = text
        document.add_paragraph("表后。")

    found = lines_of(tmp_path, "通知.docx", papers.word(["表前。"], add_table))
    assert ["".join(line.split()) for line in found] == ["表前。", "序号项目", "1助餐", "表后。"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "文件是空的"),
        ("空白.txt", b" \n\t\n", "文件是空的"),
        ("页码.txt", "— 1 —\n\n2\n".encode(), "没有文字"),
        ("空.docx", papers.word([]), "没有文字"),
        ("旧.doc", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "旧格式的 Word"),
        (
            "密.docx",
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        ("密.pdf", papers.pdf([["一、总则"]], password="secret"), "打开密码"),
        ("扫描.pdf", papers.pdf([[], []]), "整份文件是扫描的图片"),
        ("半扫描.pdf", papers.pdf([papers.LINES[:20], []]), "第2页是扫描的图片"),
        ("长.pdf", papers.pdf([["一、总则" * 5]] * 200), "文件有200页，一次最多收100页（第101页"),
        ("坏.pdf", b"%PDF-1.7\nbroken", "PDF 文件已经损坏"),
        ("坏.docx", b"PK\x03\x04word/" + b"x" * 300, "Word 文件已经损坏"),
        ("改.docx", papers.word(papers.LINES, papers.revised), "还没有接受的修订"),
        ("表.xlsx", b"PK\x03\x04xl/workbook.xml" + b"\0" * 300, "只收 .docx、.pdf 和 .txt"),
        ("网页.html", b"<html></html>", "只收 .docx、.pdf 和 .txt"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "这是图片"),
        ("乱.txt", "第一行\n".encode() + bytes(range(128, 256)) * 9, "编码认不出来（第2行附近）"),
        ("长.txt", ("一" * 99 + "。\n").encode() * 900, "到第801行已超过80000个字"),
    ],
)
def test_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(IntakeError) as refused:
        read(file)
    assert words in refused.value.message_zh
    assert name in refused.value.message_zh


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "没有.txt", "没有找到"), (tmp_path, "文件夹")):
        with pytest.raises(IntakeError, match=words):
            read(path)


def test_a_real_notice_is_named_as_people_say_it(tmp_path: Path) -> None:
    """Nobody says the brackets and the year of 《三级综合医院医疗服务能力指南（2016年版）》."""
    text = "\n".join(
        [
            "国卫办医函〔2016〕936号",
            "国家卫生计生委办公厅关于印发三级综合医院医疗服务能力指南（2016年版）的通知",
            "各省、自治区、直辖市卫生计生委：",
            "现印发给你们，请参照执行。",
            "联系人：医政医管局 罗庆华",
            "电话：010-68791885",
            "国家卫生计生委办公厅",
            "2016年8月29日",
        ]
    )
    file = tmp_path / "notice.txt"
    file.write_text(text, encoding="utf-8")
    review = take_in(file, tmp_path / "notices", []).file.read_text(encoding="utf-8")
    assert "  - 三级综合医院医疗服务能力指南\n" in review


def test_who_issued_it_is_asked_for_when_it_is_not_found(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "关于做好互联网医疗服务的通知",
            "各省：",
            "现就有关工作通知如下：",
            "一、可以通过互联网诊疗平台在线开具处方。",
            "二、出现变化的，应当到实体医疗机构就诊。",
            "甲乙丙丁",
            "2022年12月11日",
        ]
    )
    file = tmp_path / "notice.txt"
    file.write_text(text, encoding="utf-8")
    assert "没有找到发文单位，请对照正式文件补上。" in take_in(file, tmp_path / "n", []).notes


def test_a_damaged_word_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "通知.docx"
    file.write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(IntakeError, match="已经损坏"):
        read(file)
