"""Forms as data: definition, understanding of what people type, conversation, drafts, documents."""

from forms.definition import Choice, Field, Form, Group
from forms.errors import FormError, ValueProblem
from forms.loader import load_form, load_forms
from forms.state import Button, Doubt, Option, Rejection, State, Turn

__all__ = [
    "Button",
    "Choice",
    "Doubt",
    "Field",
    "Form",
    "FormError",
    "Group",
    "Option",
    "Rejection",
    "State",
    "Turn",
    "ValueProblem",
    "load_form",
    "load_forms",
]
