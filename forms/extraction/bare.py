"""Values said without a label go to what was asked, in its order, when they fit and stand alone."""

import re

from forms import field_types
from forms.definition import Choice, Field
from forms.errors import UnclearValue
from forms.extraction import names, unnamed
from forms.extraction.clauses import Clause, asks_something
from forms.extraction.lexicon import choice_named, said_of_us, undecided, words
from forms.extraction.pairing import AUTHORITY, CONNECTOR, ask_which, fits
from forms.extraction.reader import READ, Reader
from forms.extraction.tokens import Token
from forms.field_types.base import unclear
from forms.field_types.options import match_choice

_FILLER = re.compile(
    r"大概|大约|差不多|左右|一共|总共|共|是的|应该是|应该|就是|是|有|我们|我院|这边|这里|那边|那里|目前|现在|的|了|呢|吧|哦|嗯|啊|呀|好的|那"
    r"|分别|约|多|以上|以下|上下|出头|几|要到|等到|得到|取得|备的案?|拿到|办下来|批下来|下来|办的|拿的|批的|于|在|为|改成|改为|填|写|具体几[月号日]?(?:我)?(?:记不(?:得|清楚|清)|忘)了?|年?底|年?初|前后|来|名|位|个|张|人|和|及|与|、|第|选|项|上|下"
)

NUMERIC = ("integer", "decimal", "percent", "partial_date", "date", "postcode", "uscc")


def take(reader: Reader) -> None:
    """Numbers first, then choices and names."""
    unnamed.take_references(reader)
    _carried_over(reader)
    _all_zero(reader)
    _values(reader)
    _choices(reader)
    take_described(reader)
    unnamed.take_texts(reader)
    _zeros(reader)


def _values(reader: Reader) -> None:
    """Numbers, shares and dates whose clause holds nothing else."""
    bare = _standing_alone(reader)
    fields = reader.open(NUMERIC)
    family = _family(reader, fields)
    fitting = [t for t in bare if family and fits(family[0], t, labelled=True)]
    if len(family) > 1 and len(reader.tokens) == 1:
        token = reader.tokens[0]
        both = re.fullmatch(
            r"\s*(?:近)?(?:这)?(?:两|2|二)?年?(?:都|均)(?:是|为|在|有)?\s*",
            reader.work[: token.start],
        )
        if (
            both
            and fits(family[0], token, labelled=True)
            and re.fullmatch(
                r"(?:办|拿|批|发|取得)?(?:下来)?[的了。吧\s]*", reader.work[token.end :]
            )
        ):
            for field in family:
                reader.put_token(field, token)
            reader.consume(0, token.end)
            return
    if len(family) > 1 and len(fitting) == 1:
        ask_which(reader, family, fitting[0], fitting[0].raw)
        reader.consume(fitting[0].start, fitting[0].end)
        return
    for token in bare:
        fitting_fields = [f for f in reader.open(NUMERIC) if fits(f, token, labelled=True)]
        if (named := _left_open(reader, token)) is not None:
            fitting_fields = [named]  # 医生走了两个，现在6个: not another of those asked
        if _said_as_total(reader, token) and any(f.total for f in reader.expecting):
            fitting_fields = [f for f in fitting_fields if f.total]
        if fitting_fields:
            reader.put_token(fitting_fields[0], token)
            reader.consume(token.start, token.end)
    left = [t for t in reader.tokens if t.kind in ("number", "percent", "date")]
    open_ = reader.open(NUMERIC)
    if len(left) == 1 and len(open_) == 1 and not reader.labels and len(reader.expecting) == 1:
        _perhaps(reader, open_[0], left[0])


def _left_open(reader: Reader, token: Token) -> Field | None:
    """The count that was named, without its value, in the clause just before this one."""
    clause = reader.clause_at(token.start)
    before = [c for c in reader.clauses if clause and c.end <= clause.start]
    if clause is None or not before or before[-1].sentence != clause.sentence:
        return None
    if asks_something(told := reader.folded[before[-1].start : before[-1].end]):
        return None
    read = reader.work[before[-1].start : before[-1].end]
    if not before[-1].asks and READ in read:
        return None
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    for label in reader.lexicon.labels(told):
        fields = [reader.form.fields[key] for key in label.keys]
        types = ("partial_date", "date") if token.kind == "date" else ("integer",)
        for field in [f for f in fields if f.type in types and f.key not in said]:
            if fits(field, token, labelled=True):
                return field
    return None


def _said_as_total(reader: Reader, token: Token) -> bool:
    clause = reader.clause_at(token.start)
    before = reader.folded[clause.start : token.start] if clause else ""
    return re.search(r"一共|总共|合计|总计|总数|总的|全部", before) is not None


def _carried_over(reader: Reader) -> None:
    """许可证号……，2019年6月取得: a date alone belongs to what was named just before it."""
    for token in [t for t in _standing_alone(reader) if t.kind == "date"]:
        before = [p for p in reader.placed if p[0] < token.start]
        if not before:
            continue
        group = reader.form.group_of[max(before)[1]]
        said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
        dates = [f for f in group.fields if f.type in ("partial_date", "date")]
        if len(dates) == 1 and dates[0].key not in said:
            reader.put_token(dates[0], token)
            reader.consume(token.start, token.end)


def _family(reader: Reader, fields: list[Field]) -> list[Field]:
    """Expected fields that only differ in what one bare value cannot say (year, certificate)."""
    for shared in reader.form.shared_names:
        found = [f for f in fields if f.key in shared.fields]
        if len(found) > 1:
            return found
    return []


_OF_OTHER_THINGS = ("岁", "元", "万元", "平方米", "平米", "㎡", "台", "间", "套", "分", "级")


def _standing_alone(reader: Reader) -> list[Token]:
    """The tokens in whose clause nothing else is said; each clause is looked at once."""
    within: dict[Clause, list[Token]] = {}
    for token in reader.tokens:
        clause = reader.clause_at(token.start)
        if clause is not None and not clause.asks:
            within.setdefault(clause, []).append(token)
    alone = {token for clause, tokens in within.items() for token in _alone(reader, clause, tokens)}
    return [token for token in reader.tokens if token in alone]


def _alone(reader: Reader, clause: Clause, tokens: list[Token]) -> list[Token]:
    """The tokens of one clause beside which it holds filling words at most."""
    other = [token for token in tokens if token.unit in _OF_OTHER_THINGS]
    if len(other) > 1:
        return []
    may_stand = other or tokens  # 80岁以上的66人: not all of those asked about
    chars = list(reader.work[clause.start : clause.end])
    for token in tokens:
        within = min(token.end, clause.end) - token.start  # a date may reach past its clause
        start = token.start - clause.start
        chars[start : start + within] = [" "] * within
    residue = "".join(chars).replace(READ, "")
    if _follows_a_loss(reader, clause):
        residue = _LEFT.sub("", residue)
    of_a_date = re.sub("[上下]半年", "", AUTHORITY.sub("", residue))  # 2020年10月在区卫健局备的
    return [
        token
        for token in may_stand
        if _says_nothing(of_a_date if token.kind == "date" else residue)
    ]


_LEFT = re.compile(r"(?:还|只|就)*(?:剩下?|余下?)")
_LOST = re.compile(r"走|拆|减|撤|退|辞|离职|离开|调离|调出|出院|去世|过世|搬|转")


def _follows_a_loss(reader: Reader, clause: Clause) -> bool:
    """走了两个护士，剩11个: what is left is the count of today."""
    before = [c for c in reader.clauses if c.end <= clause.start and c.sentence == clause.sentence]
    return (
        bool(before) and _LOST.search(reader.folded[before[-1].start : before[-1].end]) is not None
    )


def _says_nothing(residue: str) -> bool:
    if not re.sub(r"[\s\W_]", "", _FILLER.sub("", residue)):
        return True
    return CONNECTOR.fullmatch(residue) is not None


def _perhaps(reader: Reader, field: Field, token: Token) -> None:
    """A sentence around the only number there is: offered back, not assumed."""
    if not fits(field, token, labelled=token.unit is None):
        return
    clause = reader.clause_at(token.start)
    if clause is None or clause.asks:
        return
    try:
        reader.put_token(field, token)
        value = reader.result.values.pop(field.key, None)
        reader.result.understood = [u for u in reader.result.understood if u[0] != field.key]
        if value is not None:
            shown = field_types.show(field, value)
            raise unclear("is_value", field, value, shown=shown)
    except UnclearValue as exc:
        reader.doubt_guess(field, token.raw, exc)
    reader.consume(token.start, token.end)


def _choices(reader: Reader) -> None:
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end].replace(READ, " ")
        fields = reader.open(["choice", "multi_choice"])
        if undecided(text):
            continue
        named = [(len(c.label), f, c) for f in fields if (c := choice_named(f, text)) is not None]
        if named:
            _, field, choice = max(named, key=lambda item: item[0])
            value = choice.key if field.type == "choice" else [choice.key]
            reader.set(field, clause.start, clause.end, value)
            _second_choice(reader, clause, text, [n for n in named if n[1] is not field], choice)
            reader.consume(clause.start, clause.end)
        elif (
            fields
            and (picked := match_choice(fields[0], text)) is not None
            and not _denied(picked, text)
        ):
            reader.set(fields[0], clause.start, clause.end, picked.key)
            reader.consume(clause.start, clause.end)
        elif (only := _only_choice(reader, text.strip())) is not None:
            field, key = only
            reader.set(field, clause.start, clause.end, key)
            reader.consume(clause.start, clause.end)
    numbers = [t for t in _standing_alone(reader) if t.kind == "number"]
    fields = reader.open(["choice"])
    if fields and numbers and (len(numbers) <= len(fields)):
        for field, token in zip(fields, numbers, strict=False):
            reader.put_token(field, token)
            reader.consume(token.start, token.end)


_JOINING = re.compile(r"我们|我院|机构|单位|一?[家所个]|[是的系属为，,、]|性质|\s")


def _second_choice(
    reader: Reader,
    clause: Clause,
    text: str,
    others: list[tuple[int, Field, Choice]],
    first: Choice,
) -> None:
    """公立的中医院: two questions answered in one breath, with nothing said beside them."""
    for _, field, choice in others:
        for one in _words_in(first, text):
            rest = text.replace(one, "", 1)
            said = _words_in(choice, rest)
            if (
                said
                and field.type == "choice"
                and not _JOINING.sub("", rest.replace(said[0], "", 1))
            ):
                reader.set(field, clause.start, clause.end, choice.key)
                return


def _words_in(choice: Choice, text: str) -> list[str]:
    found = [word for word in (choice.label, *choice.synonyms) if word in text]
    return sorted(found, key=len, reverse=True)


def _denied(choice: Choice, text: str) -> bool:
    """Is every word of the option that stands in the text denied there? (不是综合医院)"""
    named = [word for word in (choice.label, *choice.synonyms) if word in text]
    return bool(named) and not any(said_of_us(word, text) for word in named)


_DESCRIBING = re.compile(r"是|为|属于|系|性质")
_WHOLLY = re.compile(
    r"(?:我们|我院|本院|咱们?|医院|机构|单位|中心|这里|这边)*(?:的)?(?:就?是|为|属于|属|系)(?:一?[家所个])?"
    r"[一二三]级(?:[甲乙丙]等)?(?:的)?"
)
_WITHIN = re.compile(r"(?:[内附]设(?:有|了)?|里面?(?:还|又|也)?(?:办|开)[了着的]?)(?:一?[家所个])?")


def take_described(reader: Reader) -> None:
    """是一家民办非营利性的机构: an option that can hardly mean anything else, said of ourselves."""
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.folded[clause.start : clause.end]
        for field in [f for f in reader.form.fields.values() if f.type == "choice"]:
            choice = choice_named(field, text)
            if field.key not in reader.result.values and _told_shortly(reader, clause, field):
                continue
            if choice is None or field.key in reader.result.values or undecided(text):
                continue
            telling = [
                w
                for w in (choice.label, *choice.synonyms)
                if w in text and len(w) >= 4 and not w.endswith(words().organisation_ends)
            ]
            word = max(telling, key=len, default="")
            before = text[: text.index(word)]
            if word and _DESCRIBING.search(before) and not re.search(r"不|没|非|别", before):
                at = clause.start + len(before)
                reader.set(field, at, at + len(word), choice.key)
                reader.consume(at, at + len(word))


def _told_shortly(reader: Reader, clause: Clause, field: Field) -> bool:
    """我们是二级综合医院: graded, it is a kind; 内设护理站: what stands inside is of this kind."""
    text = reader.folded[clause.start : clause.end]
    words_of = [(len(w), w, c) for c in field.choices for w in (c.label, *c.synonyms) if w in text]
    for _, word, choice in sorted(words_of, key=lambda item: -item[0]):
        at = text.index(word)
        wholly = _WHOLLY.fullmatch(text[:at].strip()) and not text[at + len(word) :].strip("的")
        within = field.inside and re.search(rf"(?:{_WITHIN.pattern})$", text[:at])
        if wholly or within:
            start = clause.start + at
            reader.set(field, start, start + len(word), choice.key)
            reader.consume(clause.start if wholly else start, start + len(word))
            return True
    return False


def _only_choice(reader: Reader, text: str) -> tuple[Field, str] | None:
    """A clause that is word for word an option of exactly one field (民非)."""
    found = [
        (field, choice.key)
        for field in reader.form.fields.values()
        if field.type == "choice" and field.key not in reader.result.values
        for choice in field.choices
        if len(text) >= 2 and text in (choice.label, *choice.synonyms)
    ]
    return found[0] if len(found) == 1 and text not in names.small_words() else None


def _zeros(reader: Reader) -> None:
    """没有社工 · 社工没有: none is zero, because it was said."""
    for label in list(reader.labels):
        field = next(
            (f for k in label.keys if (f := reader.form.fields[k]).type == "integer"), None
        )
        clause = reader.clause_at(label.start)
        if field is None or clause is None or clause.asks or (field.min or 0) > 0:
            continue
        before, after = reader.work[clause.start : label.start], reader.work[label.end : clause.end]
        none_before = re.fullmatch(
            r"[\s我们院这目前现在暂还]*(?:没有|无|没)(?:专职|专门|做|搞|开展|组织)?(?:的|过)?",
            before,
        )
        none_after = re.fullmatch(
            r"\s*(?:：|是|数)?\s*(?:目前|现在|暂时)?(?:没有|无|没|暂无)(?:做|搞|办|开展|组织|举办|进行)?[的了过。]?\s*",
            after,
        )
        if (none_before and not after.strip()) or (none_after and not before.strip()):
            reader.set(field, clause.start, clause.end, 0)
            reader.consume(clause.start, clause.end)


def by_unit(reader: Reader) -> None:
    """4类6项 where only kinds were asked or named: the unit says which field of the group it is."""
    keys = [*(field.key for field in reader.expecting), *reader.result.values]
    asked = {reader.form.group_of[key].id for key in keys}
    for token in [t for t in reader.tokens if t.unit is not None and t.unit != "个"]:
        said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
        fields = [
            field
            for group in reader.form.groups
            if group.id in asked
            for field in group.fields
            if field.type == "integer" and field.unit == token.unit
        ]
        if len(fields) == 1 and fields[0].key not in said:
            reader.put_token(fields[0], token)
            reader.consume(token.start, token.end)


def _all_zero(reader: Reader) -> None:
    """都没有 · 都是0 to a list of counts."""
    expected = [f for f in reader.open(["integer"]) if (f.min or 0) <= 0]
    whole = reader.work.strip()
    if (
        expected
        and len(expected) == len(reader.expecting)
        and re.fullmatch(
            r"(?:都|全|一[个位]也|一[个位]都)?(?:没有|无|没)(?:的|了|。)?|都是0|0|零", whole
        )
        and (len(expected) == 1 or whole.startswith(("都", "全", "没", "一")))
    ):
        for field in expected:
            reader.set(field, 0, len(whole), 0)
        reader.consume(0, len(reader.work))
