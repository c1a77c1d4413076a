"""The real program, rules and drafts; lists made of plain rows; packages read back."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from openpyxl import Workbook, load_workbook

import storage
from eligibility import RuleSet, load_rules
from forms import load_forms
from forms.drafts import Draft, DraftStore
from recommendation import Package, Program, Request, build_package, load_program
from recommendation.checking import check
from recommendation.collecting import collect
from recommendation.explanation import sending, verdict
from recommendation.model import Finding, Recommendation
from tests import databases, known

ROOT = Path(__file__).parents[3]
DAY = dt.date(2025, 10, 20)
FORM = "demonstration_institution_application"
COUNTY = [
    "县（市、区）名称", "县级人民政府联系人", "联系电话", "县级卫生健康部门联系人", "联系电话",
    "通讯地址及邮编",
]  # fmt: skip
INSTITUTION = ["序号", "机构名称", "负责人", "联系电话", "联系人", "联系电话", "通讯地址及邮编"]
KANGNING = [
    1, "福州市康宁护理院", "王建国", "13805910001", "李梅", "0591-83300000",
    "福州市鼓楼区温泉街道示例路8号，邮编：350001",
]  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """What a package is built with."""

    program: Program
    rules: RuleSet
    drafts: DraftStore


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    base = known.base()
    program = load_program(base, load_forms(ROOT / "forms", base))
    rules = load_rules(ROOT / "eligibility/rules", base)
    url = f"sqlite:///{tmp_path_factory.mktemp('drafts')}/drafts.db"
    databases.migrate(url)
    engine = storage.engine(url)
    yield Parts(program, rules, DraftStore(storage.session_factory(engine)))
    engine.dispose()


@pytest.fixture
def make(parts: Parts) -> Callable[..., Package]:
    """Build a package on the day; by default for 福州市 with its contact."""

    def build(
        workbook: bytes | None = None, *, as_of: dt.date = DAY, stored: bool = True, **said: Any
    ) -> Package:
        sender = {"city": "福州市", "contact": "张三", "phone": "0591-87654321"}
        request = Request(workbook, **{**sender, **said})
        drafts = parts.drafts if stored else None
        return build_package(request, parts.program, {parts.rules.id: parts.rules}, drafts, as_of)

    return build


@pytest.fixture
def only_institutions(parts: Parts) -> Program:
    """The program where only institutions have a form: counties are named in lists alone."""
    form = parts.program.tables[1].form
    assert form is not None
    return load_program(parts.program.policy, {form.id: form})


@dataclass(frozen=True)
class Examined:
    """The check alone, without documents."""

    findings: list[Finding]
    summary: list[str]


@pytest.fixture
def examine(parts: Parts) -> Callable[..., Examined]:
    """Check a list and applications as `make` does, without making the documents."""

    def examined(workbook: bytes | None = None, *, as_of: dt.date = DAY, **said: Any) -> Examined:
        sender = {"city": "福州市", "contact": "张三", "phone": "0591-87654321"}
        request = Request(workbook, **{**sender, **said})
        recommendation = collect(request, parts.program, parts.drafts, as_of)
        findings = check(recommendation, parts.program, {parts.rules.id: parts.rules})
        return Examined(findings, [verdict(findings), *sending(recommendation, parts.program)])

    return examined


@pytest.fixture
def read(parts: Parts) -> Callable[..., Recommendation]:
    """Read a list without making the documents."""

    def collected(workbook: bytes | None = None, **said: Any) -> Recommendation:
        request = Request(workbook, **{"city": "福州市", **said})
        return collect(request, parts.program, parts.drafts, DAY)

    return collected


def sample() -> dict[str, Any]:
    """A complete, invented application."""
    text = (ROOT / "forms" / FORM / "sample.yml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values


@pytest.fixture
def application(parts: Parts) -> Callable[..., Draft]:
    """A stored application: the sample with changes; a change to None leaves the field out."""

    def store(*, status: str = "done", form_id: str = FORM, **changes: Any) -> Draft:
        values = {k: v for k, v in {**sample(), **changes}.items() if v is not None}
        draft = parts.drafts.create(form_id, "1", "someone", {"values": values})
        draft.status = status
        return parts.drafts.save(draft, draft.revision, "someone", "web")

    return store


def a_list(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx with these sheets; text that begins with = stays text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def files(package: Package) -> dict[str, bytes]:
    """The files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def file(package: Package, part: str) -> bytes:
    """The one file whose name holds `part`."""
    found = [content for name, content in files(package).items() if part in name]
    assert len(found) == 1, list(files(package))
    return found[0]


def word_rows(docx: bytes, table: int = 0) -> list[list[str]]:
    """The cells of a table of a Word document, paragraphs joined by line breaks."""
    rows = Document(io.BytesIO(docx)).tables[table].rows
    return [[cell.text for cell in row.cells] for row in rows]


def word_lines(docx: bytes) -> list[str]:
    """The paragraphs of a Word document outside its tables."""
    return [paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs]


def sheet_rows(xlsx: bytes) -> list[list[Any]]:
    """The cells of the first sheet."""
    book = load_workbook(io.BytesIO(xlsx))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
