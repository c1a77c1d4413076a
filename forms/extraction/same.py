"""联系人也是他, 电话和院长一样: the same person, or number, as another field of the form has."""

import re

from forms.definition import Field
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_HIM = re.compile(
    r"\s*(?:也|就|还|都|同样)*(?:是|写|填|用)?(?:同一个?人|一个人|他|她|本人)(?:本人|自己|兼)?[的了吧。\s]*"
)
_PHONE = re.compile(
    r"(?:他|她|其)?的?(?:联系)?(?:电话|手机|号码|联系方式)(?:号码?)?(?:也|都|就|还)*(?:是|用)?"
    r"(?:[和跟同与](?P<whose>[^，,。；\n\d]{1,8}?)(?:的|的?电话|的?号码)?(?:也|都)?(?:一样|相同|一致|同一个)|一样|相同|同上|同一个|不变)(?:的|号码?|电话)*[的了吧。\s]*"
)


def take(reader: Reader) -> None:
    """A clause that is nothing but this; who is meant must be plain."""
    for label in list(reader.labels):
        target = _person(reader, label)
        clause = reader.clause_at(label.start)
        if target is None or target.same_as or clause is None or clause.asks:
            continue  # what is the same as usual is read with its label: corrections.take_same
        if _HIM.fullmatch(reader.work[label.end : clause.end]) is None:
            continue
        source = _named_before(reader, label, target)
        if source is not None:
            _copy(reader, target, source)
            reader.consume(label.start, clause.end)
    _take_unnamed(reader)
    _take_phone(reader)


def take_named(reader: Reader) -> None:
    """电话和负责人一样: whose number it is said to be; read before 和 may join two names."""
    phone = {f.of: f for f in reader.form.fields.values() if f.type == "phone" and f.of}
    for clause in [c for c in reader.clauses if not c.asks]:
        match = _PHONE.fullmatch(reader.work[clause.start : clause.end].strip())
        within = [x for x in reader.labels if clause.start <= x.start < clause.end]
        owners = [f for x in within if (f := _person(reader, x)) and f.key in phone]
        if match is None or not match["whose"] or len(owners) != 1 or len(phone) != 2:
            continue
        target = next(f for of, f in phone.items() if of != owners[0].key)
        reader.result.copies.append((target.key, phone[owners[0].key].key))
        reader.consume(clause.start, clause.end)


def _take_unnamed(reader: Reader) -> None:
    """也是院长 · 是同一个人: to the question who somebody is."""
    asked = [f for f in reader.open(["text"]) if f.content == "person"]
    told = {to for to, _ in reader.result.copies}
    if len(asked) != 1 or asked[0].key in told or len(reader.clauses) != 1:
        return
    text = reader.work.strip(" 。，")
    labels = [x for x in reader.labels if (f := _person(reader, x)) and f is not asked[0]]
    named = _person(reader, labels[0]) if len(labels) == 1 else None
    if named is not None:
        said = text.replace(reader.work[labels[0].start : labels[0].end], "", 1)
        plain = re.fullmatch(r"(?:也|就|还)*(?:是|同|和|跟)?(?:一样|本人|自己|兼任?)?的?", said)
    else:
        plain = re.fullmatch(r"(?:也|就|还)*是?(?:同一个?人|一个人|他|她)(?:本人|自己)?", text)
        others = [f for f in reader.form.fields.values() if f.content == "person"]
        others.remove(asked[0])
        named = others[0] if len(others) == 1 else None
    if plain is not None and named is not None:
        _copy(reader, asked[0], named)
        reader.consume(0, len(reader.work))


def _take_phone(reader: Reader) -> None:
    phones = [f for f in reader.form.fields.values() if f.type == "phone"]
    for clause in [c for c in reader.clauses if not c.asks]:
        match = _PHONE.fullmatch(reader.work[clause.start : clause.end].strip())
        taken = {key for pair in reader.result.copies for key in pair}
        if match is None:
            continue
        targets = [f for f in reader.open(["phone"]) if f.key not in taken]
        if len(targets) == 1 and len(phones) == 2:
            source = next(f for f in phones if f is not targets[0])
            reader.result.copies.append((targets[0].key, source.key))
        if len(targets) == 1 or (taken & {f.key for f in phones}):
            reader.consume(clause.start, clause.end)


def _person(reader: Reader, label: Label) -> Field | None:
    fields = [reader.form.fields[key] for key in label.keys]
    return next((f for f in fields if f.content == "person"), None)


def _named_before(reader: Reader, label: Label, target: Field) -> Field | None:
    """The office named last before; without one, the only other office of the form."""
    before = [_person(reader, x) for x in reader.labels if x.end <= label.start]
    named = [f for f in before if f is not None and f is not target]
    if named:
        return named[-1]
    others = [f for f in reader.form.fields.values() if f.content == "person" and f is not target]
    return others[0] if len(others) == 1 else None


def _copy(reader: Reader, target: Field, source: Field) -> None:
    reader.result.copies.append((target.key, source.key))
    phone = {f.of: f.key for f in reader.form.fields.values() if f.type == "phone" and f.of}
    if target.key in phone and source.key in phone:
        reader.result.copies.append((phone[target.key], phone[source.key]))
