"""What a form is: fields, conversation groups, shared names and cross-field checks, all of it data.

A `Form` comes from `forms/<form_id>/form.yml` through `forms.loader`; nothing here reads a file.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Key

FieldType = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "percent",
    "partial_date",
    "date",
    "phone",
    "postcode",
    "uscc",
    "yes_no",
    "choice",
    "multi_choice",
    "address",
    "table",
]
Content = Literal["free", "person", "organisation", "number", "county"]
Applicant = Literal["county", "institution"]


class CitationLike(Protocol):
    """The part of a policy citation this package shows."""

    notice: str
    clause: str
    quote: str


class ClauseSource(Protocol):
    """Whoever can look a clause up; `policy.PolicyBase` does."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Any:
        """A citation, or an exception when the clause or the quote is not in the notice."""
        ...


class Model(BaseModel):
    """Unknown keys are refused: a typing error in the data must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Model):
    """One option of a choice field. Its 1-based position is what a person may type instead."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()


class Condition(Model):
    """The field only makes sense while another field has this value.

    While that other field is unknown the field is asked all the same, unless `wait` is set.
    `or_fields`: further fields, any one of which having the value is enough.
    """

    field: str
    equals: bool | str
    wait: bool = False
    or_fields: tuple[str, ...] = ()


class Saying(Model):
    """Words that stand for a number: 每个月都 for 12 of twelve months."""

    words: tuple[str, ...]
    value: int


class Field(Model):
    """One field of a form.

    `aliases` are the ways people name it; an alias may belong to several fields of different types
    (a date after 许可证 is its date, a code its number). `loose_aliases` are everyday nouns that
    only count where a word group begins (医院 in “医院是2019年批的”, not in “康宁医院”).
    `not_aliases` name something else that must not be taken for this field (核定床位).
    `total`: a bare 一共120 among several counts is this one.
    A value said together with a word of `not_about` (开业) is refused with `not_about_reason`.
    `confirm_yes`: a yes said in looser words than the label (“有过火灾”) is asked back first.
    `shape` (a regular expression) is what only a value of this field looks like: it is recognised
    without a label, whatever was asked. `spoken` is how a person would say the example.
    `fact` is the eligibility fact it feeds, alone or with others; `fact_values` what each option of
    a choice, or a yes or a no, says of it (what is not listed says nothing).
    `tells`: by how the value ends (the longest ending counts), what it says of other fields: a name
    that ends in 县 is that of a county.
    `clause` is a clause id of the form's notice and `quote` words of that clause, both verified.
    `table`: what the rows of a field of type table hold.
    `sayings`: what a count is called in words. `verdict_of`: the criterion whose verdict is printed
    here; such a field is neither asked nor told nor kept.
    `inside`: the options are what an institution may have within (内设护理站). `stated_by`: words
    that are a yes by themselves where they are all that a clause says (医保定点).
    """

    key: str
    label: str
    short_label: str | None = None
    type: FieldType
    content: Content = "free"
    unit: str | None = None
    fact: str | None = None
    fact_values: Mapping[bool | str, bool] = {}
    required: bool
    asked: bool = True
    ask_if: Condition | None = None
    implies: Mapping[str, bool] = {}
    tells: Mapping[str, Mapping[str, str]] = {}
    of: str | None = None
    same_as: str | None = None
    year: int | None = None
    not_future: bool = False
    total: bool = False
    min: float | None = None
    max: float | None = None
    max_length: int = 200
    question: str
    help: str
    example: str
    spoken: str | None = None
    shape: str | None = None
    aliases: tuple[str, ...] = ()
    loose_aliases: tuple[str, ...] = ()
    not_aliases: tuple[str, ...] = ()
    not_about: tuple[str, ...] = ()
    not_about_reason: str | None = None
    clause: str | None = None
    quote: str | None = None
    choices: tuple[Choice, ...] = ()
    yes_label: str = "是"
    no_label: str = "否"
    confirm_yes: bool = False
    table: "Table | None" = None
    sayings: tuple[Saying, ...] = ()
    verdict_of: str | None = None
    inside: bool = False
    stated_by: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The label as it reads inside a sentence."""
        return self.short_label or self.label

    def told(self, value: Any) -> Mapping[str, Any]:
        """What a value of this field says of other fields."""
        endings = [end for end in self.tells if isinstance(value, str) and value.endswith(end)]
        told = self.tells[max(endings, key=len)] if endings else {}
        return {**self.implies, **told}


class Group(Model):
    """Fields that are asked together.

    `example` is a sentence that answers the whole group; without it one is put together from the
    fields' own. `bare_no_means_all`: a bare 没有 answers them all.
    """

    id: str
    title: str
    lead: str
    example: str | None = None
    one_by_one: bool = False
    bare_no_means_all: bool = False
    fields: tuple[Field, ...]


class SharedName(Model):
    """A word that may mean several fields of one type, and how to ask which one was meant."""

    id: str
    aliases: tuple[str, ...]
    fields: tuple[str, ...]
    question: str
    all: str
    all_synonyms: tuple[str, ...] = ()
    one: str
    names: Mapping[str, str]


class Context(Model):
    """`alias` means what `means` means where a word of `when` stands in its sentence.

    Not where a word of `unless` stands there, nor while the alias's own fields are asked.
    """

    alias: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()
    means: str


class AtMost(Model):
    """`left` may not exceed `right`."""

    id: str
    kind: Literal["at_most"]
    left: str
    right: str
    message: str


class AtMostSum(Model):
    """`left` may not exceed the sum of `right`."""

    id: str
    kind: Literal["at_most_sum"]
    left: str
    right: tuple[str, ...]
    message: str


class SumAtMost(Model):
    """The sum of `left` may not exceed `right` while `ask`, which says it exactly, is unknown.

    People in both groups of `left` were counted twice: `ask` is then asked at once.
    """

    id: str
    kind: Literal["sum_at_most"]
    left: tuple[str, ...]
    right: str
    ask: str
    message: str


class Share(Model):
    """`part / whole` must agree with `share` within `tolerance` percentage points."""

    id: str
    kind: Literal["share"]
    part: str
    whole: str
    share: str
    tolerance: float
    message: str


class EmptyWhen(Model):
    """The fields in `empty` make no sense while `field` has this value."""

    id: str
    kind: Literal["empty_when"]
    field: str
    equals: bool | str
    empty: tuple[str, ...]
    message: str


Check = Annotated[AtMost | AtMostSum | SumAtMost | Share | EmptyWhen, Key(discriminator="kind")]


class Table(Model):
    """What the rows of a table field hold. A cell nobody filled is absent from its row: unknown.

    `columns` are ordinary fields, `checks` and `shared_names` hold within one row. `name` is the
    column that names a row: rows are told apart by it. `row_word` is what people call a row.
    `from_form`: finished drafts of that form give the first rows, column by column of one key.
    """

    name: str
    columns: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    shared_names: tuple[SharedName, ...] = ()
    min_rows: int = Key(default=1, ge=0)
    max_rows: int = Key(default=60, ge=1)
    row_word: str = "行"
    from_form: str | None = None


Field.model_rebuild()
Group.model_rebuild()


class Photos(Model):
    """Photographs may go with the form, printed after it: heading, remark, how many at most."""

    title: str
    note: str = ""
    most: int = Key(default=6, ge=1, le=12)


class CheckButton(Model):
    """A button: what it shows and what it sends."""

    title: str
    payload: str


class Checking(Model):
    """How a self-check by this form's rules is asked for by name, and how it is spoken of.

    `names`: what it is called in 按29号文自查一下. `opening` may hold {count}, `head` {verdict},
    `ready` {url} and {until}. `day`: the date field whose day is checked, where the rules are of a
    time that is over; `day_wanted` is said while there is no such day.
    """

    names: tuple[str, ...]
    title: str
    opening: str
    stopped: str
    head: str
    button: CheckButton
    again: CheckButton
    ready: str
    day: str | None = None
    day_wanted: str = ""


class FormData(Model):
    """form.yml as written.

    `noun`: what it is called in short. `ready_note` is said with the finished document.
    `applicant`: who fills it in; `rule_set`: the eligibility rules its facts feed. `own_words`
    speak of the applicant itself here (我县, 规划), elsewhere of another place or of a plan.
    """

    id: str
    version: str
    title: str
    notice: str
    attachment: str
    names: tuple[str, ...]
    layout_note: str
    noun: str = "申请表"
    ready_note: str | None = None
    applicant: Applicant | None = None
    rule_set: str | None = None
    checking: Checking | None = None
    own_words: tuple[str, ...] = ()
    photos: Photos | None = None
    groups: tuple[Group, ...]
    shared_names: tuple[SharedName, ...] = ()
    contexts: tuple[Context, ...] = ()
    checks: tuple[Check, ...] = ()


class Form:
    """A validated form. `version` is the declared version and a hash of the file's content.

    `folder` is where it and its templates lie, where it was read from a file; `earlier` finds a
    version of before (`forms.versions`).
    """

    def __init__(
        self,
        data: FormData,
        *,
        content_hash: str,
        citations: Mapping[str, CitationLike],
        folder: Path | None = None,
    ) -> None:
        self.data = data
        self.folder = folder
        self.earlier: Callable[[str], Form | None] = lambda version: None
        self.id = data.id
        self.version = f"{data.version}+{content_hash}"
        self.title = data.title
        self.notice_id = data.notice
        self.attachment = data.attachment
        self.names = data.names
        self.layout_note = data.layout_note
        self.noun = data.noun
        self.ready_note = data.ready_note
        self.applicant = data.applicant
        self.rule_set = data.rule_set
        self.checking = data.checking
        self.own_words = data.own_words
        self.groups = data.groups
        self.shared_names = data.shared_names
        self.contexts = data.contexts
        self.checks = data.checks
        self.citations: Mapping[str, CitationLike] = citations

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by key, in the order of the form."""
        return {field.key: field for group in self.groups for field in group.fields}

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """The group each field key belongs to."""
        return {field.key: group for group in self.groups for field in group.fields}

    @cached_property
    def rows(self) -> Mapping[str, "Form"]:
        """Of each table: its columns as a form of their own, by which one row is read."""
        tables = ((key, field.table) for key, field in self.fields.items())
        return {key: self._row(key, table) for key, table in tables if table is not None}

    def _row(self, key: str, table: Table) -> "Form":
        group = Group(id=key, title=self.fields[key].label, lead="", fields=table.columns)
        changes = {
            "groups": (group,),
            "shared_names": table.shared_names,
            "contexts": (),
            "checks": table.checks,
        }
        data = self.data.model_copy(update=changes)
        before = f"{key}."
        cited = {
            name.removeprefix(before): citation
            for name, citation in self.citations.items()
            if name.startswith(before)
        }
        return Form(data, content_hash=self.version, citations=cited)

    def at(self, version: str) -> "Form":
        """The form as it was in a version; as it is now where that one was not kept."""
        return self if version == self.version else self.earlier(version) or self

    def applies(self, field: Field, values: Mapping[str, Any]) -> bool:
        """Does the field make sense with these values? (an unknown condition: yes)"""
        if field.ask_if is None:
            return True
        condition = field.ask_if
        known = [values.get(key) for key in (condition.field, *condition.or_fields)]
        if condition.equals in known:
            return True
        return None in known and not condition.wait

    def askable(self, values: Mapping[str, Any]) -> Iterator[Field]:
        """The fields that count for progress with these values, in order."""
        for field in self.fields.values():
            if field.key in values or (field.asked and self.applies(field, values)):
                yield field
