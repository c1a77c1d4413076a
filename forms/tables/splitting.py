"""Where one row of a message ends and the next begins."""

import re
from collections.abc import Iterator

from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction import names
from forms.extraction.lexicon import lexicon_of
from forms.tables.rows import table_of

_PIECE = re.compile(r"[^，,；。\n\s]+")
_NUMBERING = re.compile(
    r"^(?:\d{1,3}[.、）]|（\d{1,3}）|[①-⑳]|第?[一二三四五六七八九十]{1,3}、"
    r"|第[\d一二三四五六七八九十]{1,3}(?:[家个行条位所]|个?[县区市])?(?:就?是|：|、)|(?:还有|另外|再有|然后|最后)(?:[一两1]?[家个]|个?[县区市](?=是|：))?(?:就?是|：)?)\s*(?!\d)"
)
_HARD = re.compile(r"[\n；。]")
_HOUSE_NUMBER = re.compile(r"(?:路|街|巷|弄|大道)\d+号")
_NEAR = 40
"""Characters before a name in which a label may wait for it."""
_LABEL_ENDS = re.compile(r"^\s*(?:是|为|叫|：|=|\s|“)")


def split(form: Form, key: str, text: str) -> list[str]:
    """The rows of `text`, each as it was typed, without numbering.

    A row begins with its name: after a line break, a comma or a space, with its label or without.
    """
    field = form.fields[key]
    starts = list(_starts(form, field, fold(text)))
    if not starts or text[: starts[0]].strip(" ，,；;。\n"):
        starts.insert(0, 0)
    ends = [*starts[1:], len(text)]
    rows = [text[a:b].strip(" ，,；;。\n") for a, b in zip(starts, ends, strict=True)]
    rows = [_NUMBERING.sub("", row) if _NUMBERING.match(fold(row)) else row for row in rows if row]
    return [_after_its_name(form, field, row) for row in rows]


def _after_its_name(form: Form, field: Field, row: str) -> str:
    """永安市：机构6家, 丰泽区8家机构: the name is apart from what follows."""
    if counted := _before_a_cell(form, field, fold(row)):
        return f"{row[:counted]}，{row[counted:]}"
    name, colon, rest = row.partition("：") if "：" in row else row.partition(":")
    return f"{name}，{rest}" if colon and _is_name(field, fold(name)) else row


_COUNTY_ENDS = re.compile("自治县|[县市区旗]")
_LEADS_TO_A_CELL = re.compile("(?:现在|目前|总共|一共|共|有|是|的)*")


def _before_a_cell(form: Form, field: Field, piece: str) -> int:
    """Where the name of a county ends that a count or a column's name follows at once (丰泽区8家
    机构, 闽侯县机构8家); else 0."""
    name = next(c for c in table_of(field).columns if c.key == table_of(field).name)
    if name.content != "county":
        return 0
    columns = {label.start for label in lexicon_of(form.rows[field.key]).labels(piece)}
    for end in (match.end() for match in _COUNTY_ENDS.finditer(piece)):
        lead = _LEADS_TO_A_CELL.match(piece, end)
        after = lead.end() if lead else end
        if (piece[after : after + 1].isdigit() or after in columns) and _is_name(
            field, piece[:end]
        ):
            return end
    return 0


def _starts(form: Form, field: Field, folded: str) -> Iterator[int]:
    before = 0
    for piece in _PIECE.finditer(folded):
        between = folded[before : piece.start()]
        before = piece.end()
        hard = piece.start() == 0 or _HARD.search(between) is not None
        numbering = _NUMBERING.match(piece.group())
        bare = piece.group()[numbering.end() :] if numbering else piece.group()
        named = _named(form, field, bare) or (
            (_is_name(field, bare.partition("：")[0]) or _before_a_cell(form, field, bare) > 0)
            and (hard or _after_whole(form, field, folded, piece.start()))
        )
        opens = hard and (numbering is not None or _opens(form, field, folded, piece))
        if named or opens:
            yield piece.start()


def _opens(form: Form, field: Field, folded: str, piece: re.Match[str]) -> bool:
    """护理床，120台: the first words of a line, where names have no look of their own."""
    name = next(c for c in table_of(field).columns if c.key == table_of(field).name)
    if name.content != "free" or re.search(r"\d", piece.group()):
        return False
    labels = lexicon_of(form.rows[field.key]).labels(piece.group())
    goes_on = folded[piece.end() : piece.end() + 1] in ("，", ",", " ")
    return goes_on and not any(label.start == 0 for label in labels)


def _after_whole(form: Form, field: Field, folded: str, position: int) -> bool:
    """Whether what stands right before is no label that waits for its value."""
    before = folded[max(0, position - _NEAR) : position]
    labels = lexicon_of(form.rows[field.key]).labels(before)
    last = max((label.end for label in labels), default=-1)
    return re.fullmatch(r"[\s：=是为叫]*", before[last:]) is None if last >= 0 else True


def _named(form: Form, field: Field, piece: str) -> bool:
    """机构名称：…: the name with its label begins a row."""
    label = next(iter(lexicon_of(form.rows[field.key]).labels(piece)), None)
    if label is None or label.start or table_of(field).name not in label.keys:
        return False
    return label.end == len(piece) or _LABEL_ENDS.match(piece[label.end :]) is not None


def _is_name(field: Field, piece: str) -> bool:
    name = next(c for c in table_of(field).columns if c.key == table_of(field).name)
    if name.content == "county":
        return names.county_in(piece) == (0, len(piece))
    if name.content == "organisation":
        return names.is_organisation(piece) and _HOUSE_NUMBER.search(piece) is None
    return False
