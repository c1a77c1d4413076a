"""The fields of a form as form.yml has them: alone, in groups, in the rows of a table."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as Key

from forms.checks import Check
from forms.strict import Model

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


class Choice(Model):
    """One option of a choice field. Its 1-based position is what a person may type instead.

    `told_by`: regular expressions of what describes it, none of its names (养老院里面办的医务室).
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()


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
    A value said together with a word of `not_about` (开业) is refused with `not_about_reason`; a
    bare day in a message of several clauses is only taken with a word of `told_with` (取消), where
    there are any.
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
    that are a yes by themselves where they are all that a clause says (医保定点). `denied_by`: what
    something wider is called whose denial denies this (事故 in 没出过任何事故). `faults`: a yes
    says that something is wrong (发现问题): what elsewhere denies (不够, 没跟上) is a yes here.
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
    told_with: tuple[str, ...] = ()
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
    denied_by: tuple[str, ...] = ()
    faults: bool = False

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
    fields' own. `bare_no_means_all`: a bare 没有 answers them all. `called`: what people call all
    of it together (五个阶段都有).
    """

    id: str
    title: str
    lead: str
    example: str | None = None
    one_by_one: bool = False
    bare_no_means_all: bool = False
    called: tuple[str, ...] = ()
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
