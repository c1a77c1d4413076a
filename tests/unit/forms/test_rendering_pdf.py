"""PDF by LibreOffice: made where it is installed, a clear message where it is not or hangs."""

import io
import os
import stat
import time
from pathlib import Path

import pytest
from docx import Document

from forms import pdf
from forms.rendering import PdfError, to_pdf


@pytest.fixture
def docx() -> bytes:
    document = Document()
    document.add_paragraph("全国医养结合示范机构申请表")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def fake_office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.skipif(not pdf.pdf_available(), reason="LibreOffice is not installed")
def test_a_document_becomes_a_pdf(docx: bytes) -> None:
    assert to_pdf(docx).startswith(b"%PDF-")


def test_without_libreoffice_the_word_file_is_offered(
    docx: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pdf.pdf_available() is False
    with pytest.raises(PdfError, match=r"没有安装 LibreOffice.*请下载 Word 文件"):
        to_pdf(docx)


def test_a_conversion_that_fails_is_said_so(
    docx: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_office(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(PdfError, match="没有生成成功"):
        to_pdf(docx)


def test_a_conversion_that_hangs_is_ended_with_its_children(
    docx: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_office(
        tmp_path,
        f"(sleep 20; touch {tmp_path}/finished) & echo $! > {tmp_path}/child; wait",
        monkeypatch,
    )
    with pytest.raises(PdfError, match="超时"):
        to_pdf(docx, timeout=1.0)
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)
    assert not (tmp_path / "finished").exists()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().split()[2] == "Z")


def test_each_conversion_has_a_profile_of_its_own_and_leaves_nothing(
    docx: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = (
        f'echo "$@" >> {tmp_path}/calls; for last; do :; done; cp "$last" "${{last%.docx}}.pdf"'
    )
    fake_office(tmp_path, script, monkeypatch)
    assert to_pdf(docx) == docx
    assert to_pdf(docx) == docx
    first, second = (tmp_path / "calls").read_text().splitlines()
    profiles = [call.split("UserInstallation=")[1].split()[0] for call in (first, second)]
    assert profiles[0] != profiles[1]
    assert not any(Path(profile.removeprefix("file://")).parent.exists() for profile in profiles)
