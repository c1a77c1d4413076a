"""What is said to be the same as something else: 负责人：同上, 联系人就是负责人, 名称都一样."""

import re

from forms.definition import Field
from forms.extraction import names
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_SAME_AS = re.compile(
    r"\s*(?:(?:跟|和|同|与)?(?:上面|前面|机构|单位|申报单位|机构名称|单位名称)的?(?:名称|名字)?(?:是|写)?)?"
    r"(?:同上|一样|相同|一致|同样|(?:也|就|还)?(?:是|写|填|用|报)?(?:[他她](?:本人|自己|兼任?)?|本人)"
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


_THE_SAME = re.compile(
    r"\s*(?:的)?(?:是|为|用|共用|合用|都是|也是)*(?:同一个?(?:人|号码?|电话|手机)?|一样|相同|一个(?:号码?|电话|手机|人))"
)


def take(reader: Reader) -> None:
    """联系人就是负责人 / 法人同负责人 / 同上."""
    for first in list(reader.labels):
        for second in list(reader.labels):
            if second.start < first.end:
                continue
            gap = reader.work[first.end : second.start]
            if not re.fullmatch(
                r"\s*：?\s*(?:就是|也是|还是|同|和|跟|与|、|即是|即|由|是)\s*(?:我们)?(?:的)?\s*",
                gap,
            ):
                continue
            joined = re.fullmatch(r"\s*(?:和|跟|与|、)\s*", gap) is not None
            after = reader.work[second.end : reader.clause_end(second.start)]
            if joined and re.search(r"(?:都|均)(?:是|为|用)", after):
                continue  # 法人电话和联系人电话一样，都是…: the value is said
            if joined and not _THE_SAME.match(after):
                continue
            if (
                not joined
                and after.strip()
                and not re.match(
                    r"\s*(?:一样|相同|兼任?|担任|兼|本人|自己|他本人|她本人)?\s*$", after
                )
            ):
                continue
            if not _one_name_for_both(reader, first, second):
                _copy(reader, first, second)
                if joined:
                    reader.consume(second.end, reader.clause_end(second.start))
    _copies_of_many(reader)
    _copies_of_last_phone(reader)
    for start, end in dict.fromkeys(
        [(0, len(reader.work)), *((c.start, c.end) for c in reader.clauses if not c.asks)]
    ):
        open_fields = [f for f in reader.open() if f.same_as is not None]
        if open_fields and _ALL_THE_SAME.fullmatch(reader.work[start:end]):
            for field in open_fields[:1] if len(reader.expecting) == 1 else open_fields:
                reader.result.copies.append((field.key, field.same_as or ""))
            reader.consume(start, end)
            return


_ALL_THE_SAME = re.compile(
    r"\s*(?:(?:其[他它余]|剩下|另外|别的|后面)的?(?:[两2二几]个)?(?:名[称字])?(?:也|都)*)?"
    r"(?:同上|一样|都一样|相同|同样|(?:都)?(?:同|跟|和|与)(?:上面|前面|机构|单位|申报单位)(?:的)?(?:名称|名字)?(?:一样|相同|一致)?|与?(?:机构|单位)?(?:名称)?(?:一样|相同)|和?上面(?:的)?一样|也是他|也是她|同一个?人|(?:没有?|没)(?:单独|另外|另)(?:的|起|取)?(?:[\u4e00-\u9fff]{0,6}(?:名称|名字))?|(?:就|都)用一个(?:名字|名称)?|(?:医疗|养老|两边|两块牌子|两个|机构|和|跟|与|、|的|用|都|是|同|这边|那边)*一个名[字称]|(?:[两2二]个|都)?(?:机构|单位)?名[称字](?:也|都)*(?:一样|相同|一致))[的了。]*\s*"
)


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
