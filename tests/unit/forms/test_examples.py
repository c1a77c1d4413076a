"""The examples in the questions are understood as what they are examples of."""

from datetime import date

from forms import Form, State, dialogue, field_types
from forms.extraction import extract
from forms.steps import next_group

TODAY = date(2025, 10, 20)


def test_every_spoken_example_fills_its_field(form: Form) -> None:
    spoken = [f for f in form.fields.values() if f.spoken is not None]
    assert len(spoken) >= 30
    for field in spoken:
        asked = [f.key for f in form.group_of[field.key].fields if f.asked]
        found = extract(form, field.spoken or "", asked, TODAY)
        assert field.key in found.values, (field.spoken, found)
        assert not found.leftovers


def test_every_group_example_fills_its_group_and_nothing_else(form: Form) -> None:
    for group in [g for g in form.groups if g.example is not None]:
        asked = [f.key for f in group.fields if f.asked]
        found = extract(form, group.example or "", asked, TODAY)
        assert set(found.values) <= set(asked)
        required = {f.key for f in group.fields if f.required}
        assert required <= set(found.values), (group.example, found)


def test_the_example_shown_answers_part_of_the_question(form: Form) -> None:
    """Group by group, what 例如 says is taken for fields that are asked."""
    state = State()
    seen = 0
    while asking := next_group(form, state):
        said = dialogue.prompt(form, state.changed(asking=asking), TODAY).say
        if "例如：" in said and not form.group_of[asking[0]].one_by_one:
            example = said.split("例如：")[1].splitlines()[0]
            found = extract(form, example, asking, TODAY)
            assert found.values and not found.leftovers, said
            assert set(found.values) <= set(asking), said
            seen += 1
        state = state.changed(skipped=[*state.skipped, *asking])
    assert seen >= 8


def test_a_shape_matches_its_own_example_and_is_taken_unasked(form: Form) -> None:
    shaped = [f for f in form.fields.values() if f.shape is not None]
    assert shaped
    for field in shaped:
        found = extract(form, f"另外{field.example}", [], TODAY)
        assert found.values.get(field.key) == field_types.parse(field, field.example, TODAY)
