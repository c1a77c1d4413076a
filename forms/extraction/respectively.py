"""负责人、法人分别是周建、吴敏; 电话分别是……和……: each of several, in the order they were named."""

import re

from forms.definition import Field
from forms.extraction import names
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.runs import run_after, run_before

_RESPECTIVELY = re.compile(r"(?:的?(?:姓名|名字))?(?:分别|依次|各自)(?:是|为|叫|由|：)*\s*")
_BETWEEN = re.compile(r"\s*[、，,和及与跟]\s*|\s+")


def take_people(reader: Reader) -> None:
    """As many names as offices before 分别; otherwise nothing is taken here."""
    for match in _RESPECTIVELY.finditer(reader.work):
        fields = [_person(reader, x) for x in run_before(reader.labels, match.start(), reader)]
        people = [field for field in fields if field is not None]
        if len(people) < 2 or len(people) != len(fields):
            continue
        found = _names(reader, match.end(), len(people))
        if len(found) != len(people):
            continue
        for field, (start, end) in zip(people, found, strict=True):
            reader.set(field, start, end, reader.original[start:end])
            reader.consume(start, end)
        reader.consume(match.start(), match.end())


def _person(reader: Reader, label: Label) -> Field | None:
    fields = [reader.form.fields[key] for key in label.keys]
    return next((f for f in fields if f.content == "person"), None)


def _names(reader: Reader, start: int, count: int) -> list[tuple[int, int]]:
    """Where the names of an enumeration stand that begins at `start`."""
    found: list[tuple[int, int]] = []
    while len(found) < count:
        run = re.compile(r"[\u4e00-\u9fff]{2,4}?(?=[、，,。；和及与跟\s]|$)").match(
            reader.work, start
        )
        if run is None or names.person_in(run.group()) != run.group():
            break
        found.append(run.span())
        between = _BETWEEN.match(reader.work, run.end())
        start = between.end() if between else len(reader.work)
    return found


def take_phones(reader: Reader) -> None:
    """The telephones of the people named just before, one each."""
    phones = {f.of: f for f in reader.form.fields.values() if f.type == "phone" and f.of}
    for match in _RESPECTIVELY.finditer(reader.work):
        tokens = [t for t in run_after(reader.tokens, match.end(), reader) if t.kind == "phone"]
        placed = sorted(p for p in reader.placed if p[0] < match.start() and p[1] in phones)
        owners = [phones[key] for _, key in placed[-len(tokens) :]]
        if len(tokens) > len({start for start, _ in placed}):
            for token in tokens if len(tokens) > 1 else ():
                reader.set_aside(token.start, token.end)  # whose they are is not clear: asked
            continue
        if (
            len(tokens) < 2
            or len({start for start, _ in placed[-len(tokens) :]}) != len(tokens)
            or any(f.key in reader.result.values for f in owners)
            or reader.work[match.end() : tokens[0].start].strip()
        ):
            continue
        for field, token in zip(owners, tokens, strict=True):
            reader.put_token(field, token)
            reader.consume(token.start, token.end)
