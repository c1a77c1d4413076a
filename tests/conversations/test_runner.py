"""The runner's own checks must be able to fail: each is shown a reply that breaks it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.conversations import schema
from tests.conversations.checks import always, expected
from tests.conversations.figures import invented
from tests.conversations.talk import Reply, Talk
from tests.conversations.text import clause_matches

TODAY = dt.date(2025, 10, 20)
NOTICE = "闽卫老龄函〔2025〕714号"
DEADLINE = "请各市级卫生健康行政部门于2025年11月30日前将推荐函"


def _reply(text: str, outcome: str = "answered", quote: str = DEADLINE) -> Reply:
    cite = {"notice": NOTICE, "clause": "三、（三）", "quote": quote}
    citations = [cite] if quote else []
    return Reply(200, [{"text": text, "custom": {"outcome": outcome, "citations": citations}}])


def _always(reply: Reply, said: str = "几号截止") -> list[str]:
    return always(reply, Talk("http://nowhere", said=[said]), TODAY)


def test_a_sound_answer_passes() -> None:
    assert _always(_reply("2025年11月30日前，还剩41天。")) == []


@pytest.mark.parametrize(
    "reply",
    [
        _reply("2025年11月15日前。"),
        _reply("还剩57天。"),
        _reply("请拨打 0591-87860912。"),
        _reply("入住率要达到70%。"),
        _reply("依据国卫办老龄函〔2024〕999号。"),
        _reply("2025年11月30日前。", quote=""),
        _reply("2025年11月30日前。", quote="于2025年11月30日之前将推荐函"),
        _reply("出错了：KeyError"),
        _reply("None"),
        _reply("你好", outcome="great"),
        Reply(200, _reply("2025年11月30日前。").items * 2),
        Reply(200, []),
        Reply(200, [{"recipient_id": "x"}]),
    ],
    ids=lambda reply: str(reply.items)[:60],
)
def test_a_broken_answer_is_found(reply: Reply) -> None:
    assert _always(reply) != []


def test_figures_the_user_gave_may_be_repeated_and_worked_with() -> None:
    said = "180张床住了150人，2019年拿的证"
    assert invented(
        "150÷180=83.3%，2019年至2026年3月31日满6年", quotes="", notice="2026年3月31日 65%",
        said=said, today=TODAY, strict=False,
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("expect", "fails"),
    [
        ({"show": ["11月30日"]}, False),
        ({"show": ["１１月３０日"]}, False),
        ({"show": [["12月", "11月"]]}, False),
        ({"show": ["12月"]}, True),
        ({"show_any": ["12月", "1月1日"]}, True),
        ({"not_show": ["30日"]}, True),
        ({"outcome": "declined"}, True),
        ({"outcome": ["declined", "answered"]}, False),
        ({"outcomes": ["answered", "declined"]}, True),
        ({"not_outcome": ["answered"]}, True),
        ({"cite": [{"clause": "三、（三）"}]}, False),
        ({"cite": [{"clause": "三、(三)", "quote": "推荐函"}]}, False),
        ({"cite": [{"clause": "三、（二）"}]}, True),
        ({"no_cite": True}, True),
        ({"buttons": ["示范县"]}, True),
        ({"form": {"filled": 1}}, True),
        ({"verdict": {"overall": "符合"}}, True),
        ({"current_stage": "自评申报"}, True),
    ],
    ids=str,
)
def test_expectations_are_held(expect: dict[str, object], fails: bool) -> None:
    reply = _reply("2025年11月30日前")
    found = expected(reply, schema.Expect.model_validate(expect), Talk("http://nowhere"))
    assert bool(found) is fails, found


def test_a_clause_label_covers_its_own_sub_clauses_only() -> None:
    assert clause_matches("附件1 三、（二）", "附件1 三、（二）5")
    assert clause_matches("三、(三)", "三、（三）")
    assert not clause_matches("附件1", "附件15")
    assert not clause_matches("三、（二）", "附件1 三、（二）")


def test_a_misspelled_key_is_refused_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(
        "about: x\nsteps:\n- user: 你好\n  asistant: {show: [您好]}\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"wrong\.yml"):
        schema.load(path)


def test_every_conversation_file_is_well_formed() -> None:
    files = [p for p in Path(__file__).parent.glob("*/*.yml") if p.parent.name != "tables"]
    assert len(files) >= 60
    for path in files:
        schema.load(path)
