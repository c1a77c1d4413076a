"""From the lines on a certificate to offers for a form: which certificate, which value where."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from forms import Field, Form, ValueProblem, field_types
from forms.cleaning import clean, compact
from forms.errors import UnclearValue
from prefill.layout import Box, Line, Piece, below, join, left_of, level, right_of
from prefill.model import Offer
from prefill.papers import Paper, Papers, Wanted
from prefill.places import misread
from prefill.wording import say

Snip = Callable[[Box], bytes]
"""A PNG of a part of the picture."""

_NEVER_IN_CODES = str.maketrans("IOSZ", "1052")
_YEAR_IN_BRACKETS = re.compile(r"[〔\[(【](\d{4})[〕\])】]")
_BETWEEN = r"[\s　]*"


@dataclass(frozen=True)
class Found:
    """A value as it stands on the paper, and the pieces it stands in."""

    text: str
    where: Piece


def recognise(lines: Sequence[Line], known: Papers) -> Paper | None:
    """Which certificate this is, None when it is none of those known."""
    text = compact("".join(line.text for line in lines))
    signed = [(_signs(paper, text), paper) for paper in known.kinds]
    best = max(signed, key=lambda one: one[0])
    return best[1] if best[0] else None


def upside_down(lines: Sequence[Line], paper: Paper, height: int) -> bool:
    """Does the title stand in the lower half? Single lines are read rightly even then."""
    signs = [compact(sign) for sign in paper.signs]
    titles = [
        line.corners[0][1] for line in lines if any(sign in compact(line.text) for sign in signs)
    ]
    return bool(titles) and min(titles) > height / 2


def _signs(paper: Paper, text: str) -> int:
    """The length of what speaks for it: 统一社会信用代码证书 says more than 统一社会信用代码."""
    return max((len(compact(sign)) for sign in paper.signs if compact(sign) in text), default=0)


def read_paper(
    paper: Paper, lines: Sequence[Line], form: Form, sure: float, snip: Snip, today: date
) -> list[Offer]:
    """What the certificate offers for the form; the first value found for a field counts."""
    pieces = level(lines)
    offers: dict[str, Offer] = {}
    for wanted in paper.values:
        targets = wanted.fields.get(form.id, {})
        found = find(wanted, paper, pieces) if targets else None
        if found is None:
            continue
        snippet = snip(found.where.spot)
        for key, target in targets.items():
            if key in offers:
                continue
            offer = _offer(form.fields[key], found, wanted, sure, today)
            if target.ask:
                offer = offer.doubted(target.ask)
            offers[key] = _with_picture(offer, found, snippet)
    return [offers[key] for key in form.fields if key in offers]


def _with_picture(offer: Offer, found: Found, snippet: bytes) -> Offer:
    score = round(found.where.score, 3)
    return Offer(
        offer.key, offer.label, offer.text, offer.value, offer.sure, offer.note, score, snippet
    )


def _offer(field: Field, found: Found, wanted: Wanted, sure: float, today: date) -> Offer:
    text = found.text
    try:
        value = field_types.parse(field, text, today)
    except UnclearValue as unclear:
        note = say("guess", text=text[:60])
        shown = field_types.show(field, unclear.guess)
        return Offer(field.key, field.label, shown, unclear.guess, sure=False, note=note)
    except ValueProblem as problem:
        repaired = _repaired_code(field, text, today)
        if repaired is not None:
            return repaired
        note = say("value_refused", reason=problem.reason_zh)
        return Offer(field.key, field.label, text[:200], None, sure=False, note=note)
    offer = Offer(field.key, field.label, field_types.show(field, value), value)
    if wanted.expect is not None and not wanted.expect.fullmatch(text):
        offer = offer.doubted(say("number_shape", label=field.label))
    if found.where.score < sure:
        offer = offer.doubted(say("low_confidence"))
    if _tells_a_place(field) and (wrong := misread(str(value))) is not None:
        offer = offer.doubted(say("no_such_place", said=wrong[0], near=wrong[1]))
    return offer


def _tells_a_place(field: Field) -> bool:
    return field.type == "address" or field.content in ("organisation", "county")


def _repaired_code(field: Field, text: str, today: date) -> Offer | None:
    """A credit code with letters that never stand in one, if it holds with the digits they are."""
    if field.type != "uscc":
        return None
    try:
        value = field_types.parse(field, text.upper().translate(_NEVER_IN_CODES), today)
    except ValueProblem:
        return None
    note = say("code_repaired", raw=text[:30])
    return Offer(field.key, field.label, str(value), value, sure=False, note=note)


def find(wanted: Wanted, paper: Paper, pieces: Sequence[Piece]) -> Found | None:
    """The value on the levelled page."""
    found = _labelled(wanted, paper, pieces)
    if wanted.anywhere and not found:
        found = [one for piece in pieces if (one := _cut(wanted, piece.text, piece))]
    if not found:
        return None
    return found[-1] if wanted.last else found[0]


def _labelled(wanted: Wanted, paper: Paper, pieces: Sequence[Piece]) -> list[Found]:
    found = []
    for label in sorted(wanted.labels, key=len, reverse=True):
        for piece in pieces:
            for start, end, colon in _places(label, piece.text):
                other = _longer(piece.text[start:], label, paper)
                if other:
                    continue
                value = _value(wanted, paper, piece, end, colon, pieces)
                if value is not None:
                    found.append(value)
        if found:
            break
    return found


def _places(label: str, text: str) -> list[tuple[int, int, bool]]:
    """Where the label stands in a line: at its beginning, or within it before a colon."""
    body = _BETWEEN.join(re.escape(char) for char in _half(label))
    places = []
    for match in re.finditer(rf"{body}{_BETWEEN}([：:]?){_BETWEEN}", _half(text)):
        if len(label) == 1 and not match[1]:
            continue
        if match.start() == 0 or (match[1] and _ends_word(text[: match.start()])):
            places.append((match.start(), match.end(), bool(match[1])))
    return places


def _ends_word(before: str) -> bool:
    return not re.search(r"[\u4e00-\u9fff]$", before)


def _longer(text: str, label: str, paper: Paper) -> bool:
    """Does a longer label of the paper stand here (法定代表人（主要负责人）)?"""
    here = compact(text)
    return any(
        len(compact(other)) > len(compact(label)) and here.startswith(compact(other))
        for other in paper.labels
        if compact(other) != compact(label)
    )


def _value(
    wanted: Wanted, paper: Paper, piece: Piece, end: int, colon: bool, pieces: Sequence[Piece]
) -> Found | None:
    rest = _before_next_label(piece.text[end:], paper)
    if rest:
        where = piece
        width = (piece.right - piece.left) / max(len(piece.text), 1)
        left = piece.left + width * end
    else:
        where_ = right_of(piece, pieces)
        if where_ is None or _is_label(where_.text, paper):
            return None
        where, rest, left = where_, _before_next_label(where_.text, paper), where_.left
    text, last = rest, where
    for _ in range(wanted.lines - 1):
        following = below(last, left, pieces)
        if following is None or _begins_anew(following, paper, pieces):
            break
        text, last = f"{text}{following.text}", following
        where = join(where, following)
    return _cut(wanted, text, where)


def _begins_anew(piece: Piece, paper: Paper, pieces: Sequence[Piece]) -> bool:
    """Is this a label, or the value of a label that stands before it?"""
    before = left_of(piece, pieces)[:1]
    return any(_is_label(one.text, paper) for one in (piece, *before))


def _cut(wanted: Wanted, text: str, where: Piece) -> Found | None:
    text = clean(text).strip("：: 　＊*")
    if wanted.pattern is None:
        return Found(text, where) if compact(text) else None
    plain = _half(text)
    packed = plain if "\\s" in wanted.pattern.pattern else plain.replace(" ", "")
    match = wanted.pattern.fullmatch(packed) if wanted.whole else wanted.pattern.search(packed)
    return Found(_YEAR_IN_BRACKETS.sub(r"〔\1〕", match.group()), where) if match else None


def _before_next_label(text: str, paper: Paper) -> str:
    """Two pairs in one line: what belongs to the first."""
    ends = [len(text)]
    for label in paper.labels:
        body = _BETWEEN.join(re.escape(char) for char in _half(label))
        match = re.search(rf"(?<=\s){body}{_BETWEEN}[：:]", _half(text))
        if match:
            ends.append(match.start())
    return text[: min(ends)].strip()


def _is_label(text: str, paper: Paper) -> bool:
    here = compact(text)
    return any(here.startswith(compact(label)) for label in paper.labels)


def _half(text: str) -> str:
    """Full-width letters, digits and brackets as half-width ones, one for one."""
    return "".join(
        half if len(half := unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )
