"""What settles a doubt, and what never does."""

from forms import doubts
from forms.state import Doubt, Option

NONE = Doubt(
    None,
    "没被取消过",
    "是指两项都没有吗？",
    [Option("都没有", {"a": False, "b": False}, ["都", "全部", "都是"])],
)
GUESS = Doubt(
    "beds",
    "所有23家",
    "填23家吗？",
    [
        Option("是，填23家", {"beds": 23}, ["是", "对", "可以"]),
        Option("不是，我重新说", {}, ["不是", "不", "没有"]),
    ],
)


def test_a_yes_never_chooses_a_no() -> None:
    assert doubts.contained(NONE, "这两项也都有") is None
    assert doubts.contained(NONE, "都没有的") is NONE.options[0]


def test_a_sentence_about_more_is_no_bare_no() -> None:
    assert doubts.contained(GUESS, "前四类都落实了，财税优惠还没有") is None


FIRE = Doubt(
    "incident_fire",
    "一次较大火灾事故",
    "属于吗？",
    [
        Option("是较大及以上火灾事故", {"incident_fire": True}, ["是", "是的", "属于"]),
        Option("不是，没有", {"incident_fire": False}, ["不是", "没有"]),
    ],
)


def test_an_answer_that_begins_with_yes_may_say_what_it_says_yes_to() -> None:
    assert doubts.contained(FIRE, "是的，是较大火灾事故") is FIRE.options[0]


def test_confirming_is_a_yes_and_keeping_a_no() -> None:
    assert doubts.agreed(FIRE, "确认", "confirm") is FIRE.options[0]
    assert doubts.agreed(FIRE, "不改", "keep") is FIRE.options[1]
    assert doubts.agreed(FIRE, "好了", "confirm") is None
