"""Rows out of a spreadsheet, told as labels and values: what stands above a value is its label.

床位  护理型  医疗          床位：145
145   96      30      →     护理型：96
                            医疗：30
"""

import re
from itertools import pairwise

from forms.cleaning import clean, fold
from forms.definition import Form
from forms.extraction.lexicon import Lexicon, lexicon_of, words

_CELLS = tuple(re.compile(mark) for mark in (r"\t", r"\|", r" {2,}", r"[,，\s]+"))
_UNIT = re.compile(r"（[^（）]{1,6}）$")
_OF_IT = re.compile(r"^(?:其中|含|包括)[：]?")
_LONGEST_LABEL = 30
_NAME = re.compile(r"姓名|名字|人员|姓名/名称")
_OFFICE = re.compile(r"职务|岗位|职位|身份|角色|类别")
_NAME_AND_OFFICE = re.compile(
    r"(?:姓名|名字)[：:]\s*([\u4e00-\u9fff·]{2,6})[\s，,；;|]*"
    r"(?:职务|岗位|职位|身份)[：:]\s*([\u4e00-\u9fff]{2,8})[ \t，,；;|]*"
)
_NUMBERED = re.compile(r"序号|编号|No\.?|#", re.IGNORECASE)
_YEAR = re.compile(r"(?:20\d\d|\d\d(?=年))(?:年度?)?|[去前]年")
_GREETING = re.compile(r"\s*(?:老师|同志|领导)?(?:[您你]好|收到|发[您你])[啊呀了]?[，,。！!：: ]+")
_MOST_LINES = 60


def told(form: Form, text: str) -> str:
    """`text`, with each table in it that has a row of labels told line by line."""
    text = _NAME_AND_OFFICE.sub(r"\2：\1，", text)
    lines = [x for x in clean(text).split("\n") if not _RULE.fullmatch(x)]
    text = "\n".join(lines) if "|" in text else text
    if not 2 <= len(lines) <= _MOST_LINES:
        return text
    lines[0] = _GREETING.sub("", lines[0])
    lexicon = lexicon_of(form)
    for splitter in _CELLS:
        rows = [_row(line, splitter) for line in lines]
        done = (
            _numbered(lexicon, rows)
            or _people(lexicon, rows)
            or _downwards(lexicon, rows)
            or _years_down(form, lexicon, rows)
            or _columns(lexicon, rows)
        )
        if done is not None:
            return done
    return text


def _row(line: str, splitter: re.Pattern[str]) -> list[str]:
    """The cells of a line; without those outside of its first and last stroke."""
    line = line.strip(" \t" if splitter is _CELLS[0] else " \t|")
    return [cell.strip() for cell in splitter.split(line)]


def _bare(cell: str) -> str:
    """其中：护理型（张） is 护理型."""
    return _OF_IT.sub("", _UNIT.sub("", fold(cell)).rstrip())


def _is_label(lexicon: Lexicon, cell: str) -> bool:
    folded = _bare(cell)
    return len(folded) <= _LONGEST_LABEL and any(
        x.start == 0 and x.end == len(folded) for x in lexicon.labels(folded)
    )


def _is_year(cell: str) -> bool:
    return _YEAR.fullmatch(fold(cell)) is not None


def _columns(lexicon: Lexicon, rows: list[list[str]]) -> str | None:
    """A row of labels, or of years, over one row of values; of several rows none is ours."""
    for at, (head, values) in enumerate(pairwise(rows)):
        if len(head) < 2 or len(head) != len(values):
            continue
        years = sum(_is_year(cell) for cell in head)
        labels = sum(_is_label(lexicon, cell) for cell in head)
        if max(years, labels) < 2 or years + labels < len(head) - 1:
            continue
        if any(_is_label(lexicon, cell) and not _says_years(head) for cell in values):
            continue
        below = [row for row in rows[at + 1 :] if len(row) == len(head)]
        if _says_years(head):
            body = [_by_year(head, row) for row in below]
        elif len(below) == 1 or (total := _total_of(below)) is not None:
            pairs = zip(head, below[0] if len(below) == 1 else total or [], strict=True)
            body = [[f"{_bare(h)}：{v}" for h, v in pairs if v and not _SUM.fullmatch(v)]]
        else:
            body = []
        around = [*rows[:at], *(r for r in rows[at + 1 :] if len(r) != len(head))]
        return "\n".join([*(" ".join(row) for row in around), *(x for part in body for x in part)])
    return None


_SUM = re.compile(r"合计|总计|共计|总数|总和|小计|合\s+计")


def _total_of(rows: list[list[str]]) -> list[str] | None:
    """合计 | 144 | 120 | 24 under the houses: the one row that is all of them."""
    found = [row for row in rows if _SUM.fullmatch(row[0])]
    return found[0] if len(found) == 1 else None


def _says_years(head: list[str]) -> bool:
    return sum(_is_year(cell) for cell in head) >= 2


def _by_year(head: list[str], row: list[str]) -> list[str]:
    """入住率 | 78% | 83% under | 2023 | 2024: each value with its year."""
    what = "".join(c for h, c in zip(head, row, strict=True) if not _is_year(h))
    pairs = [(h, c) for h, c in zip(head, row, strict=True) if _is_year(h) and c]
    years = [(h if h.endswith(("年", "年度")) else f"{h}年", c) for h, c in pairs]
    return [f"{year}{what}：{value}" for year, value in years]


_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")
_KIND = re.compile(r"岗位|类别|项目|指标|名称|人员|人员类别|种类|栏目|内容|工种")
_AMOUNT = re.compile(
    r"数量|人数|数值|数据|实有|现有|在岗|在岗人数|实际|实际数|填报数|数|数目|床位数"
)


def _downwards(lexicon: Lexicon, rows: list[list[str]]) -> str | None:
    """岗位 | 在岗 | 持证 over 医师 | 6 | 6: names down the first column, their counts beside."""
    for number, head in enumerate(rows[:-1]):
        if len(head) < 2 or _KIND.fullmatch(head[0]) is None:
            continue
        columns = [n for n, cell in enumerate(head) if n and _AMOUNT.fullmatch(_bare(cell))]
        body = rows[number + 1 :]
        named = [row for row in body if len(row) > 1 and _is_label(lexicon, _bare(row[0]))]
        if len(named) < 2 or len(columns) != 1:
            continue
        at = columns[0]
        told = [f"{_bare(row[0])}：{row[at]}" for row in body if len(row) > at and row[0]]
        return "\n".join([*(" ".join(row) for row in rows[:number]), *told])
    return None


_YEARS = re.compile(r"年度?|年份|时间|时期")


def _years_down(form: Form, lexicon: Lexicon, rows: list[list[str]]) -> str | None:
    """年度 | 床位 | 入住率 over 2023 | 150 | 76%: of each year what the form asks by year."""
    head, *below = rows
    body = [row for row in below if len(row) == len(head) and _is_year(row[0])]
    if len(head) < 2 or _YEARS.fullmatch(head[0]) is None or len(body) < 2:
        return None
    ours = [n for n, cell in enumerate(head) if n and _asked_by_year(form, lexicon, _bare(cell))]
    if not ours:
        return None
    lines = []
    for row in body:
        year = row[0] if row[0].endswith(("年", "年度")) else f"{row[0]}年"
        lines += [f"{year}{_bare(head[n])}：{row[n]}" for n in ours if row[n]]
    around = [
        " ".join(row) for row in below if row not in body and any(re.search(r"\w", c) for c in row)
    ]
    return "\n".join([*lines, *around])


def _asked_by_year(form: Form, lexicon: Lexicon, cell: str) -> bool:
    label = next(iter(lexicon.labels(cell)), None)
    keys = (label.keys or (label.shared.fields if label.shared else ())) if label else ()
    return any(form.fields[key].year is not None for key in keys)


def _people(lexicon: Lexicon, rows: list[list[str]]) -> str | None:
    """姓名 | 职务 | 电话: one person a row, the office in whichever column it stands."""
    head = rows[0]
    names = [n for n, cell in enumerate(head) if _NAME.fullmatch(cell)]
    offices = [n for n, cell in enumerate(head) if _OFFICE.fullmatch(cell)]
    phones = [n for n, cell in enumerate(head) if cell in words().phone_words]
    if len(names) != 1 or len(offices) != 1:
        return None
    lines = []
    for row in [r for r in rows[1:] if len(r) == len(head)]:
        office, name = row[offices[0]], row[names[0]]
        if name and _is_label(lexicon, office):
            lines.append(f"{office}：{name}" + "".join(f"，电话{row[n]}" for n in phones if row[n]))
    return "\n".join(lines) if lines else None


def _numbered(lexicon: Lexicon, rows: list[list[str]]) -> str | None:
    """1 | 执业医师 | 7: a column of running numbers holds no values."""
    body = rows[1:] if _NUMBERED.fullmatch(rows[0][0]) else rows
    sums = [row for row in body if any(_SUM.fullmatch(cell) for cell in row[:2])]
    body = [row for row in body if row not in sums]
    running = [row[0].rstrip(".、．") for row in body] == [str(n + 1) for n in range(len(body))]
    if len(body) < 2 or not running or any(len(row) < 3 for row in body):
        return None
    if not any(_is_label(lexicon, row[1]) for row in body):
        return None
    totals = [f"一共{row[-1]}" for row in sums[:1] if row[-1]]
    return "\n".join([*totals, *(f"{row[1]}：{' '.join(row[2:])}" for row in body)])
