"""`python -m evaluation.extraction`: how well typed messages become field values.

The messages are in data/eval/extraction/*.yml:

    say     the message
    asked   the group, or the fields, that were asked last
    expect  what must be recorded; "=other_field" for "the same as that field"
    may     values that may be recorded or asked back, and count neither way
    form    which form asked; without it that of a demonstration institution

Where a table was asked, the keys are those of its columns behind the number of the row:
"1.problems".

Precision: of the values recorded, how many are right. Recall: of the values expected, how many
were recorded. A value that is asked back is not recorded. The halves are fixed by the SHA-256 of
the message: rules are tuned on `dev`, `test` is reported.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import policy
from evaluation import fact_sheets
from evaluation.questions import ROOT, TODAY
from forms import Form, load_forms
from forms.definition import Field
from forms.extraction import extract
from forms.tables.reading import read_rows
from policy.yamlfile import FastLoader

FOLDER = ROOT / "data" / "eval" / "extraction"
FORM = "demonstration_institution_application"


@dataclass(frozen=True)
class Message:
    """One labelled message; `file` is where it stands."""

    file: str
    form: str
    say: str
    asked: str | tuple[str, ...]
    expect: dict[str, Any]
    may: dict[str, Any]

    @property
    def split(self) -> str:
        """`dev` when the first byte of the message's SHA-256 is even, else `test`."""
        return "test" if hashlib.sha256(self.say.encode()).digest()[0] % 2 else "dev"


@dataclass(frozen=True)
class Reading:
    """What was recorded for a message, beside what should have been."""

    message: Message
    recorded: dict[str, Any]

    @property
    def wrong(self) -> dict[str, Any]:
        """Recorded, but not expected so."""
        return {
            key: value
            for key, value in self.recorded.items()
            if not _same(value, self.message.expect.get(key))
            and not _same(value, self.message.may.get(key))
        }

    @property
    def missed(self) -> dict[str, Any]:
        """Expected, but not recorded so."""
        return {
            key: value
            for key, value in self.message.expect.items()
            if not _same(self.recorded.get(key), value)
        }

    @property
    def counted(self) -> int:
        """How many recorded values count towards precision."""
        return sum(key in self.message.expect or key in self.wrong for key in self.recorded)


@dataclass(frozen=True)
class Figures:
    """Field precision and recall over some readings, and how many messages are wholly right."""

    messages: int
    right_messages: int
    recorded: int
    wrong: int
    expected: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the values recorded, the share that is right."""
        return 1 - self.wrong / self.recorded if self.recorded else 1.0

    @property
    def recall(self) -> float:
        """Of the values expected, the share that was recorded."""
        return 1 - self.missed / self.expected if self.expected else 1.0


def load(folder: Path = FOLDER) -> list[Message]:
    """All labelled messages, in the order of the files."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader):
            asked = entry["asked"]
            found.append(
                Message(
                    file=path.stem,
                    form=entry.get("form", FORM),
                    say=str(entry["say"]),
                    asked=asked if isinstance(asked, str) else tuple(asked),
                    expect=dict(entry["expect"]),
                    may=dict(entry.get("may", {})),
                )
            )
    return found


def expecting(form: Form, asked: str | Sequence[str]) -> list[str]:
    """The keys that were asked: those of the group, or the ones named."""
    if not isinstance(asked, str):
        return list(asked)
    group = next(group for group in form.groups if group.id == asked)
    return [field.key for field in group.fields if field.asked]


def field_of(form: Form, message: Message, key: str) -> Field:
    """The field of a label, or the column: "1.problems" of the table that was asked."""
    if "." not in key:
        return form.fields[key]
    return form.rows[expecting(form, message.asked)[0]].fields[key.partition(".")[2]]


def read(forms: Mapping[str, Form], message: Message) -> Reading:
    """The message as its form understands it."""
    form = forms[message.form]
    asked = expecting(form, message.asked)
    if any(form.fields[key].table for key in asked):
        rows = enumerate(read_rows(form, asked[0], message.say, TODAY), 1)
        return Reading(
            message, {f"{n}.{key}": value for n, row in rows for key, value in row.values.items()}
        )
    found = extract(form, message.say, asked, TODAY)
    recorded = dict(found.values)
    for target, source in found.copies:
        field = form.fields[target]
        if field.type != "phone" or target in message.expect:
            recorded[target] = recorded.get(source, f"={source}")
    return Reading(message, recorded)


def figures(readings: Iterable[Reading]) -> Figures:
    """The figures over these readings."""
    all_ = list(readings)
    return Figures(
        messages=len(all_),
        right_messages=sum(not r.wrong and not r.missed for r in all_),
        recorded=sum(r.counted for r in all_),
        wrong=sum(len(r.wrong) for r in all_),
        expected=sum(len(r.message.expect) for r in all_),
        missed=sum(len(r.missed) for r in all_),
    )


def the_forms() -> dict[str, Form]:
    """The forms the messages are about, by id."""
    return load_forms(ROOT / "forms", policy.load(ROOT / "data" / "notices"))


def table(readings: Sequence[Reading]) -> str:
    """Both halves, and the test half by file, as a Markdown table."""
    lines = ["| messages | count | wholly right | precision | recall |", "|---|---|---|---|---|"]
    rows: list[tuple[str, list[Reading]]] = [
        (split, [r for r in readings if r.message.split == split]) for split in ("dev", "test")
    ]
    rows.append(("both", list(readings)))
    rows += [
        (f"test: {file}", [r for r in rows[1][1] if r.message.file == file])
        for file in sorted({r.message.file for r in readings})
    ]
    for name, chosen in rows:
        f = figures(chosen)
        lines.append(
            f"| {name} | {f.messages} | {f.right_messages} | {f.precision:.3f} | {f.recall:.3f} |"
        )
    return "\n".join(lines)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def main() -> int:
    """Print the table; 1 below a floor on the test half."""
    parser = argparse.ArgumentParser(prog="evaluation.extraction", description=__doc__)
    parser.add_argument("--failures", choices=("dev", "test"), help="also list what is wrong")
    parser.add_argument("--file", help="only the messages of this file (its name without .yml)")
    parser.add_argument("--precision", type=float, default=0.0, help="least precision on test")
    parser.add_argument("--recall", type=float, default=0.0, help="least recall on test")
    given = parser.parse_args()
    forms = the_forms()
    messages = [m for m in load() if given.file in (None, m.file)]
    readings = [read(forms, message) for message in messages]
    print(table(readings))
    for name, sheet in fact_sheets.load().items():
        done = fact_sheets.complete(forms[FORM], name, sheet)
        print(f"fact sheet {name}: {done.turns} messages for {done.fields} fields")
    for r in readings:
        if r.message.split == given.failures and (r.wrong or r.missed):
            print(f"\n{r.message.say}\n  wrong {r.wrong}\n  missed {r.missed}")
    test = figures(r for r in readings if r.message.split == "test")
    return int(test.precision < given.precision or test.recall < given.recall)


if __name__ == "__main__":
    sys.exit(main())
