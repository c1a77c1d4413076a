"""The verdict as it would be, said beside the present one. The draft stays as it is."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services, suppositions
from actions.drafting import Desk
from actions.reply import say, verdict_of
from actions.suppositions import Supposed
from actions.turn import Message
from actions.verdict import refusal
from eligibility import RuleSet, Verdict
from eligibility.errors import FactError, NoRuleInForce
from eligibility.what_if import Difference, WhatIf, what_if
from forms import Form, field_types
from forms.facts import day_of, facts_of


def answer_supposition(dispatcher: CollectingDispatcher, message: Message, desk: Desk) -> bool:
    """Answer a supposition about the facts of this draft; False when the message is none."""
    form, now = desk.form, services.current()
    values = {**desk.state.values}
    if form.rule_set is None or not facts_of(form, values):
        return False
    supposed = suppositions.read(form, message.text, values, now.today())
    if supposed is None:
        return False
    if supposed.needs or supposed.impossible:
        say(dispatcher, _refusal(form, values, supposed), "clarify")
        return True
    rules = now.rules_of(form)
    changed = {**values, **supposed.values}
    present = facts_of(form, values)
    changes = {key: None for key in present} | facts_of(form, changed)
    try:
        found = what_if(rules, present, changes, day_of(form, changed, now.today()))
    except (FactError, NoRuleInForce) as problem:
        say(dispatcher, refusal(problem, form), "error")
        return True
    _say(dispatcher, form, rules, values, supposed, found)
    return True


def _say(
    dispatcher: CollectingDispatcher,
    form: Form,
    rules: RuleSet,
    values: dict[str, Any],
    supposed: Supposed,
    found: WhatIf,
) -> None:
    changes = [
        {
            "label": form.fields[key].short,
            "old": _shown(form, key, values.get(key)),
            "new": _words("gone") if value is None else _shown(form, key, value),
        }
        for key, value in supposed.values.items()
    ]
    listed = "，".join(_words("change", **change) for change in changes)
    differing = [d for d in found.differs if _worth_saying(d, found)]
    differing = differing or [d for d in found.differs if _decides(d, found)]
    head = form.checking.head.split("：")[0] + "：" if form.checking else _words("head")
    lines = [
        _words("changes", changes=listed),
        _words("overall", head=head, present=found.present.basic, supposed=found.supposed.basic),
        *(_words("differs", **_of(d)) for d in differing),
    ]
    if not differing:
        lines.append(_words("same"))
    lines += [note for note in found.supposed.notes if note not in found.present.notes]
    labels = {key: spec.label for key, spec in rules.facts.items()}
    say(
        dispatcher,
        "\n".join(lines),
        "checked",
        citations=[found.supposed.criterion(d.id).citation for d in differing],
        what_if={
            "changes": changes,
            "present": verdict_of(found.present, labels),
            "supposed": verdict_of(found.supposed, labels),
            "differs": [d.id for d in found.differs],
        },
    )


def _worth_saying(difference: Difference, found: WhatIf) -> bool:
    open_still = difference.present is difference.supposed is Verdict.UNKNOWN
    return _decides(difference, found) and not open_still


def _decides(difference: Difference, found: WhatIf) -> bool:
    return found.present.criterion(difference.id).kind == "hard"


def _of(difference: Difference) -> dict[str, str]:
    return {
        "name": difference.name,
        "present": difference.present.value,
        "present_reason": difference.present_reason,
        "supposed": difference.supposed.value,
        "supposed_reason": difference.supposed_reason,
        "advice": difference.advice,
    }


def _refusal(form: Form, values: dict[str, Any], supposed: Supposed) -> str:
    if supposed.needs:
        labels = "、".join(form.fields[key].short for key in dict.fromkeys(supposed.needs))
        return _words("needs", labels=labels)
    key, number = supposed.impossible[0]
    shown = _shown(form, key, values.get(key))
    return _words("impossible", label=form.fields[key].short, old=shown, number=number)


def _shown(form: Form, key: str, value: Any) -> str:
    return _words("unknown") if value is None else field_types.show(form.fields[key], value)


def _words(key: str, **values: object) -> str:
    return str(suppositions.data()["said"][key]).format(**values)
