"""The ZIP for submission: letter, tables, applications, outlines, evidence lists, explanation."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.drafts import Photo
from forms.photos import with_photos
from forms.rendering import document_filename, filename_part, render_docx
from recommendation import summary
from recommendation.applications import Drafts
from recommendation.checking import Rules, check
from recommendation.collecting import Request, collect
from recommendation.evidence import write_evidence
from recommendation.explanation import Item, sending, verdict, write_explanation
from recommendation.letter import write_letter
from recommendation.model import Applicant, Finding, Recommendation
from recommendation.outline import write_outline
from recommendation.program import Program
from recommendation.wording import say

_STAMP = (2025, 8, 7, 0, 0, 0)
"""Of every file in the archive: the same input gives the same bytes."""


@dataclass(frozen=True)
class Package:
    """The archive, its name, what the check found, and the sentences that sum it up."""

    content: bytes
    filename: str
    findings: Sequence[Finding]
    summary: Sequence[str]


def build_package(
    request: Request, program: Program, rules: Rules, drafts: Drafts | None, as_of: date
) -> Package:
    """Everything a city sends in. Raises RecommendationError for input that cannot be used.

    `drafts` may be None when the request names no applications.
    """
    recommendation = collect(request, program, drafts, as_of)
    findings = check(recommendation, program, rules)
    files = _Files()
    files.add(say("file_letter"), write_letter(recommendation, program), say("todo_letter"))
    for table in program.tables:
        if not recommendation.of(table):
            continue
        name = say("file_table", attachment=table.attachment, title=table.title)
        word = summary.write_docx(recommendation, table, program)
        files.add(f"{name}.docx", word, say("todo_table"))
        sheet = summary.write_xlsx(recommendation, table, program)
        files.add(f"{name}.xlsx", sheet, say("todo_sheet"))
    for applicant in recommendation.applicants:
        photos = _photos(applicant, drafts)
        _of_applicant(files, applicant, recommendation, program, rules, photos)
    explained = write_explanation(recommendation, findings, files.items, program)
    files.add(say("file_explanation"), explained, "", first=True)
    city = recommendation.sender.city
    stem = say("file_package", city=city.name if city else "", day=f"{as_of:%Y%m%d}")
    told = (verdict(findings), *sending(recommendation, program)[:1])
    return Package(files.archive(), f"{stem}.zip", findings, told)


def _of_applicant(
    files: "_Files",
    applicant: Applicant,
    recommendation: Recommendation,
    program: Program,
    rules: Rules,
    photos: Sequence[Photo],
) -> None:
    form, draft = applicant.table.form, applicant.application
    if form is not None and draft is not None:
        form = form.at(draft.form_version)
        document = render_docx(form, draft.values, recommendation.as_of)
        document = with_photos(document, form, photos)
        name = document_filename(form, draft.values)
        files.add(say("file_application", name=name), document, say("todo_application"))
    who = filename_part(applicant.shown)
    report = write_outline(applicant, program)
    files.add(say("file_report", name=who), report, say("todo_report"))
    evidence = write_evidence(applicant, program, rules, recommendation.as_of)
    files.add(say("file_evidence", name=who), evidence, say("todo_evidence"))


def _photos(applicant: Applicant, drafts: Drafts | None) -> Sequence[Photo]:
    known = applicant.application
    return drafts.photos(known.id) if known is not None and drafts is not None else ()


class _Files:
    """The files of the archive in order; no name stands twice."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self.items: list[Item] = []

    def add(self, name: str, content: bytes, remark: str, *, first: bool = False) -> None:
        stem, dot, extension = name.rpartition(".")
        number = 2
        while name in self._contents:
            name = f"{stem}（{number}）{dot}{extension}"
            number += 1
        if first:
            self._contents = {name: content, **self._contents}
            return
        self._contents[name] = content
        self.items.append(Item(name, remark))

    def archive(self) -> bytes:
        """The ZIP; names that are not ASCII carry the UTF-8 flag, which Windows understands."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, content in self._contents.items():
                entry = zipfile.ZipInfo(name, _STAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                made.writestr(entry, content)
        return out.getvalue()
