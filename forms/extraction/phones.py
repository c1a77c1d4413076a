"""Whose telephone number is it? The person named last before it, the label, or who was asked."""

import re

from forms.definition import Field
from forms.extraction import names
from forms.extraction.lexicon import Label, words
from forms.extraction.reader import READ, Reader
from forms.extraction.shared_values import ask_which

_INTRODUCES = re.compile(
    r"[，,。；\s](?:可以|有事|平时)?(?:找|联系)(?:我|他|她)|[我他她](?:叫|姓|是)[\u4e00-\u9fff]"
)


def take(reader: Reader) -> None:
    """Gives every number still unread to a person's phone field, or asks whose it is."""
    phones = [f for f in reader.form.fields.values() if f.type == "phone"]
    if not phones:
        return
    for token in [t for t in reader.tokens if t.kind in ("phone", "nearly_phone")]:
        field = _owner(reader, phones, token.start)
        expected = [f for f in reader.open(["phone"])]
        if field is None and len(expected) == 1:
            field = expected[0]
        if field is None:
            field = _only_one(reader, phones, token.start)
        if (
            token.kind == "nearly_phone"
            and field is None
            and not _called_phone(reader, token.start)
        ):
            continue
        everybody = _everybody(reader, phones, token.start)
        if field is not None and field not in everybody:
            everybody = []  # an office was named since, even if its name was not read
        if len(everybody) > 1:
            for each in everybody:
                reader.put_token(each, token)
        elif field is not None:
            reader.put_token(field, token)
        elif phones[0].key in reader.lexicon.shared_of:
            ask_which(reader, phones, token, token.raw)
        else:
            continue  # nobody to ask about: said back as not understood
        start = token.start
        for label in [x for x in reader.labels if x.end <= token.start and x.shared]:
            if not reader.work[label.end : token.start].strip(" ：是为"):
                start = label.start
        reader.consume(start, token.end)


_OF_THE_HOUSE = re.compile(r"总机|总台|传真|热线|值班|客服|投诉|服务台|前台|办公室|院办")


def _only_one(reader: Reader, phones: list[Field], position: int) -> Field | None:
    """13600700017 魏小敏（联系人）: the one number of a sentence is that of its one person."""
    if len([t for t in reader.tokens if t.kind == "phone"]) != 1:
        return None
    clause = reader.clause_at(position)
    if clause is None or _OF_THE_HOUSE.search(reader.folded[clause.start : position]):
        return None
    owners = {f.of: f for f in phones}
    placed = {key: start for start, key in reader.placed if key in owners}
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    if len(placed) != 1:
        return None
    ((key, start),) = placed.items()
    told = reader.clause_at(start)
    same = told is not None and start > position and told.sentence == clause.sentence
    return owners[key] if same and owners[key].key not in said else None


def _everybody(reader: Reader, phones: list[Field], position: int) -> list[Field]:
    """负责人陈丽娜，联系人陈丽娜，电话都是…: everyone the number is said of, without one yet."""
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    people = {f.of for f in phones}
    before = [p for p in reader.placed if p[0] < position and p[1] in people]
    if re.search(r"(?:都|均)(?:是|用|为|打)?\s*$", reader.work[:position]):
        named = {key for _, key in before}
    else:  # 法人兼负责人是连志鹏，手机…: one person in two offices
        last = max(before, default=(0, ""))[0]
        named = {key for start, key in before if start == last}
    return [f for f in phones if f.of in named and f.key not in said]


def _owner(reader: Reader, phones: list[Field], position: int) -> Field | None:
    """The phone field of the person placed last before `position`, if it has no number yet."""
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    before = sorted((p for p in reader.placed if p[0] < position), reverse=True)
    if before and _somebody_else(reader, before[0][0], position):
        return None
    named = _named_last(reader, phones, position, before[0][0] if before else -1)
    if named is not None and named.key not in said:
        return named
    for _, key in before:
        if any(field.key == key for field in phones):
            return None
        for field in phones:
            if field.of == key:
                return field if field.key not in said else None
    labelled = [x for x in reader.labels if x.end <= position]
    labelled = [x for x in labelled if not _ANOTHER.search(reader.folded[x.end : position])]
    for label in reversed([x for x in labelled if not _is_title(reader, x)]):
        for field in phones:
            if field.of in label.keys and field.key not in said:
                return field
    return None


_ANOTHER = re.compile(r"副[院董总主经书]|(?:找|打给|联系|问)[\u4e00-\u9fff]{2}")


def _named_last(
    reader: Reader, phones: list[Field], position: int, last_placed: int
) -> Field | None:
    """填表联系人小陈……159…: the office named after all that was placed, its name not read."""
    after = [x for x in reader.labels if last_placed < x.start and x.end <= position]
    after = [x for x in after if not _ANOTHER.search(reader.folded[x.end : position])]
    for label in reversed([x for x in after if not _is_title(reader, x)]):
        for field in phones:
            if field.of in label.keys or field.key in label.keys:  # 联系人电话打错了，应该是…
                return field
    return None


def _is_title(reader: Reader, label: Label) -> bool:
    """王院长 speaks of a person; 院长 alone is an office."""
    said = reader.folded[label.start : label.end]
    before = reader.folded[max(0, label.start - 1) : label.start]
    return said in words().titles and before in words().surnames


_OF_THE_OFFICE = re.compile(
    r"(?:室|科|股|部|处|书记|主管|会计|财务|副手|助理|专员|文员|干事|[组部科股处]长)[\u4e00-\u9fff]{2,4}$"
)


def _somebody_else(reader: Reader, placed: int, position: int) -> bool:
    """法人是陈建明，平时联系我就行，电话…: the number is not that of the person placed."""
    between = reader.folded[placed:position]
    last = re.split(r"[，,。；\n]", reader.work[placed:position])[-1].strip(" ：")
    if READ not in last and _OF_THE_OFFICE.search(last) and names.person_in(last) is not None:
        return True  # 院长周海峰，办公室吴丽娟139…
    for match in _INTRODUCES.finditer(between):
        office = next(reader.lexicon.labels(between[match.end() - 1 :]), None)
        if office is None or office.start > 0:  # but for 我是联系人
            return True
    return False


def _called_phone(reader: Reader, position: int) -> bool:
    return any(
        x.shared is not None
        and x.shared.fields
        and reader.form.fields[x.shared.fields[0]].type == "phone"
        and not reader.work[x.end : position].strip(" ：是为")
        for x in reader.labels
        if x.end <= position
    )
