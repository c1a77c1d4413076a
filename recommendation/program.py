"""What the notice wants from a city: tables, letter, deadline, contact, quota; read from data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field as Key
from pydantic import ValidationError

from forms import Field, Form, FormError
from forms.cleaning import compact
from forms.definition import Model
from forms.loader import read_yaml
from policy import Citation, PolicyBase
from policy.facts import Contact, Deadline, Quota
from policy.facts import Table as TableFact
from recommendation.errors import RecommendationError

FOLDER = Path(__file__).parent


class City(Model):
    """Who recommends. `also`: other names people give it."""

    name: str
    unit: str
    organ: str
    we: str = "我委"
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a person may type."""
        return (self.name, self.name.removesuffix("市"), self.unit, self.organ, *self.also)


class ListField(Model):
    """A column of a list that is in no table of the notice."""

    key: Literal["number", "code", "verdict"]
    names: tuple[str, ...]


class FactIds(Model):
    """Which facts of the notice say by when, where to, how many and what is made public."""

    deadline: str
    contact: str
    quota: str
    publicity: str


class Documents(Model):
    """What the notice calls the documents that are to be sent."""

    letter: str
    summary: str
    application: str
    report: str


class ProgramData(Model):
    """program.yml as written."""

    notice: str
    facts: FactIds
    documents: Documents
    tables: tuple[str, ...]
    most_rows: int = Key(ge=1)
    blank_unit: str
    cities: tuple[City, ...]
    list_fields: tuple[ListField, ...]
    phone_names: tuple[str, ...]


class ColumnData(Model):
    """A column: its tag in the template, the fields printed in it, its width in mm."""

    key: str
    fields: tuple[str, ...] = ()
    width: float


class ReportFact(Model):
    """A fact of the notice to write about, and the application's fields that tell of it."""

    fact: str
    fields: tuple[str, ...] = ()


class ReportPart(Model):
    """A part of the work report; without a title, that of its (only) clause is taken."""

    title: str | None = None
    facts: tuple[ReportFact, ...]


class TableData(Model):
    """table.yml as written. `fields` are the table's own, for as long as there is no `form`."""

    fact: str
    subject: Literal["county", "institution"]
    noun: str
    title_word: str
    sheet: str
    name_field: str
    form: str | None = None
    application_fact: str
    rules: str | None = None
    columns: tuple[ColumnData, ...]
    fields: tuple[Field, ...] = ()
    report: tuple[ReportPart, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A recommendation table of the notice. `headings` are its columns, word for word."""

    id: str
    data: TableData
    folder: Path
    fact: TableFact
    form: Form | None
    fields: Mapping[str, Field]
    citations: Mapping[str, Citation]

    @property
    def title(self) -> str:
        """The title as the notice prints it."""
        return self.fact.title

    @property
    def attachment(self) -> str:
        """附件4 or 附件5."""
        return self.fact.label

    @property
    def headings(self) -> Sequence[str]:
        """The columns as the notice prints them."""
        return self.fact.columns

    @property
    def name_field(self) -> Field:
        """The field that names whom the row is about."""
        return self.fields[self.data.name_field]


@dataclass(frozen=True, eq=False)
class Program:
    """Everything the package is made from, checked against the notice."""

    data: ProgramData
    policy: PolicyBase
    tables: Sequence[Table]
    deadline: Deadline
    contact: Contact
    quota: Quota

    def fact(self, fact_id: str) -> Any:
        """A fact of the notice."""
        return self.policy.fact(fact_id, self.data.notice)

    def cite(self, clause: str, quote: str | None = None) -> Citation:
        """A citation of the notice."""
        return self.policy.cite(self.data.notice, clause, quote)

    def cite_fact(self, fact_id: str) -> Citation:
        """The citation of a fact's quote."""
        return self.policy.cite_fact(fact_id, self.data.notice)

    def city(self, typed: str) -> City | None:
        """The city meant, None for nothing typed. Raises RecommendationError for an unknown one."""
        wanted = compact(typed)
        if not wanted:
            return None
        for city in self.data.cities:
            if wanted in {compact(name) for name in city.names}:
                return city
        names = "、".join(city.name for city in self.data.cities)
        raise RecommendationError("unusable", "unknown_city", text=typed.strip()[:30], names=names)


def load_program(policy: PolicyBase, forms: Mapping[str, Form], folder: Path = FOLDER) -> Program:
    """The program from its data folder. Raises FormError, naming file and place."""
    path = folder / "program.yml"
    data: ProgramData = _parse(path, ProgramData)
    notice = data.notice
    tables = [_table(folder / name, notice, policy, forms) for name in data.tables]
    try:
        policy.fact(data.facts.publicity, notice)
        program = Program(
            data,
            policy,
            tables,
            policy.fact(data.facts.deadline, notice),
            policy.fact(data.facts.contact, notice),
            policy.fact(data.facts.quota, notice),
        )
    except KeyError as error:
        raise FormError(str(path), "facts", f"通知里没有“{error.args[0]}”。") from error
    named = tuple(data.documents.model_dump().values())
    if set(named) != set(program.deadline.what):
        raise FormError(str(path), "documents", "与通知要求报送的材料不一致。")
    return program


def _table(folder: Path, notice: str, policy: PolicyBase, forms: Mapping[str, Form]) -> Table:
    path = folder / "table.yml"
    data: TableData = _parse(path, TableData)
    form = forms.get(data.form) if data.form is not None else None
    if form is None and not data.fields:
        raise FormError(str(path), "form", f"没有“{data.form}”这张表格。")
    known = form.fields if form is not None else {field.key: field for field in data.fields}
    wanted = [key for column in data.columns for key in column.fields]
    for key in (*wanted, data.name_field, *(field.key for field in data.fields)):
        if key not in known or key not in wanted:
            raise FormError(str(path), "columns", f"没有“{key}”这个字段。")
    try:
        fact = policy.fact(data.fact, notice)
        for part in data.report:
            for item in part.facts:
                policy.fact(item.fact, notice)
                unknown = [key for key in item.fields if form and key not in form.fields]
                if unknown:
                    raise FormError(str(path), "report", f"没有“{unknown[0]}”这个字段。")
        policy.fact(data.application_fact, notice)
    except KeyError as error:
        raise FormError(str(path), "", f"通知里没有“{error.args[0]}”。") from error
    if len(fact.columns) != len(data.columns):
        raise FormError(str(path), "columns", f"通知的表有{len(fact.columns)}栏。")
    fields = {key: known[key] for key in wanted}
    citations: dict[str, Citation] = {}
    for key, field in fields.items():
        try:
            citations[key] = policy.cite(notice, field.clause or "", field.quote)
        except (KeyError, ValueError) as error:
            raise FormError(str(path), f"字段 {key}", "通知中找不到所引的条款或原文。") from error
    return Table(folder.name, data, folder, fact, form, fields, citations)


def _parse(path: Path, model: type[Any]) -> Any:
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FormError(str(path), place, f"格式不对（{first['msg']}）。") from error
