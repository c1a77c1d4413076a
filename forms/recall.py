"""What the person has filled in for a field they ask about: 床位我填的多少来着."""

from forms.cleaning import fold
from forms.definition import Form
from forms.extraction.lexicon import lexicon_of
from forms.phrases import say
from forms.prompts import short_value
from forms.review import listing
from forms.state import State


def recall(form: Form, state: State, text: str) -> str:
    """The values of the fields named in `text`; everything filled in when it names none."""
    keys = dict.fromkeys(key for named in lexicon_of(form).labels(fold(text)) for key in named.keys)
    filled = [form.fields[key] for key in keys if key in state.values]
    if filled:
        items = "、".join(f"{f.short} {short_value(f, state.values[f.key])}" for f in filled)
        return say("recalled", items=items.rstrip("。"))
    if keys:
        return say("recalled_empty", items="、".join(form.fields[key].short for key in keys))
    return listing(form, state, say("summary_head"))
