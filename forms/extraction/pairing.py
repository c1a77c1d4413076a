"""Which value belongs to which label: 床位120张, 180张床, 2019年拿的证, 去年82%."""

import re
from typing import TypeVar

from forms import field_types, phrases
from forms.definition import Field
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token
from forms.state import Doubt, Option

CONNECTOR = re.compile(
    r"(?:-|负|量|正本|副本|按[\u4e00-\u9fff]{1,4}表|最近一次|最近|最新|[这本]次|另外?|单独|平均|我们|我院|本院|咱们?|院里|数量|人数|总数|数|一共|总共|共计|合计|总计|共|有|是|为|在|于|：|=|大约|大概|约|差不多|将近|接近|不到|超过|现在|目前|现|已经|已"
    r"|达到|达|加起来|加在一起|加一起|合起来|这两年|两年|2年|率|比例|占比|占(?:入住|在住|全部|全院)?(?:老年人|老人)(?:总数|人数)?|占|（[\u4e00-\u9fff]{1,8}）|了|着|的|就|这边|这块|那边|方面|均|都|只|才|还|也|则|应该|应|该|要|由"
    r"|证明|回执|(?:上|里)?面?(?:写|显示|标|登记)(?:的|着)|改成|改为|改到|改|换成|换为|更正为|更正|变更为|调整为|调整到|调整|增加到|减少到|变成|写成|写|填成|填写|填|成"
    r"|上旬|中旬|下旬|月初|月底|月中|年[初中末底]|取得|拿到|拿|办理|办下来|办好|办|发证|日期|时间|登记|批准|批|获得|获批|颁发|发|领取|领|下来|到手|从|开始|首次|最早"
    r"|配备|配置|配|开通|开|聘请|聘用|聘|设置|设立|设|拥有|统计|测算|核算|算|在册|做|搞|开展|组织|举办|进行|调查|结果|显示|反馈|分别|大致|估计|平均|全年|全部|实际|岗|有效|“|”|《|》|（|）|\s)*"
)
_BETWEEN_VALUE_AND_LABEL = re.compile(
    r"(?:的|上旬|中旬|下旬|月初|月底|月中|[上下]半年|年[初中末底]|初|底|左右|是|为|属于|才|都|均|全部|做|建|多|个|位|名|在职|在岗|专职|持证|注册|入住|取得|拿到|拿|办理|办下来|办|获得|获批|颁发|发|领取|领|批下来|批|给|出具|下来|了|(?:就|才|已|已经|便)有|就|才|在|通过|完成|(?:[于在由经][\u4e00-\u9fff]{0,6}?|当地|[县市区省])?(?:民政|卫健|卫生健康|卫生|行政审批)(?:局|委|部门|厅)?|办结|[“《]|\s)*"
)
AUTHORITY = re.compile(
    r"(?:是|由|经|在|于)?[\u4e00-\u9fff]{0,6}(?:民政|卫健|卫生|计生|行政审批|审批)(?:局|委|部门|厅|所)*(?:于|在)?"
)
_RATIO = re.compile(r"率|比例|占")
_TOTAL_OF_SEVERAL = re.compile(r"共|合计|总共|一共|加起来")
_OF_ALL = re.compile(r"都|(?<!平)均|两年|(?<!\d)2年|两证|双证|三个")
_LIST = re.compile(r"[、和及与跟]|以及|加上")

_LARGEST_POSTCODE = 899_999

Item = Label | Token
Found = TypeVar("Found", Label, Token)
NUMERIC = ("integer", "decimal", "percent")


def fits(field: Field, token: Token, *, labelled: bool) -> bool:
    """Can this value be one of this field?"""
    match field.type:
        case "integer" | "decimal":
            return (
                token.number is not None
                and (token.kind != "postcode" or (field.max or 0) > _LARGEST_POSTCODE)
                and not token.number.percent
                and (token.unit is None or token.unit == field.unit or token.unit == "个")
            )
        case "percent":
            return token.kind == "percent" or (
                labelled and token.kind == "number" and token.unit is None
            )
        case "partial_date" | "date":
            return token.kind == "date"
        case "phone":
            return token.kind == "phone" or (labelled and _digits(token, at_least=5))
        case "postcode":
            return token.kind == "postcode" or (labelled and _digits(token, at_least=3))
        case "uscc":
            return token.kind == "code" or (labelled and _digits(token, at_least=5))
        case _:
            return False


def _digits(token: Token, *, at_least: int) -> bool:
    """A run of digits after the label: taken so that it can be refused with the reason."""
    return len(token.raw) >= at_least and token.raw.isdigit()


def candidates(reader: Reader, label: Label, token: Token) -> list[Field]:
    """The fields this label and this value can mean together."""
    keys = label.keys or (label.shared.fields if label.shared else ())
    fields = [reader.form.fields[key] for key in keys]
    return [field for field in fields if fits(field, token, labelled=True)]


def pair(reader: Reader) -> None:
    """Takes every value that stands with its label."""
    _respectively(reader)
    _all_the_same(reader)
    items: list[Item] = sorted([*reader.labels, *reader.tokens], key=lambda item: item.start)
    for label, token in _best(reader, items):
        _take(reader, label, token)


def _best(reader: Reader, items: list[Item]) -> list[tuple[Label, Token]]:
    """The pairing of neighbours with the highest total score."""
    count = len(items)
    best = [0.0] * (count + 2)
    choice: list[tuple[Label, Token] | None] = [None] * (count + 1)
    for i in range(count - 1, -1, -1):
        best[i] = best[i + 1]
        if i + 1 < count:
            score, label, token = _score(reader, items, i)
            if label is not None and token is not None and score + best[i + 2] > best[i]:
                best[i], choice[i] = score + best[i + 2], (label, token)
    pairs, i = [], 0
    while i < count:
        taken = choice[i]
        if taken is not None:
            pairs.append(taken)
        i += 2 if taken is not None else 1
    return pairs


def _score(reader: Reader, items: list[Item], i: int) -> tuple[float, Label | None, Token | None]:
    first, second = items[i], items[i + 1]
    gap = reader.work[first.end : second.start]
    if isinstance(first, Label) and isinstance(second, Token):
        label, token, score = first, second, 10.0
        if CONNECTOR.fullmatch(gap) is None:
            if AUTHORITY.fullmatch(gap) and second.kind == "date":
                score = 5.0
            elif _comma_only(reader, gap, second):
                score = 3.0
            else:
                return 0.0, None, None
        before = items[i - 1] if i else None
        if isinstance(before, Label) and _TOTAL_OF_SEVERAL.search(gap):
            between = reader.work[before.end : first.start]
            if not between.strip() or _LIST.fullmatch(between.strip()):
                return 0.0, None, None
    elif isinstance(first, Token) and isinstance(second, Label):
        label, token, score = second, first, 9.0
        if _BETWEEN_VALUE_AND_LABEL.fullmatch(gap) is None:
            return 0.0, None, None
    else:
        return 0.0, None, None
    fields = candidates(reader, label, token)
    if not (label.foreign or fields) or (_RATIO.search(gap) and _only_counts(fields)):
        return 0.0, None, None
    score -= 0.05 * len(gap) + (2.0 if label.shared and not label.keys else 0.0)
    return score - (1.0 if label.loose else 0.0), label, token


def _only_counts(fields: list[Field]) -> bool:
    return bool(fields) and all(field.type == "integer" for field in fields)


_COMMA = re.compile(r"(?:就?是我(?:本人|自己)?的?(?:手机|微信)?号?码?)?[，,、\s]+")


def _comma_only(reader: Reader, gap: str, token: Token) -> bool:
    clause = reader.clause_at(token.start)
    return (
        _COMMA.fullmatch(gap) is not None
        and clause is not None
        and reader.work[clause.start : clause.end].strip() == reader.work[token.start : token.end]
    )


def _take(reader: Reader, label: Label, token: Token) -> None:
    start, end = min(label.start, token.start), max(label.end, token.end)
    if label.foreign:
        if token.kind == "date":  # 食品经营许可证2019年3月取得: nor is its verb an answer
            verb = _GOT.match(reader.work, end)
            end = verb.end() if verb else end
        reader.set_aside(start, end)
        return
    fields = candidates(reader, label, token)
    if fields and _part_of_known(reader, fields[0], label, token):
        reader.consume(start, end)
        return
    if label.keys and not _same_family(reader, label, fields):
        reader.put_token(fields[0], token)
    elif token.kind in ("phone", "nearly_phone"):
        return  # a bare 电话 belongs to a person: phones.py
    else:
        take_shared(reader, label, fields, token, reader.original[start:end])
    reader.consume(start, end)


_GOT = re.compile(r"(?:才|就)?(?:取得|拿到?|办理?|批|发|领取?|通过|过)(?:下来|到手)?的?了?")
_OF_THESE = re.compile(r"(?:其中|里面|含|包括)[的有：]*\s*$")


def _part_of_known(reader: Reader, field: Field, label: Label, token: Token) -> bool:
    """医师8人（其中执业助理医师2人）: a part of the number said just before, no second value."""
    known = reader.result.values.get(field.key)
    return (
        field.type == "integer"
        and isinstance(known, int)
        and token.number is not None
        and token.number.value < known
        and _OF_THESE.search(reader.folded[: min(label.start, token.start)]) is not None
    )


def _same_family(reader: Reader, label: Label, fields: list[Field]) -> bool:
    """Does the alias itself leave open which of several fields of one type is meant?"""
    shared = reader.lexicon.shared_of.get(fields[0].key)
    return shared is not None and len([f for f in fields if f.key in shared.fields]) > 1


def take_shared(
    reader: Reader, label: Label | None, fields: list[Field], token: Token, raw: str
) -> None:
    """One value, several fields it may belong to: expected alone settles it, else it is asked."""
    expected = [field for field in reader.open() if field in fields]
    said_all = label is not None and re.search(
        r"都|(?<!平)均|两年|(?<!\d)2年|两证|双证|三个",
        reader.folded[max(0, label.start - 3) : token.end],
    )
    if len(expected) == 1 and not said_all:
        reader.put_token(expected[0], token)
        return
    if said_all and re.search(
        r"都|(?<!平)均|双证|两证", raw + reader.folded[token.start - 3 : token.end]
    ):
        for field in fields:
            reader.put_token(field, token)
        return
    ask_which(reader, fields, token, raw)


def ask_which(reader: Reader, fields: list[Field], token: Token, raw: str) -> None:
    """The doubt "两个证都是2019年 / 只是医疗机构执业许可证 / 只是养老机构备案"."""
    shared = reader.lexicon.shared_of[fields[0].key]
    before = len(reader.result.rejected), len(reader.result.doubtful)
    reader.put_token(fields[0], token)
    if (len(reader.result.rejected), len(reader.result.doubtful)) != before:
        return  # refused for what it is, whichever field was meant
    value = reader.result.values.pop(fields[0].key)
    reader.result.understood = [u for u in reader.result.understood if u[0] != fields[0].key]
    shown = field_types.show(fields[0], value)
    options = []
    if shared.all:
        label = phrases.fill(shared.all, value=shown)
        values = {field.key: value for field in fields}
        options.append(Option(label, values, list(shared.all_synonyms)))
    for field in fields:
        year = reader.today.year + (field.year or 0)
        name = phrases.fill(shared.names[field.key], year=year)
        label = phrases.fill(shared.one, name=name, value=shown)
        plain = re.sub(r"（.*?）", "", name)
        synonyms = [field.short, name, plain, *field.aliases, *field.loose_aliases]
        options.append(Option(label, {field.key: value}, synonyms))
    question = phrases.fill(shared.question, raw=raw.strip())
    reader.result.doubtful.append(Doubt(None, raw.strip(), question, options))


def _respectively(reader: Reader) -> None:
    """床位和护理床位分别是120张和80张 / 2018年和2019年分别拿的医疗许可证和养老备案."""
    for match in re.finditer("分别", reader.work):
        before, after = match.start(), match.end()
        by_label = (
            run_before(reader.labels, before, reader),
            run_after(reader.tokens, after, reader),
        )
        by_value = (
            run_after(reader.labels, after, reader),
            run_before(reader.tokens, before, reader),
        )
        for labels, values in (by_label, by_value):
            if len(labels) != len(values) or len(labels) < 2:
                continue
            matched = [(candidates(reader, x, t), t) for x, t in zip(labels, values, strict=True)]
            foreign = [label.foreign for label in labels]
            if all(fields or other for (fields, _), other in zip(matched, foreign, strict=True)):
                for (fields, token), other in zip(matched, foreign, strict=True):
                    if not other:
                        reader.put_token(fields[0], token)
                start = min(labels[0].start, values[0].start)
                reader.consume(start, max(labels[-1].end, values[-1].end))
                break


_ALL_ARE = re.compile(r"[^，,。；\n]{0,6}?(?:都|均|全|同|各)(?:是|为|在|于|有)?(?:在)?\s*")


def _all_the_same(reader: Reader) -> None:
    """医疗和备案都是2019年拿的: the value belongs to every label of the enumeration before it."""
    for token in list(reader.tokens):
        run = run_before(reader.labels, token.start, reader)
        if len(run) < 2 or not _ALL_ARE.fullmatch(reader.work[run[-1].end : token.start]):
            continue
        matched = [candidates(reader, label, token)[:1] for label in run]
        if all(matched):
            for fields in matched:
                reader.put_token(fields[0], token)
            reader.consume(run[0].start, token.end)


def _joined(reader: Reader, first: Label | Token, second: Label | Token) -> bool:
    between = reader.work[first.end : second.start].strip()
    return between == "" or _LIST.fullmatch(between) is not None or between in ("，", ",")


def run_before(items: list[Found], position: int, reader: Reader) -> list[Found]:
    """The enumeration that ends before `position`."""
    before = [x for x in items if x.end <= position]
    run = before[-1:]
    for item in reversed(before[:-1]):
        if not _joined(reader, item, run[0]):
            break
        run.insert(0, item)
    return run


def run_after(items: list[Found], position: int, reader: Reader) -> list[Found]:
    """The enumeration that begins after `position`."""
    after = [x for x in items if x.start >= position]
    run = after[:1]
    for item in after[1:]:
        if not _joined(reader, run[-1], item):
            break
        run.append(item)
    return run
