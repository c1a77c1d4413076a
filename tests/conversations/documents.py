"""Open a document the assistant offers and read it back as text."""

from __future__ import annotations

import io
import re
import zipfile

import httpx

from tests import web
from tests.conversations.schema import Download
from tests.conversations.talk import Talk
from tests.conversations.text import fold


def check_download(talk: Talk, want: Download) -> list[str]:
    """Fetch the last link and compare the Word text; returns the problems found."""
    documents = (talk.form or {}).get("documents") or []
    if not documents:
        return ["no document link to download"]
    response = web.get(httpx.URL(talk.base_url).join(documents[-1]), timeout=60)
    if response.status_code != want.status:
        return [f"the link answers {response.status_code}, expected {want.status}"]
    if want.status != 200:
        return []
    try:
        text = fold(_word_text(response.content))
    except (zipfile.BadZipFile, KeyError) as problem:
        return [f"the download is no Word file: {problem!r}"]
    problems = [f"document lacks {t!r}" for t in want.contains if fold(t) not in text]
    problems += [f"document contains {t!r}" for t in want.not_contains if fold(t) in text]
    said = fold("\n".join(talk.said))
    tags = re.findall(r"\{[{%].*?[%}]\}", text)
    problems += [f"template tag left in the document: {tag}" for tag in tags if tag not in said]
    return problems


def _word_text(content: bytes) -> str:
    """All text runs of the body, headers and footers, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            n for n in archive.namelist() if re.match(r"word/(document|header|footer)\d*\.xml", n)
        ]
        xml = "".join(archive.read(name).decode("utf-8") for name in sorted(parts))
    runs = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>)", xml)
    text = "".join(run or "\n" for run, _ in runs)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
