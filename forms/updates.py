"""Puts what was understood into the draft: accepted, changed, copied; each step can be undone."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms import field_types
from forms.contradictions import contradictions
from forms.definition import Field, Form
from forms.errors import ValueProblem
from forms.extraction import Extraction
from forms.phrases import say
from forms.prompts import short_value
from forms.state import UNDO_DEPTH, State
from forms.tables.rows import describe, patched, rows_of

SHOWN = 24
"""Characters of a long text that are said when it is taken."""
_BACK_TO = re.compile(
    r"(?:那|还是|请|帮我)*改回(?:到|成|为|去|来)?(?P<value>[^，,。；;]{1,20}?)[吧了。]*"
)


@dataclass
class Update:
    """The new state, what there is to say about it, and the keys that must be asked first."""

    state: State
    accepted: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)


def apply(form: Form, state: State, extraction: Extraction) -> Update:
    """The draft with the extraction's values. Refusals are said; other values are kept."""
    explicit = {key for key, _ in extraction.understood}
    values = {
        key: value
        for key, value in extraction.values.items()
        if key in explicit or key not in state.values
    }
    problems = _copies(form, state, extraction, values)
    problems += [rejection.reason_zh for rejection in extraction.rejected]
    for key in extraction.cleared:
        if state.values.get(key) is not None:
            values[key] = None
        else:
            problems.append(say("nothing_to_clear", label=form.fields[key].short))
    unsure = {key for doubt in extraction.doubtful for o in doubt.options for key in o.values}
    update = put(form, state, values, unsure=unsure)
    update.problems = [*problems, *update.problems]
    return update


def put(
    form: Form, state: State, values: dict[str, Any], *, unsure: Collection[str] = ()
) -> Update:
    """The draft with these values, what was said about them and the contradictions they raise.

    What a value implies (who has the date of a licence has the licence) is added where unknown,
    unless it is `unsure`: asked back, as the same message also says otherwise.
    """
    values = patched(state.values, values)
    for key in [key for key, value in values.items() if value is not None]:
        for implied, value in form.fields[key].told(values[key]).items():
            known = implied in values or implied in state.values
            if not known and implied not in unsure:
                values = {**values, implied: value}
    values = {key: values[key] for key in form.fields if key in values}
    changed = {k: v for k, v in values.items() if state.values.get(k) != v}
    said = _acknowledge(form, state, values, changed)
    new = state
    if changed:
        before = {key: state.values.get(key) for key in changed}
        new = state.changed(
            values={k: v for k, v in {**state.values, **changed}.items() if v is not None},
            skipped=_skipped(form, state, changed),
            undo=[*state.undo, before][-UNDO_DEPTH:],
            blanks_ok=False,
        )
    found = contradictions(form, new.values)
    fresh = [c for c in found if c.check not in state.warned or set(c.keys) & set(changed)]
    new = new.changed(warned=[c.check for c in found])
    wanted = [c.ask for c in fresh if c.ask is not None]
    return Update(new, dict(values), said, [c.message_zh for c in fresh], wanted)


def _skipped(form: Form, state: State, changed: dict[str, Any]) -> list[str]:
    """A field that got a value is no longer skipped; one that was emptied is not asked again.

    A table whose last row was deleted is asked again.
    """
    kept = [key for key in state.skipped if key not in changed]
    emptied = (key for key, value in changed.items() if value is None)
    return [*kept, *(key for key in emptied if form.fields[key].table is None)]


def undo(form: Form, state: State) -> Update:
    """Takes the last change back and asks those fields again."""
    if not state.undo:
        return Update(state, said=[say("nothing_to_undo")])
    before = state.undo[-1]
    values = {k: v for k, v in state.values.items() if k not in before}
    restored = {key: value for key, value in before.items() if value is not None}
    values.update(restored)
    gone = "、".join(form.fields[key].short for key in before if key not in restored)
    said = [say("undone", items=gone)] if gone else []
    shown = [
        f"{form.fields[k].short} {_shown(form, k, v)}"
        for k, v in restored.items()
        if form.fields[k].table is None
    ]
    if shown:
        said.append(say("undone_restored", items="、".join(shown)))
    for key in [key for key in restored if form.fields[key].table is not None]:
        rows = rows_of(state.values, key)
        sentences = describe(form.fields[key], rows, restored[key], undone=True)
        said.append(say("undone_rows", items="".join(sentences)))
    found = contradictions(form, values)
    new = state.changed(
        values=values,
        undo=state.undo[:-1],
        asking=[key for key in form.fields if key in before],
        warned=[c.check for c in found],
        pending=[],
        row=0,
        phase="checking" if state.phase == "checking" else "filling",
    )
    return Update(new, said=said)


def names_former(form: Form, state: State, text: str, today: date) -> bool:
    """Whether a message asks for the value that the last change replaced: `改回120`."""
    match = _BACK_TO.fullmatch(text.strip())
    replaced = {k: v for k, v in (state.undo[-1] if state.undo else {}).items() if v is not None}
    if match is None or len(replaced) != 1:
        return False
    ((key, former),) = replaced.items()
    if key not in form.fields or form.fields[key].table is not None:
        return False
    try:
        return bool(field_types.parse(form.fields[key], match["value"], today) == former)
    except ValueProblem:
        return False


def why_not(field: Field, text: str, today: date) -> str | None:
    """What the only field asked for says about a message that gave it nothing."""
    try:
        field_types.parse(field, text, today)
    except ValueProblem as exc:
        return exc.reason_zh
    return None


def _copies(form: Form, state: State, extraction: Extraction, values: dict[str, Any]) -> list[str]:
    problems = []
    for target, source in extraction.copies:
        if target in extraction.values:
            continue  # 联系人就是院长，电话用座机0591-…: its own was said
        known = values.get(source, state.values.get(source))
        other = values.get(target, state.values.get(target))
        if known is not None:
            values[target] = known
        elif other is not None:
            values[source] = other  # 负责人就是法定代表人, and only the former is known
        elif form.fields[target].type != "phone":
            labels = {"label": form.fields[target].short, "source": form.fields[source].short}
            problems.append(say("copy_without_source", **labels))
    return problems


def _acknowledge(
    form: Form, state: State, values: dict[str, Any], changed: dict[str, Any]
) -> list[str]:
    new, corrected, same, cleared = [], [], [], []
    told: list[str] = []
    for key, value in values.items():
        if form.fields[key].table is not None:
            told += describe(form.fields[key], rows_of(state.values, key), value or [])
            continue
        if value is None:
            cleared.append(form.fields[key].short)
            continue
        shown = f"{form.fields[key].short} {_shown(form, key, value)}"
        if key not in changed:
            same.append(shown)
        elif state.values.get(key) is not None:
            before = _shown(form, key, state.values[key])
            corrected.append(f"{form.fields[key].short} {before} → {_shown(form, key, value)}")
        else:
            new.append(shown)
    said = [say("cleared", items="、".join(cleared))] if cleared else []
    said += told
    if new:
        said.append(say("accepted", items="、".join(new)))
    if corrected:
        said.append(say("changed", items="、".join(corrected)))
    if same and not new and not corrected:
        said.append(say("nothing_changed", items="、".join(same)))
    return said


def _shown(form: Form, key: str, value: Any) -> str:
    field_ = form.fields[key]
    if field_.type == "long_text":
        return short_value(field_, value, SHOWN).rstrip("。")
    return short_value(field_, value)
