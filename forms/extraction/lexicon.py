"""The words of one form, ready for matching: which field does 床位, 许可证 or 电话 name?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from forms.cleaning import fold
from forms.definition import Choice, Field, Form, SharedName
from forms.fields import Context
from forms.loader import read_yaml

_WORD_BEGINS_AFTER = re.compile(
    r"(?:^$|[^\u4e00-\u9fff]|[们的是和未没里内设与及且但把将另外其中现在有我院共张个位名含能面边零一二三四五六七八九十百千]|[目当]前|\d[年月日号])$"
)


_COUNTED = re.compile(r"[\d一二两三四五六七八九十百千万][家个名位张]")  # 106家医疗机构: no 家医


@dataclass(frozen=True)
class Words:
    """Language data shared by all forms (forms/lexicon.yml)."""

    surnames: frozenset[str]
    small: frozenset[str]
    titles: tuple[str, ...]
    organisation_ends: tuple[str, ...]
    neutral: frozenset[str]
    phone_words: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    refusing: re.Pattern[str]
    mended: re.Pattern[str]
    asked_of_us: Mapping[str, re.Pattern[str]]
    courtesy: frozenset[str]
    cautions: tuple[str, ...]
    around_a_count: tuple[str, ...]
    halfway: tuple[str, ...]
    no_denial: tuple[str, ...]
    of_another_matter: tuple[str, ...]
    denials: tuple[str, ...]
    deficiencies: tuple[str, ...]
    kinds_of_places: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A mention of one or more fields in a text; `foreign`: of something that is no field."""

    start: int
    end: int
    keys: tuple[str, ...]
    shared: SharedName | None = None
    loose: bool = False
    foreign: bool = False


@dataclass(frozen=True)
class Entry:
    """What one alias means."""

    text: str
    keys: tuple[str, ...]
    shared: SharedName | None
    loose: bool
    choice: bool
    foreign: bool


@lru_cache(maxsize=1)
def words() -> Words:
    """The shared language data."""
    data = read_yaml(Path(__file__).parent.parent / "lexicon.yml")
    return Words(
        surnames=frozenset(data["surnames"].split()),
        small=frozenset(data["small_words"].split()),
        titles=tuple(sorted(data["titles"].split(), key=len, reverse=True)),
        yes=tuple(data["yes_to_a_guess"].split()),
        no=tuple(data["no_to_a_guess"].split()),
        refusing=re.compile("|".join(data["not_now"])),
        mended=re.compile("|".join(data["mended"])),
        asked_of_us={
            name: re.compile("|".join(f"(?:{line})" for line in lines))
            for name, lines in data["asked_of_us"].items()
        },
        courtesy=frozenset(data["courtesy"].split()),
        cautions=tuple(data["cautions"].split()),
        around_a_count=tuple(data["around_a_count"].split()),
        halfway=tuple(data["halfway"].split()),
        of_another_matter=tuple(data["of_another_matter"].split()),
        no_denial=tuple(data["no_denial"].split()),
        denials=tuple(data["denials"].split()),
        deficiencies=tuple(data["deficiencies"].split()),
        kinds_of_places={
            name: tuple(sorted(kinds.split(), key=len, reverse=True))
            for name, kinds in data["kinds_of_places"].items()
        },
        faults=tuple(data["faults"].split()),
        neutral=frozenset(data["neutral_words"].split()),
        phone_words=tuple(data["phone_words"].split()),
        organisation_ends=tuple(sorted(data["organisation_ends"].split(), key=len, reverse=True)),
    )


class Lexicon:
    """Alias lookup for one form. Longest alias first, so 护理床位 is never read as 床位."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.shared_of = {key: shared for shared in form.shared_names for key in shared.fields}
        meanings: dict[str, list[str]] = {}
        loose: set[str] = set()
        for field in [f for f in form.fields.values() if f.verdict_of is None]:
            for alias in dict.fromkeys((field.label, field.short, *field.aliases)):
                meanings.setdefault(fold(alias), []).append(field.key)
            for alias in field.loose_aliases:
                meanings.setdefault(fold(alias), []).append(field.key)
                loose.add(fold(alias))
        for field in form.fields.values():
            if field.of is None:
                continue
            owner = form.fields[field.of]
            for name in (owner.label, owner.short, *owner.aliases):
                for word in words().phone_words:
                    meanings.setdefault(fold(f"{name}的{word}"), [field.key])
        self._loose = loose
        self._meanings = {text: tuple(keys) for text, keys in meanings.items()}
        self._neutral = words().neutral
        shared = {fold(alias): name for name in form.shared_names for alias in name.aliases}
        choices = {
            fold(word)
            for field in form.fields.values()
            for choice in field.choices
            for word in (choice.label, *choice.synonyms)
        }
        foreign = {fold(a) for field in form.fields.values() for a in field.not_aliases}
        self._by_first: dict[str, list[Entry]] = {}
        every = {*meanings, *shared, *choices, *foreign, *self._neutral}
        for text in sorted(every, key=len, reverse=True):
            entry = Entry(
                text=text,
                keys=tuple(meanings.get(text, ())),
                shared=shared.get(text),
                loose=text in loose,
                choice=text in choices,
                foreign=text in foreign,
            )
            self._by_first.setdefault(text[0], []).append(entry)

    def in_context(self, label: Label, text: str, asked: Iterable[str]) -> Label:
        """The label as its sentence means it: 备案 beside 诊所 is not the filing of a care home."""
        said = text[label.start : label.end]
        for context in self.form.contexts:
            if said != context.alias:
                continue
            for marks in ("，,。；\n", "。；\n"):  # what its own clause says comes first
                around = _between(text, label, marks)
                if marks[0] != "，":
                    around = self._beside_its_own(around, context)
                when = any(word in around for word in context.when)
                unless = any(word in around for word in context.unless)
                if when and not unless and (marks[0] == "，" or not set(label.keys) & set(asked)):
                    return replace(label, keys=self._meanings[fold(context.means)])
                if unless:
                    break
        return label

    def _beside_its_own(self, sentence: str, context: Context) -> str:
        """A sentence without the clauses that tell what the context means by its own name: in
        `2016年备案的，医务室执业证2021年拿的` the filing is not the clinic's."""
        own = set(self._meanings[fold(context.means)])
        names = [
            alias
            for alias, keys in self._meanings.items()
            if own & set(keys) and alias not in self._loose
        ]
        clauses = re.split("[，,]", sentence)
        return "，".join(c for c in clauses if not any(name in c for name in names))

    def field(self, key: str) -> Field:
        """The field of this key."""
        return self.form.fields[key]

    def labels(self, text: str) -> Iterator[Label]:
        """Every mention of a field in `text` (folded), left to right, longest first."""
        position, last_end = 0, -1
        while position < len(text):
            entry = next(
                (
                    e
                    for e in self._by_first.get(text[position], ())
                    if text.startswith(e.text, position)
                ),
                None,
            )
            alone = position == last_end or entry is None or self._begins(entry, text, position)
            if (
                entry is None
                or not alone
                or _COUNTED.search(text[max(0, position - 1) : position + 1])
            ):
                position += 1
                continue
            end = last_end = position + len(entry.text)
            if entry.keys or entry.shared is not None or entry.foreign:
                yield Label(position, end, entry.keys, entry.shared, entry.loose, entry.foreign)
            position = end

    @staticmethod
    def _begins(entry: Entry, text: str, position: int) -> bool:
        if not (entry.loose or len(entry.text) == 1):
            return True
        return bool(_WORD_BEGINS_AFTER.search(text[max(0, position - 2) : position]))


def _between(text: str, label: Label, marks: str) -> str:
    start = max(text.rfind(mark, 0, label.start) for mark in marks) + 1
    ends = [at for mark in marks if (at := text.find(mark, label.end)) >= 0]
    return text[start : min(ends, default=len(text))]


@lru_cache(maxsize=32)
def lexicon_of(form: Form) -> Lexicon:
    """The form's lexicon, built once."""
    return Lexicon(form)


_NOT_THIS = re.compile(
    r"(?:备案(?:了|为|成|的)?|登记(?:为|成)|不是|不属于|不算|并非|没有|不选|不要|除了?|(?:委托|承包|交|外包|租|转|签|批)给?(?:了|一[家个]|我们|咱们)*|不"
    r"|(?:原来|以前|之前|原先|过去|早期|最初|起初|当初|曾经?)(?:是|为|属于|叫)?|由)"
    r"(?:什么|一[家所个])?$"
)


_FIRM = re.compile(r"(?:有限|责任|股份|管理|服务|集团|发展|投资|科技|养老|健康|物业|产业)$")


def _in_a_name(word: str, text: str, at: int) -> bool:
    """福建示例康养管理有限公司: the end of somebody's name is no kind of ours."""
    return word in words().organisation_ends and bool(_FIRM.search(text[max(0, at - 4) : at]))


def said_of_us(word: str, text: str) -> bool:
    """Does `word` stand in `text`, neither denied (不是综合医院) nor of another (委托给公司)?"""
    at = text.find(word)
    while at >= 0:
        if _NOT_THIS.search(text[max(0, at - 8) : at]) is None and not _in_a_name(word, text, at):
            return True
        at = text.find(word, at + 1)
    return False


_UNDECIDED = re.compile(
    r"[分说弄搞记讲]不(?:太)?(?:清|准|明白|好)|拿不(?:太)?准|不(?:太)?(?:清楚|确定|知道|明白)|还是.{1,10}(?:合适|好)|有.{1,8}也有"
)


def undecided(text: str) -> bool:
    """公办还是公建民营我也分不清, 有公办的也有民办的: options are named, none is chosen."""
    return _UNDECIDED.search(text) is not None


def choice_named(field: Field, text: str) -> Choice | None:
    """The one option whose label or synonym occurs in `text`, the longest wins."""
    found = [
        (len(word), choice)
        for choice in field.choices
        for word in (choice.label, *choice.synonyms)
        if said_of_us(word, text)
    ]
    if not found:
        return None
    longest = max(length for length, _ in found)
    best = {choice.key: choice for length, choice in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None
