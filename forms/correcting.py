"""Whether a message changes a form that is finished already: 第二行的床位改成150, 删掉第3行."""

from datetime import date

from forms import appending, commands, updates
from forms.cleaning import clean, fold
from forms.definition import Form
from forms.extraction import extract
from forms.extraction.clauses import is_question, of_ours
from forms.naming import to_change
from forms.state import State
from forms.tables import dialogue as tables


def corrects(form: Form, state: State, text: str, today: date) -> bool:
    """Whether `text` says what is to be otherwise in this filled-in form. A question never does;
    neither does what says again what the form holds."""
    text = clean(text)
    if not text or is_question(of_ours(form, fold(text))):
        return False
    open_again = reopened(state)
    if commands.recognise(text) == "fill_rest" or updates.names_former(form, state, text, today):
        return True
    if tables.claims(form, open_again, text, today):
        return True
    if appending.added(form, state, text) is not None or to_change(form, state, text):
        return True
    found = extract(form, text, [], today)
    told = {key: found.values.get(key) for key, _ in found.understood}
    changed = any(state.values.get(key) != value for key, value in told.items())
    return changed or bool(found.rejected or found.cleared or found.copies)


def reopened(state: State) -> State:
    """A finished form as it is while it is corrected: read back once, and not again as a whole."""
    return state.changed(phase="reviewing", read_back=True)
