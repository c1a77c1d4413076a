"""Values that speak for themselves, whatever was asked: codes, licence numbers, an address."""

import re
from collections.abc import Iterator
from functools import lru_cache

from forms import field_types
from forms.definition import Field
from forms.extraction import names, places
from forms.extraction.reader import READ, Reader


@lru_cache(maxsize=64)
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def take_shapes(reader: Reader) -> None:
    """PDY00012535010217D1102: only a licence number looks like this."""
    for field in reader.form.fields.values():
        if field.shape is None or field.key in reader.result.values:
            continue
        for match in _of_today(reader, list(_pattern(field.shape).finditer(reader.work))):
            start = _after_its_name(reader, field, match.start())
            reader.put_text(field, match.start(), match.end())
            reader.consume(start, match.end())


_ONCE = re.compile(r"以前|之前|原来|原先|旧|老|过去|作废|换证前")


def _of_today(reader: Reader, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The numbers stated, without that of a paper which is not valid any more; of two, both."""
    told = [(m, reader.clause_at(m.start())) for m in found]
    stated = [(m, c) for m, c in told if c is not None and not c.asks]
    now = [m for m, c in stated if not _ONCE.search(reader.folded[c.start : m.start()])]
    chosen = now or [m for m, _ in stated]
    different = {re.sub(r"\s", "", m.group()): m for m in reversed(chosen)}
    return sorted(different.values(), key=lambda m: m.start())[:2]


def take_county(reader: Reader) -> None:
    """浦城县 where the county or its kind is asked; 南平市浦城县, with its city, anywhere."""
    field = next((f for f in reader.form.fields.values() if f.content == "county"), None)
    if field is None or field.key in reader.result.values:
        return
    group = reader.form.group_of[field.key].fields
    asked = any(f in group for f in reader.expecting)
    kinds = {word for f in group for c in f.choices for word in (c.label, *c.synonyms)}
    for clause in [c for c in reader.clauses if not c.asks]:
        for match in re.finditer(rf"[^\s{READ}]+", reader.work[clause.start : clause.end]):
            found = names.county_in(match.group())
            if found is None:
                continue
            start, end = (clause.start + match.start() + at for at in found)
            if reader.work[start:end] in kinds:  # 设区市, 开发区: a kind of place, no place
                continue
            whole = re.search("[市州盟].*[县市区旗]$", reader.work[start:end])
            if asked or whole:
                reader.put_text(field, start, end)
                reader.consume(clause.start + match.start(), clause.start + match.end())
                return


def _after_its_name(reader: Reader, field: Field, position: int) -> int:
    """Where the field's name begins when it stands right before (证号是…), else `position`."""
    for label in reader.labels:
        if label.end <= position and field.key in label.keys:
            between = reader.work[label.end : position]
            if re.fullmatch(r"(?:证?号码?|编号)?\s*[：是为]*\s*", between):
                return label.start
    named = re.search(r"(?:证号|号码|编号|号)(?:是|为|：)?\s*$", reader.work[:position])
    return named.start() if named else position


def take_codes(reader: Reader) -> None:
    """Credit codes, and a postcode where an address was said or asked."""
    for token in list(reader.tokens):
        if token.kind == "code":
            field = next((f for f in reader.form.fields.values() if f.type == "uscc"), None)
            if field is not None and (
                field in reader.expecting
                or field_types.FIELD_TYPES["uscc"].holds(
                    field, re.sub(r"[ -]", "", token.raw).upper()
                )
            ):
                reader.put_token(field, token)
                reader.consume(token.start, token.end)
        elif token.kind == "postcode":
            field = next((f for f in reader.form.fields.values() if f.type == "postcode"), None)
            near = {*reader.result.values, *(f.key for f in reader.expecting)}
            group = reader.form.group_of[field.key].fields if field else ()
            if field is not None and any(f.key in near for f in group):
                reader.put_token(field, token)
                reader.consume(token.start, token.end)


def take_address(reader: Reader) -> None:
    """福州市仓山区示例路8号 without a label; only a whole one, from the county to the number."""
    fields = [f for f in reader.form.fields.values() if f.type == "address"]
    if len(fields) != 1 or fields[0].key in reader.result.values:
        return
    found = list(_addresses(reader))
    ours = [x for x in found if _OF_ANOTHER_USE.search(_said_before(reader, x[0])) is None]
    here = [x for x in ours if _WHERE_WE_ARE.search(_said_before(reader, x[0])) is not None]
    chosen = found if len(found) == 1 else here or ours
    for place in found:
        if [place] == chosen:
            reader.put_text(fields[0], *place)
        else:  # of several none is ours for sure, or it is another one
            reader.set_aside(*place)


_OF_ANOTHER_USE = re.compile(
    r"注册|登记|执照|证[上书]|不[用是写要填]|别[用写填]|原[来址先]|以前|之前|早先|前身|老[址院]|旧|快递|寄|户籍"
)
_WHERE_WE_ARE = re.compile(r"实际|现在|现址|通讯|通信|办公|经营|运营|搬[到至往来]|迁[到至往来]")


def _said_before(reader: Reader, position: int) -> str:
    clause = reader.clause_at(position)
    return reader.folded[clause.start : position] if clause else ""


def _addresses(reader: Reader) -> Iterator[tuple[int, int]]:
    """Where whole addresses stand that are unread yet."""
    for clause in [c for c in reader.clauses if not c.asks]:
        for match in re.finditer(rf"[^\s{READ}]+", reader.work[clause.start : clause.end]):
            found = places.full_address(match.group())
            if found is not None:
                start = clause.start + match.start()
                yield start + found[0], start + found[1]
