"""The message being read: its text, what is still unread, and the bookkeeping of what was found."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forms import field_types
from forms.cleaning import clean, fold
from forms.definition import Field, Form
from forms.errors import UnclearValue, ValueProblem
from forms.extraction import brackets, changes, clauses, scanned, shortened, spoken, stops, tokens
from forms.extraction.lexicon import Label, Lexicon, lexicon_of, words
from forms.extraction.result import Extraction
from forms.field_types.base import refusal
from forms.field_types.dates import check_date
from forms.field_types.numbers import decimal, percent, whole
from forms.partial_dates import scan_dates
from forms.phrases import say
from forms.state import Doubt, Option, Rejection

_NUMBER_LEAD = re.compile(r"(?:编号|号码|证号|备案号|许可证号|登记号)(?:是|为)?[：:\s]*")
_BULLET = re.compile(r"\s*(?:[、）]|\.(?!\d))\s*(?!\d)")
_MONEY = re.compile(
    r"工资(?![表册单条])|月薪|年薪|薪[酬水]|收费|费用|补[贴助]|价格|单价|租金|押金|投资|资金|预算|床位费|护理费"
)
_PART_OF_THE_HOUSE = re.compile(r"[区楼栋](?![的有])")
_GOES_ON_AS_A_NAME = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:有限(?:责任)?公司|股份公司|集团)")
_DAY = re.compile(r"(?<![年\d去今前度])\s*\d{1,2}\s*月(?:份)?\s*\d{1,2}\s*[日号]")
_ALONE = 2
READ = "\x1f"  # stands for a character that is read already; `clean` removes it from real input
MOST_ITEMS = 300  # labels, and values, of one message: a long introduction has some sixty


def _sentence(text: str) -> int:
    """Where the last sentence of `text` begins."""
    return max((text.rfind(mark) for mark in "。；\n"), default=-1) + 1


class Reader:
    """Reads one message. `original` and `work` have the same length; read stretches become READ."""

    def __init__(self, form: Form, text: str, expecting: Sequence[str], today: date) -> None:
        self.form = form
        self.lexicon: Lexicon = lexicon_of(form)
        self.original = clean(text)
        plain = spoken.smoothed(scanned.smoothed(fold(self.original)))
        plain = stops.smoothed(brackets.smoothed(plain), self.lexicon)
        self.folded = changes.smoothed(plain, self.lexicon, today)
        self.work = self.folded
        self.today = today
        self.expecting = [form.fields[key] for key in expecting if key in form.fields]
        self.result = Extraction()
        self.one_each = False  # 有，没有，有: one answer for each question, in order
        self.placed: list[tuple[int, str]] = []
        self.planned: set[str] = set()  # named in what is planned or done by others: no 其他
        self.alternatives: dict[int, tokens.Token] = {}  # 2020年或者2021年: by where the second is
        self.aside: list[tuple[int, int]] = []
        deadline = any(
            f.type in ("date", "partial_date") and not f.not_future for f in self.expecting
        )
        self.clauses = clauses.split(
            clauses.of_ours(form, self.folded),
            plans=deadline,
            unmarked=stops.breaks(form, self.lexicon, self.folded),
        )
        self.clauses = [self._unless_deadline(clause) for clause in self.clauses]
        self.labels: list[Label] = []
        self.tokens: list[tokens.Token] = []

    def _unless_deadline(self, clause: clauses.Clause) -> clauses.Clause:
        """院感争取2021年8月整改完: a day by which something named will be done is an answer."""
        text = self.folded[clause.start : clause.end]
        if not clause.asks or clauses.asks_something(text):
            return clause
        named = [self.lexicon.in_context(x, text, ()) for x in self.lexicon.labels(text)]
        fields = [self.form.fields[key] for label in named for key in label.keys]
        days = [f for f in fields if f.type in ("date", "partial_date") and not f.not_future]
        dated = any(token.kind == "date" for token in tokens.find(text, self.today))
        return replace(clause, asks=False) if days and dated else clause

    def locate(self) -> None:
        """Finds labels and values in what is still unread."""
        asked = [field.key for field in self.expecting]
        labels = [
            self.lexicon.in_context(label, self.work, asked)
            for label in self.lexicon.labels(self.work)
        ]
        found = tokens.find(self.work, self.today)
        labels = shortened.with_short_names(self.expecting, self.work, labels)
        labels, found = labels[:MOST_ITEMS], found[:MOST_ITEMS]
        found = [t for t in found if not self._is_money(t) and not self._is_bullet(t)]
        self.tokens = [
            t for t in found if not any(x.start <= t.start and t.end <= x.end for x in labels)
        ]
        labels = [x for x in labels if not self._in_a_name(x) and not self._of_a_part(x)]
        self.labels = [
            x for x in labels if not any(t.start < x.end and x.start < t.end for t in self.tokens)
        ]

    def _of_a_part(self, label: Label) -> bool:
        """护理区90张: where something is, and not what it is."""
        return label.loose and _PART_OF_THE_HOUSE.match(self.work, label.end) is not None

    def _in_a_name(self, label: Label) -> bool:
        """示例健康管理有限公司: a yes-or-no question in the name of somebody."""
        asked = any(self.form.fields[key].type == "yes_no" for key in label.keys)
        return asked and _GOES_ON_AS_A_NAME.match(self.work, label.end) is not None

    def _is_bullet(self, token: tokens.Token) -> bool:
        """二、满意度…: the number of a line."""
        if token.kind != "number" or token.unit is not None or "\n" not in self.folded.strip():
            return False
        line = self.folded.rfind("\n", 0, token.start) + 1
        before = self.folded[line : token.start].strip()
        return before in ("", "（") and _BULLET.match(self.folded, token.end) is not None

    def _is_money(self, token: tokens.Token) -> bool:
        """护士工资4500，护理员4000: a number without a unit in a sentence about money."""
        if token.kind not in ("number", "postcode") or token.unit is not None:
            return False
        before = self.folded[: token.start]
        return _MONEY.search(before[_sentence(before) :]) is not None

    def consume(self, start: int, end: int) -> None:
        """Marks a stretch as read."""
        self.work = self.work[:start] + READ * (end - start) + self.work[end:]
        self.labels = [x for x in self.labels if x.end <= start or x.start >= end]
        self.tokens = [t for t in self.tokens if t.end <= start or t.start >= end]

    def blank(self, start: int, end: int) -> None:
        """Takes a stretch out as if it had not been said; `locate` finds what is left."""
        self.work = self.work[:start] + " " * max(0, end - start) + self.work[end:]

    def set_aside(self, start: int, end: int) -> None:
        """Marks as read what must not fill anything, to be said back."""
        self.aside.append((start, end))
        self.consume(start, end)

    def clause_at(self, position: int) -> clauses.Clause | None:
        """The clause a position lies in."""
        return next((c for c in self.clauses if c.start <= position < c.end), None)

    def clause_end(self, position: int) -> int:
        """Where the clause of this position ends."""
        clause = self.clause_at(position)
        return clause.end if clause else position

    def open(self, kinds: Iterable[str] = ()) -> list[Field]:
        """Expected fields this message has said nothing about yet, of these types (all if none)."""
        wanted = set(kinds)
        said = {*self.result.values, *(r.key for r in self.result.rejected)}
        said |= {d.key for d in self.result.doubtful if d.key}
        return [f for f in self.expecting if f.key not in said and (not wanted or f.type in wanted)]

    def put(self, field: Field, start: int, end: int, make: Callable[[], Any]) -> None:
        """Takes the value `make` gives for `field`: accepted, doubted or refused."""
        raw = self.original[start:end]
        self.placed.append((start, field.key))
        try:
            value = make()
        except UnclearValue as exc:
            self.doubt_guess(field, raw, exc)
            return
        except ValueProblem as exc:
            self.result.rejected.append(Rejection(field.key, raw, exc.reason_zh))
            return
        known = self.result.values.get(field.key)
        if known is not None and known != value:
            self.doubt_two(field, raw, known, value)
            return
        self.result.values[field.key] = value
        self.result.understood.append((field.key, raw))

    def set(self, field: Field, start: int, end: int, value: Any) -> None:
        """Takes a value that is already known."""
        self.put(field, start, end, lambda: value)

    def put_text(self, field: Field, start: int, end: int) -> None:
        """Takes the original text of this stretch."""
        while end > start and self.folded[end - 1] == " ":
            end -= 1  # 陈晓东哈: the last word is none of the name
        raw = self.original[start:end]
        lead = len(raw) - len(raw.lstrip())
        raw = raw.strip()
        start += lead
        if field.content == "number" and (named := _NUMBER_LEAD.match(raw)):
            raw, start = raw[named.end() :], start + named.end()
        self.put(field, start, start + len(raw), lambda: field_types.parse(field, raw, self.today))
        self.consume(start, start + len(raw))

    def put_token(self, field: Field, token: tokens.Token) -> None:
        """Takes a value token, with whatever stood around it already judged."""
        other = self.alternatives.get(token.start)
        self.put(field, token.start, token.end, lambda: self._token_value(field, token))
        if other is not None and field.key in self.result.values:
            self.put(field, other.start, token.end, lambda: self._token_value(field, other))
            self.consume(other.start, token.start)  # the first of the two is read as well

    def _token_value(self, field: Field, token: tokens.Token) -> Any:
        number = token.number
        if field.type in ("partial_date", "date"):
            if token.date is None:
                return field_types.parse(field, token.raw, self.today)
            if token.date.problem is not None:
                raise ValueProblem(token.date.problem)
            self._refuse_other_matters(field, token)
            self._refuse_impossible_day(token)
            if field.type == "date":
                return field_types.parse(field, token.raw, self.today)
            return check_date(field, token.date.value, self.today)
        if number is not None and field.type in ("integer", "decimal", "percent"):
            if self.work[max(0, token.start - 1) : token.start] in ("-", "负"):
                raise refusal("negative", field)
            convert = {"integer": whole, "decimal": decimal, "percent": percent}[field.type]
            return convert(field, number)
        return field_types.parse(field, token.raw, self.today)

    def _refuse_other_matters(self, field: Field, token: tokens.Token) -> None:
        clause = self.clause_at(token.start)
        around = self._said_with(field, token, clause) if clause else ""
        if clause and clause.end - clause.start - (token.end - token.start) <= _ALONE:
            around += self._said_just_before(clause)
        if field.not_about_reason and any(word in around for word in field.not_about):
            raise refusal("other_matter", field, reason=field.not_about_reason)

    def _said_just_before(self, clause: clauses.Clause) -> str:
        """卫健局备案的，2019年12月: what a day that stands alone is the day of."""
        before = [
            c for c in self.clauses if c.end <= clause.start and c.sentence == clause.sentence
        ]
        told = self.folded[before[-1].start : before[-1].end] if before else ""
        return "" if any(t.kind == "date" for t in tokens.find(told, self.today)) else told

    def _said_with(self, field: Field, token: tokens.Token, clause: clauses.Clause) -> str:
        """2011年开业2015年6月拿到执业许可证: the words between the days before and behind this one.

        What stands right behind the day before is said of that one.
        """
        days = [t for t in tokens.find(self.folded[clause.start : clause.end], self.today)]
        dates = [(clause.start + t.start, clause.start + t.end) for t in days if t.kind == "date"]
        start = max((end for _, end in dates if end <= token.start), default=clause.start)
        end = min((begin for begin, _ in dates if begin >= token.end), default=clause.end)
        if start > clause.start:
            own = "|".join(map(re.escape, field.not_about))
            of_that = re.match(
                rf"[的就才由]*[^，,。；]{{0,4}}?(?:{own})[的了]*", self.folded[start : token.start]
            )
            start += of_that.end() if of_that else 0
        return self.folded[start:end]

    def _refuse_impossible_day(self, token: tokens.Token) -> None:
        """2月30日拿的，2019年: the year of a day that there is not is not taken by itself."""
        if token.date is None or len(token.date.value) > 4:
            return
        clause = self.clause_at(token.start)
        near = [c for c in self.clauses if clause and c.sentence == clause.sentence]
        for day in [m for c in near for m in _DAY.finditer(self.folded, c.start, c.end)]:
            whole = list(scan_dates(f"{token.date.value}年{day.group()}", self.today))
            if whole and whole[0].problem is not None:
                raise ValueProblem(whole[0].problem)

    def doubt_guess(self, field: Field, raw: str, exc: UnclearValue) -> None:
        """Offers the guess back (按120张填可以吗？) with yes and no."""
        shown = field_types.show(field, exc.guess)
        self.result.doubtful.append(
            Doubt(
                field.key,
                raw,
                exc.reason_zh,
                [
                    Option(
                        say("option_guess", value=shown), {field.key: exc.guess}, list(words().yes)
                    ),
                    Option(say("option_anew"), {}, list(words().no)),
                ],
            )
        )

    def doubt_two(self, field: Field, raw: str, first: Any, second: Any) -> None:
        """Two values said of one field: neither is taken, both are offered."""
        del self.result.values[field.key]
        self.result.understood = [u for u in self.result.understood if u[0] != field.key]
        shown = [field_types.show(field, value) for value in (first, second)]
        options = [
            Option(say("option_value", value=text), {field.key: value})
            for text, value in zip(shown, (first, second), strict=True)
        ]
        question = say("doubt_two", label=field.short, first=shown[0], second=shown[1])
        self.result.doubtful.append(Doubt(field.key, raw, question, options))
