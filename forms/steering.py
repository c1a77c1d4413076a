"""What each command does: skip, back, undo, pause, cancel, show, explain, confirm."""

import dataclasses

from forms import commands, doubts, prompts, review, updates
from forms.cleaning import fold
from forms.definition import Field
from forms.phrases import say
from forms.prompts import short_value
from forms.prose import asks_which_text
from forms.state import State, Turn
from forms.steps import (
    keys_to_revisit,
    missing_count,
    missing_items,
    missing_required,
    previous_group,
    progress,
)
from forms.tables.rows import lacks
from forms.turns import Conversation


def begin(conversation: Conversation, state: State) -> Turn:
    """The first words of a form or a check, or of its continuation."""
    form = conversation.form
    if state.phase == "checking":
        return conversation.go_on(state, [say("check_intro")])
    fresh = not state.values and not state.skipped and state.phase == "filling"
    resumed = state.phase in ("paused", "done", "cancelled") or bool(state.undo or state.asking)
    if state.phase in ("paused", "done", "cancelled", "confirm_cancel"):
        before = state.before if state.phase in ("paused", "confirm_cancel") else "filling"
        state = state.changed(phase="filling" if before == "checking" else before)
    filled, total = progress(form, state)
    if resumed and not fresh:
        said = [say("welcome_back", title=form.title, filled=filled, total=total)]
    else:
        texts = {"title": form.title, "attachment": form.attachment, "note": form.layout_note}
        said = [say("intro", total=total, **texts)]
        if filled:
            said.append(say("intro_known", filled=filled))
    return conversation.go_on(state, said)


def answer_cancel(
    conversation: Conversation, state: State, text: str, intent: str | None
) -> Turn | None:
    """Yes or no to "确定要取消吗"; None when it is neither (the form goes on with the message)."""
    command = commands.recognise(text)
    folded = fold(text)
    keeps = folded.startswith(("不取消", "别取消", "不要取消", "先不取消"))
    if command in ("deny", "wait") or keeps:
        kept = state.changed(phase=state.before)
        return conversation.turn(kept, [say("cancel_kept")])
    if command in ("cancel", "confirm") or folded in ("确认取消", "确定取消"):
        ended = state.changed(phase="cancelled", asking=[], pending=[])
        return conversation.turn(ended, [say("cancelled", noun=conversation.form.noun)], ended=True)
    if command is None and intent in ("affirm", "deny") and len(text) <= 8:
        return answer_cancel(conversation, state, "是" if intent == "affirm" else "不取消", None)
    return None


def steer(conversation: Conversation, state: State, command: str) -> Turn | None:
    """Does what the command says; None where it means nothing now (是 while yes/no is asked)."""
    match command:
        case "skip":
            return _skip(conversation, state)
        case "back":
            return _back(conversation, state)
        case "wrong" if _of_many(conversation, state):
            return conversation.turn(state, [_which_is_wrong(conversation, state)])
        case "undo" | "wrong":
            return _undo(conversation, state)
        case "pause":
            return _pause(conversation, state)
        case "cancel":
            return _cancel(conversation, state)
        case "progress":
            return conversation.turn(state, [_progress(conversation, state)])
        case "summary":
            listed = review.listing(conversation.form, state, say("summary_head"))
            asks = state.phase != "reviewing"
            anew = state.changed(read_back=False)
            turn = conversation.turn(anew, [listed] if asks else [])
            return dataclasses.replace(turn, listed=True)
        case "help":
            return conversation.turn(state, [explain(conversation, state)])
        case "whatever" if state.asking or state.pending:
            return conversation.turn(state, [say("as_it_is")])
        case "leave":  # 不删, where nothing is to be deleted
            return conversation.turn(state, [say("kept")])
        case "wait":
            return conversation.turn(state, [say("waiting")])
        case "repeat" | "resume" if state.phase != "reviewing":
            said = [say("resumed")] if command == "resume" else []
            return conversation.turn(state, said)
        case "repeat":
            return conversation.turn(state.changed(read_back=False), [])
        case "keep" | "deny" | "confirm" if _revisiting(state) and not state.pending:
            return None if command == "deny" else conversation.go_on(state, [say("kept")])
        case "keep" if state.phase == "filling" and not state.pending:
            return conversation.go_on(state, [say("kept")])
        case "submit" | "confirm" if state.phase == "reviewing" and state.pending:
            return conversation.turn(state, [say("settle_first")])
        case "submit" if state.phase == "filling":
            return _submit(conversation, state)
        case "submit" if state.phase == "reviewing":
            return _confirm(conversation, state, at_once=False)
        case "confirm" | "keep" | "draft_anyway" if state.phase == "reviewing":
            return _confirm(conversation, state, at_once=command == "draft_anyway")
        case "fill_rest" | "resume" | "deny":
            return _fill_rest(conversation, state) if state.phase == "reviewing" else None
        case "skip_rest" if state.phase == "checking":
            rest = [key for key in conversation.form.fields if key not in state.values]
            return conversation.go_on(state.changed(skipped=rest, pending=[]), [])
        case "draft_anyway" | "skip_rest" if state.phase == "filling":
            return _to_review(conversation, state)
        case "confirm" if _only_optional_left(conversation, state):
            return _to_review(conversation, state)
        case _:
            return None


def _only_optional_left(conversation: Conversation, state: State) -> bool:
    """Nothing required is missing, and what is asked may stay empty: 提交 means that it does."""
    asked = [conversation.form.fields[key] for key in state.asking]
    return (
        state.phase == "filling"
        and not state.pending
        and bool(asked)
        and all(not f.required and f.type not in ("yes_no", "table") for f in asked)
        and not missing_items(conversation.form, state)
    )


def _revisiting(state: State) -> bool:
    return bool(state.asking) and all(key in state.values for key in state.asking)


def _skip(conversation: Conversation, state: State) -> Turn:
    if state.pending:
        rest = state.changed(pending=state.pending[1:])
        return conversation.go_on(rest, [say("doubt_dropped")])
    keys = [key for key in state.asking if key not in state.values]
    if not keys:
        return conversation.go_on(state, [say("kept" if state.asking else "nothing_to_skip")])
    fields = [conversation.form.fields[key] for key in keys]
    items = "、".join(field.short for field in fields)
    name = "skipped" if any(f.required for f in fields) else "skipped_optional"
    skipped = [*state.skipped, *(key for key in keys if key not in state.skipped)]
    said = [say(name, items=items)] if state.phase != "checking" else []
    return conversation.go_on(state.changed(skipped=skipped), said)


def skip_named(conversation: Conversation, state: State, fields: list[Field]) -> Turn:
    """Leaves out what was named, whatever is asked; what is filled in already stays."""
    open_ = [f for f in fields if f.key not in state.values]
    if not open_:
        items = "、".join(field.short for field in fields)
        return conversation.turn(state, [say("skip_filled", items=items)])
    name = "skipped" if any(f.required for f in open_) else "skipped_optional"
    said = [say(name, items="、".join(field.short for field in open_))]
    keys = [field.key for field in open_ if field.key not in state.skipped]
    asking = [key for key in state.asking if key not in keys]
    state = state.changed(skipped=[*state.skipped, *keys], asking=asking)
    return conversation.turn(state, said) if asking else conversation.go_on(state, said)


def _back(conversation: Conversation, state: State) -> Turn:
    group = previous_group(conversation.form, state)
    if group is None or state.phase == "checking":
        return _back_to_last(conversation, state)
    keys = keys_to_revisit(conversation.form, group, state)
    if group.one_by_one:
        keys = keys[-1:]
    state = doubts.set_aside(state, phase="filling", asking=keys)
    return conversation.turn(state, [say("back", title=group.title)])


def _back_to_last(conversation: Conversation, state: State) -> Turn:
    """There is no earlier group: the fields filled last are asked again."""
    last = state.undo[-1] if state.undo else {}
    keys = [k for k in conversation.form.fields if k in last and k in state.values]
    if not keys or keys == state.asking:
        return conversation.turn(state, [say("back_first")])
    items = "、".join(conversation.form.fields[key].short for key in keys)
    again = doubts.set_aside(state, asking=keys)
    return conversation.turn(again, [say("back_to_last", items=items)])


MANY = 3
"""Values of one message from which on 写错了 is asked back, as most of them are right."""


def _of_many(conversation: Conversation, state: State) -> bool:
    return len(_told_last(conversation, state)) >= MANY


def _told_last(conversation: Conversation, state: State) -> list[Field]:
    last = state.undo[-1] if state.undo else {}
    fields = conversation.form.fields
    return [f for key, f in fields.items() if key in last and key in state.values and f.asked]


def _which_is_wrong(conversation: Conversation, state: State) -> str:
    told = _told_last(conversation, state)
    shown = [f"{f.short} {short_value(f, state.values[f.key])}" for f in told]
    example = review.correction_of(told)
    return say("which_is_wrong", items="、".join(shown), example=example)


def _undo(conversation: Conversation, state: State) -> Turn:
    """A paragraph whose place was asked is still asked about; nobody types it twice."""
    update = updates.undo(conversation.form, state)
    texts = [doubt for doubt in state.pending if asks_which_text(conversation.form, doubt)]
    kept = update.state.changed(pending=texts) if state.undo else update.state
    return conversation.turn(kept, update.said)


def _pause(conversation: Conversation, state: State) -> Turn:
    filled, total = progress(conversation.form, state)
    name = "check_stopped" if state.phase == "checking" else "paused"
    paused = state.changed(phase="paused", before=state.phase)
    said = [say(name, filled=filled, total=total)]
    return conversation.turn(paused, said, ended=True, buttons=[prompts.button("resume")])


def _cancel(conversation: Conversation, state: State) -> Turn:
    if state.phase == "checking":
        stopped = state.changed(phase="cancelled", asking=[], pending=[])
        return conversation.turn(stopped, [say("check_stopped")], ended=True)
    return ask_cancel(conversation, state.changed(phase="confirm_cancel", before=state.phase))


def ask_cancel(conversation: Conversation, state: State) -> Turn:
    """Asks 确定要取消吗, saying what would be lost."""
    filled, _ = progress(conversation.form, state)
    buttons = [prompts.button(name) for name in ("cancel_yes", "cancel_no", "pause")]
    said = [say("confirm_cancel", filled=filled)]
    return conversation.turn(state, said, buttons=buttons, ask=False)


def _progress(conversation: Conversation, state: State) -> str:
    filled, total = progress(conversation.form, state)
    skipped = len([key for key in state.skipped if key not in state.values])
    reviewing = state.phase == "reviewing"  # which names what is missing itself
    missing = [] if reviewing else missing_items(conversation.form, state)
    count = 0 if reviewing else missing_count(conversation.form, state)
    counts = {"filled": filled, "total": total, "skipped": skipped, "missing": count}
    return say("progress", **counts, items=review.shortened(missing, count))


def explain(conversation: Conversation, state: State) -> str:
    """Why the fields being asked are needed, with their clause."""
    form = conversation.form
    if not state.asking:
        return say("help_nothing", example=review.correction_example(form, state))
    lines, told = [], set()
    for key in state.asking:
        field = form.fields[key]
        citation = form.citations.get(key)
        cited = ""
        if citation is not None:
            quote = citation.quote if field.quote else ""
            cited = say(
                "help_citation", notice=citation.notice, clause=citation.clause, quote=quote
            )
        if (field.help, cited) in told:
            continue
        told.add((field.help, cited))
        lines.append(say("help_line", label=field.short, help=field.help, citation=cited))
    return say("help", lines=lines)


def _to_review(conversation: Conversation, state: State) -> Turn:
    """先生成草稿 in the middle: everything open is skipped, then read back. A paragraph whose place
    was asked is still asked about."""
    open_ = [f.key for f in conversation.form.askable(state.values) if f.key not in state.values]
    tables = [f.key for f in conversation.form.fields.values() if f.table is not None]
    texts = [doubt for doubt in state.pending if asks_which_text(conversation.form, doubt)]
    return conversation.go_on(state.changed(skipped=open_, closed=tables, pending=texts), [])


def _submit(conversation: Conversation, state: State) -> Turn:
    """提交 before everything was read back: what is missing, else the reading back."""
    if state.pending:
        return conversation.turn(state, [say("settle_first")])
    missing = missing_items(conversation.form, state)
    if not missing:
        return _to_review(conversation, state)
    count = missing_count(conversation.form, state)
    items = review.shortened(missing, count)
    return conversation.turn(state, [say("not_yet", items=items, count=count)])


def _confirm(conversation: Conversation, state: State, *, at_once: bool) -> Turn:
    missing = missing_items(conversation.form, state)
    items = review.shortened(missing, missing_count(conversation.form, state))
    if missing and not (state.blanks_ok or at_once):
        warned = state.changed(blanks_ok=True)
        buttons = [prompts.button("draft"), prompts.button("fill_rest")]
        said = [say("blanks_warning", items=items)]
        return conversation.turn(warned, said, buttons=buttons, ask=False)
    filled, _ = progress(conversation.form, state)
    done = state.changed(phase="done", asking=[], pending=[], remarks={})
    told = {"filled": filled, "missing": items, "title": conversation.form.title}
    return conversation.turn(done, [say("done", **told)], ended=True)


def _fill_rest(conversation: Conversation, state: State) -> Turn:
    missing = {field.key for field in missing_required(conversation.form, state)}
    skipped = [key for key in state.skipped if key not in missing]
    closed = [key for key in state.closed if not lacks(conversation.form, state.values, key)]
    filling = state.changed(phase="filling", skipped=skipped, closed=closed, row=0, blanks_ok=False)
    return conversation.go_on(filling.changed(put_by=[]), [say("resumed")])
