"""`python -m evaluation.variations`: the labelled messages of the dev half, written otherwise.

Each variation leaves the labels what they are, so that a false value shows without a label being
written: commas become spaces or nothing, a greeting stands before, two messages are sent as one,
a message comes in answer to another question. Only messages that are read without a false value
as they stand are varied, and none whose answer is the whole text.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from evaluation.extraction import Figures, Message, Reading, figures, load, read, the_forms
from forms import Form
from forms.extraction.lexicon import lexicon_of

DRAW = 7
Vary = Callable[[Message, Form, random.Random], Message | None]


def _written(change: Callable[[str], str]) -> Vary:
    def vary(message: Message, form: Form, draw: random.Random) -> Message | None:
        return replace(message, say=change(message.say))

    return vary


def _numbered(said: str) -> str:
    return "\n".join(f"{n}、{part}" for n, part in enumerate(said.split("，"), start=1))


def _other_names(message: Message, form: Form, draw: random.Random) -> Message | None:
    """床位数120张 for 床位120张: another name of the same field, and of no other."""
    fields = form.fields
    text = message.say
    for label in reversed(list(lexicon_of(form).labels(text))):
        if (
            len(label.keys) != 1
            or label.loose
            or label.shared
            or label.keys[0] not in message.expect
        ):
            continue
        said = text[label.start : label.end]
        names = [
            name
            for name in fields[label.keys[0]].aliases
            if name != said and sum(name in other.aliases for other in fields.values()) == 1
        ]
        text = text[: label.start] + draw.choice(names or [said]) + text[label.end :]
    return replace(message, say=text)


def _to_another_question(message: Message, form: Form, draw: random.Random) -> Message | None:
    asked = [
        group.id
        for group in form.groups
        if any(field.asked and field.type != "long_text" for field in group.fields)
    ]
    return replace(message, asked=draw.choice(asked))


VARIATIONS: Mapping[str, Vary] = {
    "full stops for commas": _written(lambda said: said.replace("，", "。")),
    "spaces for commas": _written(lambda said: said.replace("，", " ")),
    "lines for commas": _written(lambda said: said.replace("，", "\n")),
    "no mark at all": _written(lambda said: re.sub("[，。；、]", "", said)),
    "a greeting before": _written(lambda said: f"老师您好，{said}"),
    "thanks behind": _written(lambda said: f"{said}，谢谢"),
    "哈 at every end": _written(lambda said: said.replace("，", "哈，") + "哈"),
    "我们 before": _written(lambda said: f"我们{said}"),
    "目前 before": _written(lambda said: f"目前{said}"),
    "我这边 before": _written(lambda said: f"我这边{said}"),
    "in quotation marks": _written(lambda said: f"“{said}”"),
    "呢 and 那个 between": _written(lambda said: said.replace("，", "呢，那个")),
    "numbered lines": _written(_numbered),
    "other names": _other_names,
    "to another question": _to_another_question,
}


def varied(vary: Vary, messages: Sequence[Message], forms: Mapping[str, Form]) -> list[Reading]:
    """How the messages are read that the variation changes; the draw is the same every time."""
    draw = random.Random(DRAW)
    found = [(message, vary(message, forms[message.form], draw)) for message in messages]
    return [read(forms, new) for old, new in found if new is not None and new != old]


def pairs(messages: Sequence[Message]) -> Iterator[Message]:
    """Two short messages to one form as one, the labels of both."""
    draw = random.Random(DRAW)
    for form in sorted({message.form for message in messages}):
        short = [m for m in messages if m.form == form and m.expect and len(m.say) <= 40]
        for _ in range(3 * len(short) if len(short) > 1 else 0):
            one, other = draw.sample(short, 2)
            if one.asked != other.asked and not set(one.expect) & set(other.expect):
                yield replace(
                    one,
                    say=f"{one.say.rstrip('。')}。{other.say}",
                    expect={**one.expect, **other.expect},
                    may={**one.may, **other.may},
                )


def base(forms: Mapping[str, Form]) -> list[Message]:
    """The messages of the dev half that are varied; not those that tell the rows of a table."""
    found = []
    for message in [m for m in load() if m.split == "dev"]:
        if any("." in key for key in message.expect):
            continue
        keys = {*message.expect, *([] if isinstance(message.asked, str) else message.asked)}
        long_ = any(forms[message.form].fields[key].type == "long_text" for key in keys)
        if not long_ and not read(forms, message).wrong:
            found.append(message)
    return found


def main() -> int:
    """Print what is recorded and what of it is false, by variation."""
    parser = argparse.ArgumentParser(prog="evaluation.variations", description=__doc__)
    parser.add_argument("--failures", help="also list the false values of this variation")
    given = parser.parse_args()
    forms = the_forms()
    messages = base(forms)
    done = {name: varied(vary, messages, forms) for name, vary in VARIATIONS.items()}
    done["two messages in one"] = [read(forms, message) for message in pairs(messages)]
    print("| variation | messages | recorded | false | recall |\n|---|---|---|---|---|")
    for name, readings in done.items():
        f: Figures = figures(readings)
        print(f"| {name} | {f.messages} | {f.recorded} | {f.wrong} | {f.recall:.3f} |")
    for reading in [r for r in done.get(given.failures, []) if r.wrong]:
        print(f"\n{reading.message.asked}: {reading.message.say}\n  false {reading.wrong}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
