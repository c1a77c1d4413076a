"""Which value belongs to which label: 床位120张, 180张床, 2019年拿的证, 去年82%."""

import re

from forms.definition import Field
from forms.extraction import jointly, runs
from forms.extraction.fitting import candidates
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.runs import LIST
from forms.extraction.shared_values import take_shared
from forms.extraction.tokens import Token

CONNECTOR = re.compile(
    r"(?:-|负|量|=|[|…·]|老年人|满(?!意)|足|多一点|稍多|少一点|(?:全职|专职|在编|坐班)的?|老人家|家里?(?=有|是|共)|的话|[证面]?上(?:的|面)?|嘛|上[次回]|[这那]次|做的|测的|测(?:了)?一次|落款|就|正本|副本|按[\u4e00-\u9fff]{1,4}表|最近一次|最近|最新|[这本]次|另外?|单独|平均|我们|我院|本院|咱们?|院里|数量|人数|总数|数|一共|总共|共计|合计|总计|共|有|是|为|在|于|：|=|大约|大概|约|差不多|将近|接近|不到|超过|截[至止]到?(?:目前|现在|去年|上年|今年)?(?:\d{4}年)?(?:\d{1,2}月)?[底末份]?|现在|目前|现|已经|已"
    r"|达到|达|加起来|加在一起|加一起|加一块儿?|合在一起|合起来|这两年|两年|2年|率|比例|占比|占(?:入住|在住|全部|全院)?(?:老年人|老人)(?:总数|人数)?|占|（[\u4e00-\u9fff]{1,8}）|了|着|的|就|这边|这块|那边|方面|均|都|只|才|还|也|则|应该|应|该|要|由|整改|期限|时限|争取|力争|计划|预计|打算|准备|拟|确保|[全我本][县区市]"
    r"|证明|回执|(?:上|里)?面?(?:写|显示|标|登记|印|盖|签|载|记载)(?:的|着)|同期|改回(?:到|成|为)?|改成|改为|改到|改|换成|换为|更正为|更正|变更为|调整为|调整到|调整|增加到|减少到|变成|写成|写|填成|填写|填|成"
    r"|上旬|中旬|下旬|月初|月底|月中|年[初中末底]|取得|拿到|拿|办理|办下来|办好|办|发证|日期|时间|登记|批准|批|获得|获批|颁发|发|领取|领|下来|到手|从|开始|首次|第一次|头一次|初次|最早"
    r"|配备|配置|配|开通|开|聘请|聘用|聘|设置|设立|设|拥有|统计|测算|核算|算|在册|做|搞|开展|组织|举办|进行|调查|结果|显示|反馈|分别|大致|估计|平均|全年|全部|实际|岗|有效|“|”|《|》|（|）|\s)*"
)


_BETWEEN_VALUE_AND_LABEL = re.compile(
    r"(?:的|获|开展|组织|进行|[县市区省](?=卫)|设置了?|设立了?|设[有了]|开设了?|[开办装建]了|开通了?|建立了?|建有|建成|配有|配备了?|具备|拥有|老年人|上旬|中旬|下旬|月初|月底|月中|[上下]半年|年[初中末底]|初|底|左右|是|为|属于|才|都|均|全部|做|建|多|个|位|名|在职|在岗|专职|持证|注册|入住|取得|拿到|拿|办理|办下来|办|获得|获批|颁发|发|领取|领|批下来|批|给|出具|批准|核准|审批|下来|了|(?:就|才|已|已经|便)有|就|才|在|通过|完成|(?:[于在由经][\u4e00-\u9fff]{0,6}?|当地|[县市区省])?(?:民政|卫健|卫生健康|卫生|行政审批)(?:局|委|部门|厅)?|办结|[“《]|\s)*"
)


AUTHORITY = re.compile(
    r"(?:是|由|经|在|于)?[\u4e00-\u9fff]{0,6}(?:民政|卫健|卫生|计生|行政审批|审批)(?:局|委|部门|厅|所)*(?:于|在)?"
)


_RATIO = re.compile(r"率|比例|占")


_TOTAL_OF_SEVERAL = re.compile(r"共|合计|总共|一共|加起来")


_OF_ALL = re.compile(r"都|(?<!平)均|两年|(?<!\d)2年|两证|双证|三个")


Item = Label | Token


def pair(reader: Reader) -> None:
    """Takes every value that stands with its label."""
    runs.take_respectively(reader)
    runs.take_all_the_same(reader)
    runs.take_got_together(reader)
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
            elif second.kind == "phone" and _TO_A_PHONE.fullmatch(gap) and first.keys:
                score = 4.0
            elif _comma_only(reader, gap, second):
                score = 3.0
            else:
                return 0.0, None, None
        before = items[i - 1] if i else None
        if _counted_before(reader, before, first) and "（" in gap:
            return 0.0, None, None  # 4个医生（2个全职…）: of these
        if isinstance(before, Label) and jointly.one_count_of_two(reader, before, first):
            return 0.0, None, None
        if (
            isinstance(before, Label)
            and before.keys != first.keys
            and _TOTAL_OF_SEVERAL.search(gap)
        ):
            between = reader.work[before.end : first.start]
            if not between.strip() or LIST.fullmatch(between.strip()):
                return 0.0, None, None
    elif isinstance(first, Token) and isinstance(second, Label):
        label, token, score = second, first, 9.0
        if _ends_something_else(reader, items, i):
            return 0.0, None, None
        if "\n" in gap or _BETWEEN_VALUE_AND_LABEL.fullmatch(gap) is None:
            return 0.0, None, None
        if _of_some(reader, token, label):
            return 0.0, None, None
    else:
        return 0.0, None, None
    fields = candidates(reader, label, token)
    if _of_a_question(reader, label):
        return 0.0, None, None
    if not (label.foreign or fields) or (
        _RATIO.search(gap) and token.unit is None and _only_counts(fields)
    ):
        return 0.0, None, None
    score -= 0.05 * len(gap) + (2.0 if label.shared and not label.keys else 0.0)
    return score - (1.0 if label.loose else 0.0), label, token


def _counted_before(reader: Reader, before: Item | None, label: Label) -> bool:
    """4个医生: the number stands right before the name."""
    if not isinstance(before, Token) or before.unit is None:
        return False
    return before.kind == "number" and not reader.work[before.end : label.start].strip()


_HAN = re.compile(r"[\u4e00-\u9fff]")


def _ends_something_else(reader: Reader, items: list[Item], i: int) -> bool:
    """护理组38康复组3, 护理型占了100医疗30: a bare number that belongs to the words before it."""
    token, label = items[i], items[i + 1]
    if not isinstance(token, Token) or token.kind != "number" or token.unit is not None:
        return False
    if label.start > token.end:
        return False
    before = items[i - 1] if i else None
    start = before.end if before is not None else 0
    gap = reader.work[start : token.start]
    if isinstance(before, Label) and _RATIO.search(gap):
        return CONNECTOR.fullmatch(gap) is not None
    last = gap[-1:]
    return bool(_HAN.match(last)) and gap.endswith("组")


_THERE_ARE = re.compile(r"(?:还|另|也|只|就|其中)?有\s*$")
_LACKING = re.compile(
    r"\s*(?:还|都|也|是|就|仍|一直)*(?:没|未|不|缺|漏|请[假了]|生病|住院|外聘|兼)"
)


def _of_some(reader: Reader, token: Token, label: Label) -> bool:
    """有3个老人没录进去: how many there are of whom something is said, not how many there are."""
    asked = {f.key for f in reader.expecting}
    return (
        not asked & set(label.keys)
        and _THERE_ARE.search(reader.work[: token.start]) is not None
        and _LACKING.match(reader.work, label.end) is not None
    )


def _of_a_question(reader: Reader, label: Label) -> bool:
    """安宁疗护有两张床: a number that tells of something the answer to which is yes or no."""
    clause = reader.clause_at(label.start)
    if any(f.type != "yes_no" for f in reader.expecting):
        return False
    asked = {f.key for f in reader.expecting}
    return clause is not None and any(
        clause.start <= x.start < label.start and asked & set(x.keys) for x in reader.labels
    )


_TO_A_PHONE = re.compile(r"(?:[^\s，,。；\d不别没原旧错老]){1,8}")


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
    if fields and _one_part_of_several(reader, label, token):
        reader.set_aside(start, end)
        return
    if token.kind == "date" and _of_a_renewal(reader, token):
        reader.set_aside(start, end)
        return
    if label.keys and not _same_family(reader, label, fields):
        reader.put_token(fields[0], token)
    elif token.kind in ("phone", "nearly_phone"):
        return  # a bare 电话 belongs to a person: phones.py
    else:
        take_shared(reader, label, fields, token, reader.original[start:end])
    reader.consume(start, end)


_GOT = re.compile(r"(?:才|就)?(?:取得|拿到?|办理?|批|发|领取?|通过|过)(?:下来|到手)?的?了?")


_RENEWAL = re.compile(r"换发|换证|换[的过新了]|有效期|到期|校验|延续|年检|变更")


def _of_a_renewal(reader: Reader, token: Token) -> bool:
    """许可证2023年换发: the day of another paper than the first one; asked again."""
    clause = reader.clause_at(token.start)
    return clause is not None and bool(_RENEWAL.search(reader.folded[clause.start : clause.end]))


_PART = re.compile(r"(?:公办|民办|公立|民营|私立|[一二三]级)$")
_OTHER_PART = re.compile(
    r"[，,、；\s]*(?:另外|还有)?(?:公办|民办|公立|民营|私立|[一二三]级)的?(?:有|是)?\s*"
)


def _one_part_of_several(reader: Reader, label: Label, token: Token) -> bool:
    """公办养老机构20家，民办8家: neither is the count of them all."""
    if token.kind != "number" or not _PART.search(reader.folded[: label.start]):
        return False
    other = next((t for t in reader.tokens if t.start >= token.end), None)
    between = reader.folded[token.end : other.start] if other else ""
    return other is not None and other.unit == token.unit and bool(_OTHER_PART.fullmatch(between))


_OF_THESE = re.compile(r"(?:其中|里面|含|包括)[的有：]*[\u4e00-\u9fff]{0,4}\s*$")


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
