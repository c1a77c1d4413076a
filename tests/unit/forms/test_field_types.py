"""Every field type keeps one contract: what it accepts it can show, what it refuses it explains."""

import re
from datetime import date
from typing import get_args

import pytest

from forms.definition import Field, FieldType
from forms.errors import ValueProblem
from forms.field_types import FIELD_TYPES, FieldKind

TODAY = date(2025, 10, 20)


def field_for(kind: FieldKind) -> Field:
    base = {"key": "x", "label": "样例", "required": True, "question": "？", "help": "。"}
    return Field.model_validate({**base, "example": "样例", **kind.sample})


def test_the_registry_holds_exactly_the_declared_types() -> None:
    assert set(FIELD_TYPES) == set(get_args(FieldType))


GOOD = [(kind, raw) for kind in FIELD_TYPES.values() for raw in kind.good]
BAD = [(kind, raw) for kind in FIELD_TYPES.values() for raw in kind.bad]


@pytest.mark.parametrize(("kind", "raw"), GOOD, ids=lambda x: getattr(x, "name", str(x)[:20]))
def test_what_is_accepted_reads_back_as_the_same_value(kind: FieldKind, raw: str) -> None:
    field = field_for(kind)
    value = kind.parse(field, raw, TODAY)
    assert kind.holds(field, value)
    assert kind.parse(field, kind.show(field, value), TODAY) == value


@pytest.mark.parametrize(("kind", "raw"), BAD, ids=lambda x: getattr(x, "name", str(x)[:20]))
def test_what_is_refused_is_explained_in_chinese(kind: FieldKind, raw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        kind.parse(field_for(kind), raw, TODAY)
    reason = caught.value.reason_zh
    assert re.search(r"[\u4e00-\u9fff]", reason)
    assert re.search(r"例如|请|可以吗|吗？", reason), "it must say what to do"


@pytest.mark.parametrize("kind", FIELD_TYPES.values(), ids=lambda kind: kind.name)
def test_each_type_has_good_and_bad_samples(kind: FieldKind) -> None:
    assert len(kind.good) >= 2
    assert len(kind.bad) >= 3
