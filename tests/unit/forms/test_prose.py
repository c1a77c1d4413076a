"""What a long message may not do by the way: turn a yes into a no."""

from typing import Any

from forms import Form, State
from forms.extraction import Extraction
from forms.prose import overturned

LONG = "我院地处城区，交通方便，周边有公园和医院，老人住得舒心，家属也放心，欢迎有空来院里看看。"
HOSPICE = "service_hospice"


def read(**values: Any) -> Extraction:
    return Extraction(values=values, understood=[(key, "") for key in values])


def test_a_denial_read_out_of_a_paragraph_is_asked(form: Form) -> None:
    state = State(values={HOSPICE: True, "service_treatment": True})
    found = read(**{HOSPICE: False, "service_treatment": True, "priority_tcm": False})
    left, doubts = overturned(form, state, LONG, found)
    assert left.values == {"service_treatment": True, "priority_tcm": False}
    assert [key for key, _ in left.understood] == ["service_treatment", "priority_tcm"]
    assert [doubt.key for doubt in doubts] == [HOSPICE]
    stays, turns = doubts[0].options
    assert (stays.values, turns.values) == ({HOSPICE: True}, {HOSPICE: False})


def test_who_says_that_it_was_wrong_or_is_short_is_believed(form: Form) -> None:
    state, found = State(values={HOSPICE: True}), read(**{HOSPICE: False})
    for text in (f"前面说错了。{LONG}", "安宁疗护不能提供"):
        left, doubts = overturned(form, state, text, found)
        assert left.values == {HOSPICE: False}
        assert not doubts


def test_what_was_not_said_before_is_taken(form: Form) -> None:
    left, doubts = overturned(form, State(), LONG, read(**{HOSPICE: False}))
    assert left.values == {HOSPICE: False}
    assert not doubts
