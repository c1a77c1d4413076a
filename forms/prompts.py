"""The question that is asked now, with its buttons."""

from datetime import date

from forms import field_types, phrases
from forms.definition import Field, Form, Group
from forms.numerals import show_number
from forms.phrases import say
from forms.state import Button, Doubt, State
from forms.steps import previous_group, progress
from forms.tables.prompts import count_of, rows_asked

MAX_BUTTONS = 8  # a longer list is answered by its numbers
EXAMPLES = 3


def label_of(field: Field, today: date) -> str:
    """The label as it is listed: with the year and the unit."""
    year = f"{today.year + field.year}年" if field.year is not None else ""
    unit = field.unit or ""
    inside = "，".join(part for part in (year, unit) if part)
    optional = "" if field.required else "（选填）"
    return f"{field.label}{f'（{inside}）' if inside else ''}{optional}"


def question_of(field: Field, today: date) -> str:
    """The field's own question, years filled in."""
    return phrases.fill(field.question, year=today.year + (field.year or 0))


def button(name: str) -> Button:
    """A standard button: what it shows is what it sends."""
    text = say(f"button_{name}")
    return Button(text, text)


def question(form: Form, state: State, today: date) -> tuple[str, list[Button]]:
    """What is asked now: the open doubt, else the fields in `state.asking`."""
    if state.pending:
        return _doubt(state.pending[0], len(state.pending) - 1)
    fields = [form.fields[key] for key in state.asking]
    if not fields:
        return "", []
    revisit = all(field.key in state.values for field in fields)
    if fields[0].table is not None:
        revisit = False
        text, buttons = rows_asked(form, state, fields[0].key)
    elif len(fields) == 1:
        text, buttons = _one(form, state, fields[0], today)
    else:
        text, buttons = _group(form, state, fields, today)
    if state.phase == "checking":
        return text, [*buttons, button("skip")]
    filled, total = progress(form, state)
    text += "\n" + say("progress_tail", filled=filled, total=total)
    steering = [button("keep") if revisit else button("skip")]
    if buttons and fields[0].table is not None:
        steering = []  # all rows are said: nothing to skip
    if previous_group(form, state) is not None:
        steering.append(button("back"))
    return text, [*buttons, *steering, button("pause")]


def _doubt(doubt: Doubt, more: int) -> tuple[str, list[Button]]:
    lines = [f"{n}. {option.label}" for n, option in enumerate(doubt.options, 1)]
    buttons = [Button(option.label, option.label) for option in doubt.options[:MAX_BUTTONS]]
    return say("doubt", question=doubt.question_zh, lines=lines, more=more), buttons


def _one(form: Form, state: State, field: Field, today: date) -> tuple[str, list[Button]]:
    buttons: list[Button] = []
    if field.type in ("choice", "multi_choice"):
        few = len(field.choices) <= MAX_BUTTONS
        lines = [f"{n}. {choice.label}" for n, choice in enumerate(field.choices, 1)]
        text = say("choices", question=question_of(field, today), lines=lines)
        buttons = [Button(c.label, c.label) for c in field.choices if few]
    else:
        text = say("ask_one", question=question_of(field, today))
    if field.type == "yes_no":
        buttons = [Button(word, word) for word in (field.yes_label, field.no_label)]
    if field.key in state.values:
        value = field_types.show(field, state.values[field.key])
        line = say("revisit_line", label=field.label, value=value) + _remark(state, field)
        return f"{text}\n{line}\n{say('revisit_hint')}", buttons
    text += _remark(state, field)
    if _first_of_group(form, state, field):
        group = form.group_of[field.key]
        text = f"【{group.title}】{group.lead}\n{text}" if state.phase != "checking" else text
    if field.type in ("text", "long_text", "address", "partial_date", "date", "phone"):
        text += f"\n{say('group_example', example=field.example)}"
    return text, buttons


def _remark(state: State, field: Field) -> str:
    """What a reviewer wrote about the field, on a line of its own."""
    written = state.remarks.get(field.key)
    return "\n" + say("remark_line", remark=written) if written else ""


def _first_of_group(form: Form, state: State, field: Field) -> bool:
    group = form.group_of[field.key]
    return len(group.fields) > 1 and not any(f.key in state.values for f in group.fields)


def _group(form: Form, state: State, fields: list[Field], today: date) -> tuple[str, list[Button]]:
    group = form.group_of[fields[0].key]
    revisit = False
    lines = []
    for n, field in enumerate(fields, 1):
        label = label_of(field, today)
        if field.key in state.values:
            revisit = True
            shown = short_value(field, state.values[field.key])
            label = say("revisit_line", label=label, value=shown)
        lines.append(f"{n}. {label}{_remark(state, field)}")
    begun = not revisit and any(f.key in state.values for f in group.fields)
    lead = say("group_remaining") if begun else phrases.fill(group.lead)
    text = say("ask_group", title=group.title, lead=lead, lines=lines)
    yes_no = all(field.type == "yes_no" for field in fields)
    if revisit:
        text += f"\n{say('revisit_hint')}"
    elif not yes_no:
        text += f"\n{say('group_example', example=_example(group, fields))}"
    buttons = [Button(say(name), say(name)) for name in ("all_yes", "all_no")] if yes_no else []
    if yes_no and group.bare_no_means_all:
        buttons.reverse()
    return text, buttons


def _example(group: Group, fields: list[Field]) -> str:
    """A sentence that would answer the question, as a person would say it."""
    if group.example is not None and len(fields) == sum(f.asked for f in group.fields):
        return group.example
    return "，".join(_spoken(field) for field in fields[:EXAMPLES])


def _spoken(field: Field) -> str:
    if field.spoken is not None:
        return field.spoken
    if field.type in ("integer", "decimal", "percent"):
        return f"{field.short}{field.example}{field.unit or ''}"
    return f"{field.short}：{field.example}"


def short_value(field: Field, value: object, limit: int = 60) -> str:
    """A value for a list: long texts are cut and say how long they are."""
    if field.table is not None:
        rows = value if isinstance(value, list) else []
        return count_of(field, rows)
    shown = field_types.show(field, value)
    if len(shown) <= limit:
        return shown.replace("\n", " ")
    start = shown[:limit].replace("\n", " ")
    return say("review_text", start=start, length=show_number(len(shown)))
