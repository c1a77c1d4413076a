"""The message being read: its text, what is still unread, and the bookkeeping of what was found."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from forms import field_types
from forms.cleaning import clean, fold
from forms.definition import Field, Form
from forms.errors import UnclearValue, ValueProblem
from forms.extraction import clauses, shortened, tokens
from forms.extraction.lexicon import Label, Lexicon, lexicon_of, words
from forms.extraction.result import Extraction
from forms.field_types.base import refusal
from forms.field_types.dates import check_date
from forms.field_types.numbers import decimal, percent, whole
from forms.phrases import say
from forms.state import Doubt, Option, Rejection

_NUMBER_LEAD = re.compile(r"(?:编号|号码|证号|备案号|许可证号|登记号)(?:是|为)?[：:\s]*")
READ = "\x1f"  # stands for a character that is read already; `clean` removes it from real input
MOST_ITEMS = 300  # labels, and values, of one message: a long introduction has some sixty


class Reader:
    """Reads one message. `original` and `work` have the same length; read stretches become READ."""

    def __init__(self, form: Form, text: str, expecting: Sequence[str], today: date) -> None:
        self.form = form
        self.lexicon: Lexicon = lexicon_of(form)
        self.original = clean(text)
        self.folded = fold(self.original)
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
        self.clauses = clauses.split(clauses.of_ours(form, self.folded), plans=deadline)
        self.labels: list[Label] = []
        self.tokens: list[tokens.Token] = []

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
        self.tokens = [
            t for t in found if not any(x.start <= t.start and t.end <= x.end for x in labels)
        ]
        self.labels = [
            x for x in labels if not any(t.start < x.end and x.start < t.end for t in self.tokens)
        ]

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
            self._doubt_two(field, raw, known, value)
            return
        self.result.values[field.key] = value
        self.result.understood.append((field.key, raw))

    def set(self, field: Field, start: int, end: int, value: Any) -> None:
        """Takes a value that is already known."""
        self.put(field, start, end, lambda: value)

    def put_text(self, field: Field, start: int, end: int) -> None:
        """Takes the original text of this stretch."""
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
        around = self.folded[clause.start : clause.end] if clause else ""
        if field.not_about_reason and any(word in around for word in field.not_about):
            raise refusal("other_matter", field, reason=field.not_about_reason)

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

    def _doubt_two(self, field: Field, raw: str, first: Any, second: Any) -> None:
        del self.result.values[field.key]
        self.result.understood = [u for u in self.result.understood if u[0] != field.key]
        shown = [field_types.show(field, value) for value in (first, second)]
        options = [
            Option(say("option_value", value=text), {field.key: value})
            for text, value in zip(shown, (first, second), strict=True)
        ]
        question = say("doubt_two", label=field.short, first=shown[0], second=shown[1])
        self.result.doubtful.append(Doubt(field.key, raw, question, options))
