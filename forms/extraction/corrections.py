"""What is taken back, emptied or said to be the same as something else."""

import re
from itertools import pairwise

from forms.definition import Field
from forms.extraction import names
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_DROPPED_CORRECTION = re.compile(
    r"不是[^，,。；\n]{1,20}[，,]?\s*(?:而|应该|应)?是"
    r"|(?:不|别)(?:填|写|用|要)[^，,。；\n]{1,20}[，,]\s*(?:就|改|应该)?(?:是|填|写|用)"
)
_DROPPED_AFTER = re.compile(r"[，,]\s*(?:而)?不是[^，,。；\n]{1,20}")
_BEFORE_AND_NOW = re.compile(
    r"(?:原来|以前|之前|原先|本来)(?:是|有|为)?[^，,。；\n]{1,12}[，,]?\s*(?:现在|目前|如今)(?:是|有|为|改成)?"
    r"|(?:原来|以前|之前|原先)(?:是|有)[^，,。；\n]{1,10}[，,]\s*\d{4}年[^，,。；\n]{0,8}[，,]\s*(?=后来)"
)
_FROM_TO = re.compile(
    r"[从由][^，,。；\n]{1,10}?(?:扩|增|减|调|改|提|升|降|涨)(?:大|建|加|少|整|高|升)*(?:到|至|为|成)了?"
)
_INCLUDING = re.compile(  # 连护工在内一共44人; 不含日托的15人，是84人
    r"(?:[，,]\s*)?(?:连|含|包括|包含|算上|加上)[^，,。；\n\d]{1,8}?在内"
    r"|(?:含|包括)[\u4e00-\u9fff]{1,6}?(?=[一总]?共(?:计|有)?\s*[\d一二两三四五六七八九十])"
    r"|(?:[，,]\s*)?(?:不含|不包括|不算|扣除|刨去)[^，,。；\n]{1,12}[人张个位名家][，,]\s*(?=(?:是|为|共|有|还有|一共|实际)*\s*[\d一二两三四五六七八九十])"
)
_SELF_CORRECTION = re.compile(
    r"(?:[，,]|(?<!\s))\s*(?:(?:哦|噢|喔|啊|呀|哎呀?|呃|额|诶|等等|等下|等一下)+[，,]?\s*)?(?:那个|那项|这个|这项)?(?:(?:的|倒数|最)?[后前中间末尾]{1,2}[面尾]?[一二两三四五六]?[位个](?:数字?|字)?)?(?:我|刚才|之前){0,2}(?:不对|不准确|哦不|有误|[说写填弄选报记打搞输]错了?(?:[一两二三][个位])?|错了|[多少][写报填算说登录数]了\s*[\d一二两三四五六七八九十]*\s*[个人张名位]?[^，,。]{0,4}"
    r"|(?:少|多|漏)[打写填输报][一二两三]?[位个](?:数字?)?了?|换[人号]了?|换了|变了|改了|改名了?|[改更]正?一下|重新?发一下)[，,。：]?\s*"
    r"(?:现在|准确的|正确的|新的?号?码?|我们)?(?:应该是|应该选|应该|应为|应是|改成|改为|是|(?<=[，,：])\s*(?=[\d一二三四五六七八九十百]))"
)


def drop_corrected_away(reader: Reader) -> None:
    """床位不是100张，是120张 / 100张，不对，是120张: the first value is what it is not."""
    for match in _SELF_CORRECTION.finditer(reader.work):
        clause = reader.clause_at(match.start() - 1)
        start = clause.start if clause else 0
        old = [t for t in reader.tokens if start <= t.start and t.end <= match.start()]
        begin = old[-1].start if old else match.start()
        end = match.end()
        right = _with_its_year(old[-1], reader.work[end:]) if old else None
        if right is not None:
            end += right[0]
        put = (right[1] if right else "").ljust(end - begin)
        reader.work = reader.work[:begin] + put[: end - begin] + reader.work[end:]
    _drop_named_again(reader)
    _drop_changed(reader)
    _drop_denied(reader)
    _say_none(reader)
    _note_alternatives(reader)
    for match in _INCLUDING.finditer(reader.work):
        blank = " " * len(match.group())
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]
    for match in [*_BEFORE_AND_NOW.finditer(reader.work), *_FROM_TO.finditer(reader.work)]:
        blank = " " * len(match.group())
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]
    for match in _DROPPED_CORRECTION.finditer(reader.work):
        label = next((x for x in reader.labels if x.end == match.start()), None)
        types = {reader.form.fields[key].type for key in label.keys} if label else set()
        if re.search(r"\d|[一二三四五六七八九十百]{2,}", match.group()) or (
            types & {"text", "address"}
        ):
            reader.work = (
                reader.work[: match.start()] + " " * len(match.group()) + reader.work[match.end() :]
            )
    for match in _DROPPED_AFTER.finditer(reader.work):
        if re.search(r"\d|[一二三四五六七八九十百]{2,}", match.group()):
            reader.consume(match.start(), match.end())


_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_AND_DAY = re.compile(rf"\s*({_SMALL}\s*月(?:份)?(?:\s*{_SMALL}\s*[日号])?)")


def _with_its_year(old: Token, after: str) -> tuple[int, str] | None:
    """2019年4月1日，不对，是4月11日: how much is read, and the date with the year that was said."""
    new = _MONTH_AND_DAY.match(after)
    if old.date is None or new is None:
        return None
    return new.end(), f"{old.date.value[:4]}年{new[1]}"


_NOT_ONE = re.compile(
    r"(?<![后第前这那哪每另])一[个位名张家次场条项件起样种](?P<what>[^\d，,。；\n]{0,8}?)[都也]?(?=没|未)"
)


def _say_none(reader: Reader) -> None:
    """一个社工都没有: one of something that there is not is no number."""
    for match in _NOT_ONE.finditer(reader.work):
        what = match["what"]
        blank = "  " + what + " " * (match.end() - match.end("what"))
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]


_OR = re.compile(r"\s*(?:[，,]\s*)?(?:或者?|还是|要么|要不)(?:是)?\s*")


_UP_TO = re.compile(r"\s*[到至~～—－-]{1,2}\s*")


def _is_range(reader: Reader, first: Token, second: Token) -> bool:
    """70到80位: neither end is the value. 从100到150张 and 1到3项都有 are no such ranges."""
    gap = reader.work[first.end : second.start]
    if first.kind not in ("number", "percent") or _UP_TO.fullmatch(gap) is None:
        return False
    ordinals = second.unit in ("项", "类", "种", "条") or (
        second.unit is None and all(f.type == "yes_no" for f in reader.expecting)
    )
    return not ordinals and reader.work[max(0, first.start - 1) : first.start] != "从"


def _note_alternatives(reader: Reader) -> None:
    """2020年或者2021年备案的, 70到80位: of two values neither is taken, both asked."""
    for first, second in pairwise(reader.tokens):
        gap = reader.work[first.end : second.start]
        or_ = first.kind == second.kind and _OR.fullmatch(gap)
        if or_ or (first.kind == second.kind and _is_range(reader, first, second)):
            reader.alternatives[second.start] = first
            blank = " " * (second.start - first.start)
            reader.work = reader.work[: first.start] + blank + reader.work[second.start :]


_NEAR = 4
_NO = re.compile(r"[，,\s]{0,3}(?:哦|噢|啊)?(?:不对|错了|[说写打报填]错了?|哦不)[，,：\s]{0,3}")


def _drop_named_again(reader: Reader) -> None:
    """护理80 不对护理是85: said anew under its own name."""
    for label, old in [(x, t) for x in reader.labels for t in reader.tokens if x.end <= t.start]:
        no = _NO.match(reader.work, old.end) if old.start - label.end <= _NEAR else None
        name = reader.work[label.start : label.end]
        if no is not None and reader.work.startswith(name, no.end()):
            reader.blank(label.start, no.end())


_CHANGED_TO = re.compile(
    r"\s*(?:这个|的|那)?(?:要|请|得|需要|现在)?(?:改成|改为|改到|更正为|换成|调整为|变更为|变成|[再又](?:增加?|扩|升|涨)?到)\s*"
)


def _drop_changed(reader: Reader) -> None:
    """护士15改成17: the first value is the old one."""
    for old, new in pairwise(reader.tokens):
        gap = reader.work[old.end : new.start]
        if old.kind == new.kind and _CHANGED_TO.fullmatch(gap):
            reader.work = (
                reader.work[: old.start] + " " * (old.end - old.start) + reader.work[old.end :]
            )


_WRONG = re.compile(
    r"(?:的)?(?:名字|姓名|名称)?(?:写|填|报|说|弄|搞|登记|打)?(?:错了?|有误)[，,]\s*"
)
_NOT_BUT = re.compile(
    r"不是[^，,。；\n是]{2,12}?[，,]?(?:而)?是(?=[^，,。；\n]{2,12}(?:[，,。；\n]|$))"
)


def _drop_denied(reader: Reader) -> None:
    """联系人写错了，不是陈芳是陈方: what it is not stands between the name and what it is."""
    for label in reader.labels:
        wrong = _WRONG.match(reader.work, label.end)
        denied = _NOT_BUT.match(reader.work, wrong.end()) if wrong else None
        if wrong is not None and denied is not None:
            blank = " " * (denied.end() - label.end)
            reader.work = reader.work[: label.end] + blank + reader.work[denied.end() :]


_SAME_AS = re.compile(
    r"\s*(?:同上|一样|相同|同样|(?:也|就|还)?是?(?:[他她](?:本人|自己|兼任?)?|本人)"
    r"|[他她]兼任?|(?:还)?是同一个?人)[的了。]?\s*$"
)


def take_same(reader: Reader, label: Label, field: Field, start: int) -> bool:
    """负责人：同上 / 负责人也是他."""
    end = reader.clause_end(start)
    said = reader.work[label.end : end]
    same = _SAME_AS.match(said) or _SAME_AS.match(said.lstrip("：是为 "))
    if field.same_as is None or same is None:
        return False
    reader.result.copies.append((field.key, field.same_as))
    reader.consume(label.start, end)
    return True


_CLEAR = re.compile(r"(?:把)?(?:请)?(?:删掉|删除|清空|清除|去掉|划掉)\s*$")


def take_cleared(reader: Reader) -> None:
    """删掉失智人数 / 把邮编清空."""
    for label in [x for x in reader.labels if x.keys]:
        clause = reader.clause_at(label.start)
        if clause is None:
            continue
        before, after = reader.work[clause.start : label.start], reader.work[label.end : clause.end]
        if (_CLEAR.search(before) and not after.strip("吧了的 ")) or (
            before.strip() in ("", "把") and _CLEAR.fullmatch(after.strip("吧了 "))
        ):
            reader.result.cleared += [key for key in label.keys][:1]
            reader.consume(clause.start, clause.end)


_THE_SAME = re.compile(
    r"\s*(?:的)?(?:是|为|用|共用|合用|都是|也是)*(?:同一个?(?:人|号码?|电话|手机)?|一样|相同|一个(?:号码?|电话|手机|人))"
)


def take_copies(reader: Reader) -> None:
    """联系人就是负责人 / 法人同负责人 / 同上."""
    for first in list(reader.labels):
        for second in list(reader.labels):
            if second.start < first.end:
                continue
            gap = reader.work[first.end : second.start]
            if not re.fullmatch(
                r"\s*(?:就是|也是|同|和|跟|与|即是|即|由|是)\s*(?:我们)?(?:的)?\s*", gap
            ):
                continue
            joined = re.fullmatch(r"\s*(?:和|跟|与)\s*", gap) is not None
            after = reader.work[second.end : reader.clause_end(second.start)]
            if joined and re.search(r"(?:都|均)(?:是|为|用)", after):
                continue  # 法人电话和联系人电话一样，都是…: the value is said
            if joined and not _THE_SAME.match(after):
                continue
            if (
                not joined
                and after.strip()
                and not re.match(r"\s*(?:一样|相同|兼任?|担任|兼)?\s*$", after)
            ):
                continue
            if not _one_name_for_both(reader, first, second):
                _copy(reader, first, second)
                if joined:
                    reader.consume(second.end, reader.clause_end(second.start))
    _copies_of_many(reader)
    _copies_of_last_phone(reader)
    open_fields = [f for f in reader.open() if f.same_as is not None]
    same = re.fullmatch(
        r"\s*(?:同上|一样|都一样|相同|同样|(?:都)?(?:同|跟|和|与)(?:上面|前面|机构|单位|申报单位)(?:的)?(?:名称|名字)?(?:一样|相同|一致)?|与?(?:机构|单位)?(?:名称)?(?:一样|相同)|和?上面(?:的)?一样|也是他|也是她|同一个?人)[的了。]*\s*",
        reader.work,
    )
    if same and open_fields:
        for field in open_fields[:1] if len(reader.expecting) == 1 else open_fields:
            reader.result.copies.append((field.key, field.same_as or ""))
        reader.consume(0, len(reader.work))


def _one_name_for_both(reader: Reader, first: Label, second: Label) -> bool:
    """负责人和联系人是同一个人，都是林建华: the name is said, nothing needs copying."""
    here = _THE_SAME.match(reader.work, second.end)
    own = reader.clause_at(second.start)
    clause: Clause | None
    if here and own and re.match(r"\s*[：是叫为]", reader.work[here.end() : own.end]):
        clause, begin = own, here.end()  # 同一人：高志强
    else:
        clause = next((c for c in reader.clauses if c.start > second.end and not c.asks), None)
        begin = clause.start if clause else len(reader.work)
    lead = re.compile(r"\s*(?:他|她)?(?:都|均)?(?:是|叫|为|：)\s*").match(reader.work, begin)
    if clause is None or lead is None:
        return False
    stop = min(
        [clause.end, *(t.start for t in reader.tokens if t.start >= lead.end())],
    )
    name = names.person_in(reader.work[lead.end() : stop])
    fields = [
        f
        for x in (first, second)
        for k in x.keys
        if (f := reader.form.fields[k]).content == "person"
    ]
    if name is None or len(fields) != 2:
        return False
    at = reader.work.index(name, lead.end())
    for field in fields:
        reader.set(field, at, at + len(name), reader.original[at : at + len(name)])
    reader.consume(first.start, at + len(name))
    return True


def _copies_of_many(reader: Reader) -> None:
    """医疗机构名称和养老机构名称都一样: each is the same as what it usually is the same as."""
    for clause in [c for c in reader.clauses if not c.asks]:
        labels = [x for x in reader.labels if clause.start <= x.start and x.end <= clause.end]
        fields = [f for x in labels for k in x.keys if (f := reader.form.fields[k]).same_as]
        if not fields or len(fields) < len(labels):
            continue
        said = reader.work[labels[-1].end : clause.end]
        if re.fullmatch(r"\s*(?:也|都|均|全)*(?:是)?(?:一样|相同|同上|同样)[的了。]?\s*", said):
            reader.result.copies += [(f.key, f.same_as or "") for f in fields]
            reader.consume(clause.start, clause.end)


_SAME_PHONE = re.compile(
    r"\s*(?:的)?(?:也|都)?(?:是|用)?(?:跟[^，,。；]{1,6})?同一?个?(?:联系)?(?:电话|手机|号)[号码]*"
)


def _copies_of_last_phone(reader: Reader) -> None:
    """院长电话138…，联系人同一个电话: that of who was named before."""
    phones = {f.of: f.key for f in reader.form.fields.values() if f.type == "phone" and f.of}
    for label in list(reader.labels):
        target = next((phones[key] for key in label.keys if key in phones), None)
        same = _SAME_PHONE.match(reader.work, label.end)
        before = [
            phones.get(key, key)
            for x in reader.labels
            for key in x.keys
            if x.end <= label.start and (key in phones or key in phones.values())
        ]
        if target and same and before and before[-1] != target:
            reader.result.copies.append((target, before[-1]))
            reader.consume(same.start(), same.end())


def _copy(reader: Reader, first: Label, second: Label) -> None:
    to = [reader.form.fields[k] for k in first.keys]
    source = [reader.form.fields[k] for k in second.keys]
    for target in to:
        same = next(
            (s for s in source if s.type == target.type and s.content == target.content), None
        )
        if same is None and target.type == "phone":
            same = next(
                (f for f in reader.form.fields.values() if f.of in {s.key for s in source}), None
            )
        if same is None or same.key == target.key or target.type not in ("text", "phone"):
            continue
        reader.result.copies.append((target.key, same.key))
        phone_to = next((f.key for f in reader.form.fields.values() if f.of == target.key), None)
        phone_from = next((f.key for f in reader.form.fields.values() if f.of == same.key), None)
        if phone_to and phone_from:
            reader.result.copies.append((phone_to, phone_from))
        reader.consume(first.start, second.end)
        return
