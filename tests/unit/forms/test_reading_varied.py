"""The labelled messages written otherwise: hardly a false value more than as they stand."""

from collections.abc import Mapping

import pytest

from evaluation import variations
from evaluation.extraction import Message, figures
from forms import Form


@pytest.fixture(scope="module")
def messages(forms_by_id: Mapping[str, Form]) -> list[Message]:
    return variations.base(forms_by_id)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("spaces for commas", 0.985, 0.83),
        ("lines for commas", 0.995, 0.96),
        ("no mark at all", 0.94, 0.7),
        ("a greeting before", 0.995, 0.94),
        ("thanks behind", 0.999, 0.97),
        ("哈 at every end", 0.99, 0.96),
        ("目前 before", 0.99, 0.93),
        ("我这边 before", 0.995, 0.96),
        ("in quotation marks", 0.999, 0.97),
        ("呢 and 那个 between", 0.985, 0.95),
        ("numbered lines", 0.98, 0.94),
        ("other names", 0.999, 0.97),
        ("to another question", 0.95, 0.74),
    ],
)
def test_a_message_written_otherwise(
    name: str,
    precision: float,
    recall: float,
    messages: list[Message],
    forms_by_id: Mapping[str, Form],
) -> None:
    found = figures(variations.varied(variations.VARIATIONS[name], messages, forms_by_id))
    assert found.messages >= 250
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.slow
def test_two_messages_sent_as_one(messages: list[Message], forms_by_id: Mapping[str, Form]) -> None:
    found = figures(variations.read(forms_by_id, pair) for pair in variations.pairs(messages))
    assert found.messages >= 800
    assert found.precision >= 0.986
