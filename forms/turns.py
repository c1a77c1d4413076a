"""Builds turns: what was said, then the question that comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from forms import prompts, review
from forms.definition import Form
from forms.phrases import say
from forms.state import Button, State, Turn
from forms.steps import AskNext, next_again, next_check, next_group, progress, put_by

PUT_BY_NAMED = 3
"""Fields put by that are named."""


@dataclass(frozen=True)
class Conversation:
    """What stays the same during one step: the form, today, and what a check wants to know."""

    form: Form
    today: date
    ask: AskNext = None

    def go_on(
        self,
        state: State,
        said: list[str],
        *,
        accepted: dict[str, Any] | None = None,
        problems: list[str] | None = None,
        first: list[str] | None = None,
    ) -> Turn:
        """Chooses what to ask next, then asks it. With a doubt open, that is asked first.

        first  keys to ask before anything else
        """
        ended = False
        if not state.pending:
            if first:
                asking = first
            elif state.phase == "checking":
                asking = next_check(self.form, state, self.ask)
                ended = not asking
            else:
                if state.phase == "filling":
                    state, late = put_by(self.form, state, accepted or {})
                    if late:
                        items = "、".join(field.short for field in late[:PUT_BY_NAMED])
                        said = [*said, say("put_by", items=items, more=len(late) > PUT_BY_NAMED)]
                asking, again = next_again(self.form, state)
                state = state.changed(again=again)
                asking = asking or next_group(self.form, state)
            if not asking and state.later:
                state = state.changed(pending=state.later, later=[], asking=[])
                return self.turn(
                    state, [*said, *(problems or [])], accepted=accepted, problems=problems
                )
            phase = state.phase
            if phase in ("filling", "reviewing"):
                phase = "filling" if asking else "reviewing"
            row = state.row if asking == state.asking else 0
            ignored = state.ignored if set(asking) & set(state.asking) else 0
            state = state.changed(asking=asking, phase=phase, row=row, ignored=ignored)
        said = [*said, *(problems or [])]
        return self.turn(state, said, accepted=accepted, problems=problems, ended=ended)

    def turn(
        self,
        state: State,
        said: list[str],
        *,
        accepted: dict[str, Any] | None = None,
        problems: list[str] | None = None,
        ended: bool = False,
        buttons: list[Button] | None = None,
        ask: bool = True,
    ) -> Turn:
        """A turn that says `said` and then asks what `state` is asking (unless `ask` is off)."""
        text, quick = "", buttons or []
        if state.phase != "reviewing":
            state = state.changed(read_back=False)
        if ask and not ended:
            if state.pending or state.asking:
                text, quick = prompts.question(self.form, state, self.today)
            elif state.phase == "reviewing":
                text, quick = review.review(self.form, state)
                state = state.changed(read_back=True)
        filled, total = progress(self.form, state)
        first = self.form.fields[state.asking[0]] if state.asking and not ended else None
        return Turn(
            state=state,
            say="\n".join(part for part in [*said, text] if part),
            buttons=quick,
            field=first.key if first else None,
            label=first.label if first else None,
            filled=filled,
            total=total,
            accepted=accepted or {},
            problems=problems or [],
            ended=ended,
        )
