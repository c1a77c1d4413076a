"""A list in a workbook for a form that is a table: every row below the headings at once."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from forms import Field, Form
from forms.cleaning import clean, compact
from forms.errors import ValueProblem
from forms.tables import pasting
from forms.tables.rows import table_of
from prefill.cells import offer_from
from prefill.errors import PrefillError
from prefill.model import Offer, offer_of
from prefill.names import FieldNames, names_of
from prefill.wording import say
from prefill.words import words
from screening.grid import HEADER_WITHIN
from screening.grid import Row as Cells
from screening.reading import TOTAL_ROW

LEAST = 2
"""Columns of the table, its name among them, that make a row the headings."""
MOST_TOLD = 5
"""Cells that could not be read and are told of."""
_APART = re.compile(r"[\s\u3000]{2,}|\n")
_SEAL = re.compile(r"[（(](?:加盖)?公章[）)]")


def table_offers(rows: Sequence[Cells], form: Form, today: date) -> list[Offer]:
    """What a sheet says of a form with a table: its rows, and the fields that stand above and
    below them; nothing where it has no such headings. Raises PrefillError for too many rows."""
    texts = [[cell.text.strip() for cell in cells] for _, cells in rows]
    for key in form.rows:
        if (found := _headings(texts, form.rows[key], form.fields[key])) is not None:
            first, below, heads = found
            table = _rows(texts[below:], heads, form, key, today)
            if table is not None:
                beside = _beside([*texts[:first], *texts[below:]], form, today)
                return [*beside, table]
    return []


def titled(rows: Sequence[Cells], form: Form) -> bool:
    """Whether the sheet carries the form's title above its headings."""
    said = (compact(cell.text) for _, cells in rows[:HEADER_WITHIN] for cell in cells)
    return any(compact(form.title) in text for text in said)


def _headings(
    texts: Sequence[Sequence[str]], inner: Form, field: Field
) -> tuple[int, int, list[str]] | None:
    """Where the headings begin and end, and what each column is called; two rows may be one."""
    names = names_of(inner)
    for at, cells in enumerate(texts[:HEADER_WITHIN]):
        below = texts[at + 1] if at + 1 < len(texts) else []
        both = _joined(cells, below, names)
        for height, heads in ((2, both), (1, list(cells))):
            said = [head for head in heads if head]
            named = [head for head in said if names.of(head) or compact(head) in words().phones]
            keys = {one.key for head in said for one in names.of(head)[:1]}
            mostly = 2 * len(named) > len(said)  # half of them: labels with their values
            if table_of(field).name in keys and len(keys) >= LEAST and mostly:
                if height == 2 and not _adds(cells, below, names):
                    continue
                return at, at + height, heads
    return None


def _joined(top: Sequence[str], bottom: Sequence[str], names: FieldNames) -> list[str]:
    """The names of the columns under headings that stand over several of them."""
    heads, over, taken = [], "", set[str]()
    for index in range(max(len(top), len(bottom))):
        above = top[index] if index < len(top) else ""
        under = bottom[index] if index < len(bottom) else ""
        over = above or over if under else above
        named = ""
        for said in (f"{over}{under}", under, over):
            field = next((f for f in names.of(said) if f.key not in taken), None)
            if field is not None:
                taken.add(field.key)
                named = field.label
                break
        heads.append(named or under or above)
    return heads


def _adds(top: Sequence[str], bottom: Sequence[str], names: FieldNames) -> bool:
    """Whether a second row are headings as well, and no values: under an empty place at the left
    more columns are named."""
    left = bottom[: next((i for i, text in enumerate(bottom) if text), 0)]
    return bool(left) and sum(bool(names.of(text)) for text in bottom) > 1


def _rows(
    texts: Sequence[Sequence[str]], heads: Sequence[str], form: Form, key: str, today: date
) -> Offer | None:
    field, line = form.fields[key], "\t".join(_cell(head) for head in heads)
    table = table_of(field)
    lines = [line, *("\t".join(map(_cell, cells)) for cells in texts if _is_row(cells))]
    try:
        readings = pasting.read(form, key, "\n".join(lines), today)
    except ValueProblem as problem:
        raise PrefillError("unusable", "list_refused", message=problem.reason_zh) from problem
    readings = [one for one in readings if table.name in one.values]
    if len(readings) > table.max_rows:
        raise PrefillError("too_large", "table_too_long", limit=table.max_rows, count=len(readings))
    if not readings:
        return None
    offer = offer_of(field, [dict(one.values) for one in readings])
    problems = [
        say("cell_refused", number=number, word=table.row_word, reason=reason)
        for number, one in enumerate(readings, 1)
        for reason in [
            *(rejected.reason_zh for rejected in one.rejected),
            *(doubt.question_zh for doubt in one.doubtful),
        ]
    ]
    return offer.doubted("".join(problems[:MOST_TOLD])) if problems else offer


def _is_row(cells: Sequence[str]) -> bool:
    """Whether a row tells more than one thing, and no totals: what stands alone is a remark."""
    said = [text for text in cells if text]
    return len(said) > 1 and TOTAL_ROW.fullmatch(said[0]) is None


def _cell(text: str) -> str:
    if compact(text) in words().nothing:
        return ""
    return re.sub(r"\s+", " ", text).replace("｜", "|")


def _beside(texts: Sequence[Sequence[str]], form: Form, today: date) -> list[Offer]:
    """The fields above and below the rows: “推荐单位：…” in one cell, or a title and what is under
    it."""
    names, found = names_of(form), dict[str, Offer]()
    before: Field | None = None
    for label, text in _pairs(texts):
        loosely = [f for f in form.fields.values() if label in f.loose_aliases]
        fields = [f for f in names.within("", label, before) or loosely if f.table is None]
        if not fields:
            continue
        before = fields[0]
        offer = offer_from(before, clean(_SEAL.sub("", text)), today)
        if offer is not None:
            found.setdefault(offer.key, offer)
    return [found[key] for key in form.fields if key in found]


def _pairs(texts: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    alone = [[text for text in cells if text] for cells in texts]
    for number, said in enumerate(alone):
        if len(said) == 2:
            yield said[0], said[1]
        for text in said:
            for part in _APART.split(text):
                label, colon, value = part.partition("：")
                if colon and value.strip():
                    yield label.strip(), value.strip()
        if len(said) == 1 and number + 1 < len(alone) and len(alone[number + 1]) == 1:
            yield said[0], alone[number + 1][0]
