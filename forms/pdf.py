"""Word to PDF by LibreOffice, where it is installed.

`pdf_fonts.conf` names free stand-ins for the fonts of official documents, used where those are not
installed; without it the converter would take any font that has the characters, Japanese ones too.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

TIMEOUT_S = 90.0
_FONTS = Path(__file__).parent / "pdf_fonts.conf"


class PdfError(Exception):
    """No PDF could be made; the message says what to do instead."""


def pdf_available() -> bool:
    """Is LibreOffice installed?"""
    return _office() is not None


def to_pdf(docx: bytes, timeout: float = TIMEOUT_S) -> bytes:
    """The document as PDF. Raises PdfError without LibreOffice, on a timeout or a failure.

    Each call has a LibreOffice profile of its own, so that calls do not block each other.
    """
    office = _office()
    if office is None:
        raise PdfError("本服务器没有安装 LibreOffice，暂时不能生成 PDF。请下载 Word 文件使用。")
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(docx)
        _convert(office, folder, timeout)
        made = folder / "document.pdf"
        if not made.exists():
            raise PdfError("PDF 没有生成成功，请下载 Word 文件使用。")
        return made.read_bytes()


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _convert(office: str, folder: Path, timeout: float) -> None:
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore",
               "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder),
               str(folder / "document.docx")]  # fmt: skip
    process = subprocess.Popen(
        command,
        env={**os.environ, "FONTCONFIG_FILE": str(_FONTS)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # soffice starts a child of its own: they are ended together
    )
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as exc:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise PdfError("生成 PDF 超时，请稍后再试，或先下载 Word 文件使用。") from exc
