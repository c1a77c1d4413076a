"""What staff answer once is given from then on, and can be taken back."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from helpdesk import BadAnswer
from helpdesk.answers import Entry, Proposal
from helpdesk.feedback import NoSuchAnswer
from policy import Answer, PolicyBase
from policy.clock import SHANGHAI
from storage import utc_now
from storage.unanswered import record_unanswered
from tests.unit.helpdesk.conftest import World

TODAY = dt.date(2025, 10, 20)
QUESTION = "申报书要不要彩打"
TEXT = "请按顺序胶装成册，一式两份。"


def asked(world: World, knowledge: PolicyBase, question: str) -> Answer:
    answer = knowledge.reply(question, subject=None, today=TODAY)
    return world.help.live.instead(question, answer)


def draft(world: World, knowledge: PolicyBase, **changes: str) -> Entry:
    values = {"questions": QUESTION, "text": TEXT} | changes
    return world.help.book.create(Proposal(**values), "陈", knowledge)


def approved(world: World, knowledge: PolicyBase, **changes: str) -> Entry:
    entry = draft(world, knowledge, **changes)
    return world.help.book.step(entry.id, entry.revision, "approve", "林", knowledge)


async def test_an_answer_is_live_from_its_approval_until_it_is_withdrawn(
    world: World, knowledge: PolicyBase
) -> None:
    before = asked(world, knowledge, QUESTION)
    assert before.outcome == "declined"
    entry = draft(world, knowledge)
    assert asked(world, knowledge, QUESTION) == before
    entry = world.help.book.step(entry.id, entry.revision, "approve", "林", knowledge)
    told = asked(world, knowledge, f"{QUESTION}？谢谢")
    day = utc_now().astimezone(SHANGHAI)
    assert told.text == f"工作人员答复（{day.year}年{day.month}月{day.day}日）：{TEXT}"
    assert told.outcome == "answered"
    world.help.book.step(entry.id, entry.revision, "withdraw", "林", knowledge)
    assert asked(world, knowledge, QUESTION) == before
    steps = [(change.step, change.staff) for change in world.help.book.history(entry.id)]
    assert steps == [("save", "陈"), ("approve", "林"), ("withdraw", "林")]


async def test_what_is_left_open_of_several_questions_gets_staff_s_answer_too(
    world: World, knowledge: PolicyBase
) -> None:
    both = "示范机构可以由社会资本办吗，奖励多少钱"
    before = asked(world, knowledge, both)
    assert before.outcome == "answered" and "鼓励社会力量兴办" in before.text
    assert before.unanswered == ["奖励多少钱"]
    entry = approved(world, knowledge, questions="奖励多少钱")
    told = asked(world, knowledge, both)
    assert told.text.startswith(before.text) and told.text.endswith(TEXT)
    assert told.citations == before.citations and told.unanswered == []
    world.help.book.step(entry.id, entry.revision, "withdraw", "林", knowledge)
    assert asked(world, knowledge, both) == before


async def test_an_answer_that_is_changed_waits_for_approval_again(
    world: World, knowledge: PolicyBase
) -> None:
    entry = approved(world, knowledge)
    new = Proposal(QUESTION, "不用胶装。")
    entry = world.help.book.save(entry.id, entry.revision, new, "陈", knowledge)
    assert asked(world, knowledge, QUESTION).outcome == "declined"
    world.help.book.step(entry.id, entry.revision, "approve", "林", knowledge)
    assert "不用胶装。" in asked(world, knowledge, QUESTION).text


@pytest.mark.parametrize(
    ("stored", "question"),
    [
        ("福州市养老机构床位补贴多少", "厦门市养老机构床位补贴多少"),
        ("2024年的示范名单在哪里下载", "2025年的示范名单在哪里下载"),
        ("纸质材料需要装订吗", "养老院食堂怎么办证"),
    ],
)
async def test_another_place_year_or_matter_is_not_answered_with_it(
    world: World, knowledge: PolicyBase, stored: str, question: str
) -> None:
    approved(world, knowledge, questions=stored)
    assert world.help.live.find(stored) is not None
    assert world.help.live.find(question) is None


async def test_what_the_notices_answer_is_never_overridden(
    world: World, knowledge: PolicyBase
) -> None:
    question = "市里什么时候截止报送"
    approved(world, knowledge, questions=question, text="随时都可以。")
    answer = asked(world, knowledge, question)
    assert "11月30日" in answer.text
    assert "随时都可以" not in answer.text


async def test_beside_a_topic_that_the_notice_leaves_open(
    world: World, knowledge: PolicyBase
) -> None:
    open_topic = next(
        (q, a)
        for q in ("评上示范机构有奖金吗", "示范机构奖励多少钱", "可以晚几天交吗")
        if (a := knowledge.reply(q, subject=None, today=TODAY)).outcome == "declined" and a.topic
    )
    question, before = open_topic
    approved(world, knowledge, questions=question, text="目前没有安排。")
    answer = asked(world, knowledge, question)
    assert answer.text.startswith(before.text)
    assert "目前没有安排。" in answer.text
    assert answer.outcome == "declined"


async def test_a_citation_is_verbatim_or_the_answer_is_refused(
    world: World, knowledge: PolicyBase
) -> None:
    where = {"notice": "闽卫老龄函〔2025〕714号", "clause": "三、（三）"}
    with pytest.raises(BadAnswer, match="不是《闽卫老龄函〔2025〕714号》三、（三）的原文"):
        draft(world, knowledge, **where, quote="签字盖章版可以后补")
    with pytest.raises(BadAnswer, match="没有找到通知“714号文件吧”"):
        draft(world, knowledge, **(where | {"notice": "714号文件吧"}), quote="签字盖章版扫描件")
    with pytest.raises(BadAnswer, match="没有“三、（九）”这一条"):
        draft(world, knowledge, **(where | {"clause": "三、（九）"}), quote="签字盖章版扫描件")
    with pytest.raises(BadAnswer, match="依据要写全"):
        draft(world, knowledge, notice=where["notice"])
    approved(world, knowledge, **where, quote="签字盖章版扫描件和电子版")
    (citation,) = asked(world, knowledge, QUESTION).citations
    assert (citation.clause, citation.quote) == ("三、（三）", "签字盖章版扫描件和电子版")


async def test_of_two_at_once_the_second_is_told(world: World, knowledge: PolicyBase) -> None:
    entry = draft(world, knowledge)
    new = Proposal(QUESTION, "不用胶装。")
    world.help.book.save(entry.id, entry.revision, new, "林", knowledge)
    with pytest.raises(BadAnswer, match="刚由 林 改过"):
        world.help.book.step(entry.id, entry.revision, "approve", "陈", knowledge)
    assert asked(world, knowledge, QUESTION).outcome == "declined"


async def test_deleted_while_somebody_edits_it(world: World, knowledge: PolicyBase) -> None:
    entry = draft(world, knowledge)
    world.help.book.step(entry.id, entry.revision, "delete", "林", knowledge)
    with pytest.raises(BadAnswer, match=r"已由 林 在 .* 删除，您的改动没有保存"):
        world.help.book.save(entry.id, entry.revision, Proposal(QUESTION, "新"), "陈", knowledge)


async def test_what_is_live_must_be_withdrawn_before_it_is_deleted(
    world: World, knowledge: PolicyBase
) -> None:
    entry = approved(world, knowledge)
    with pytest.raises(BadAnswer, match="“已生效”，不能“删除”"):
        world.help.book.step(entry.id, entry.revision, "delete", "林", knowledge)


async def test_unanswered_questions_are_put_together_and_counted(
    world: World, knowledge: PolicyBase
) -> None:
    for question, times in (("材料能用电子章吗", 2), ("可以用电子章吗", 3), ("护工工资多少", 1)):
        for _ in range(times):
            record_unanswered(world.sessions, question, question, utc_now())
    groups = world.help.questions.unanswered()
    assert [(g.lead.text, g.count, g.work) for g in groups] == [
        ("可以用电子章吗", 5, "open"),
        ("护工工资多少", 1, "open"),
    ]
    entry = draft(world, knowledge, questions="材料能用电子章吗")
    assert world.help.questions.unanswered()[0].work == "draft"
    world.help.book.step(entry.id, entry.revision, "approve", "林", knowledge)
    assert world.help.questions.unanswered()[0].work == "live"


async def test_repeated_questions_are_counted_over_conversations(world: World) -> None:
    for sender in ("u-1", "u-2", "u-3"):
        await world.says("什么时候截止报名", sender=sender)
    await world.says("报名什么时候截止？", sender="u-4")
    (group,) = world.help.questions.repeated()
    assert (group.count, len(group.questions)) == (4, 2)


def rate(world: World, part: int, helpful: bool | None, comment: str = "") -> None:
    world.help.feedback.rate("u-1", 1, part, helpful, comment)


async def test_ratings_are_kept_changed_and_taken_back(world: World) -> None:
    await world.says("什么时候截止")
    rate(world, 0, True)
    rate(world, 0, False, "没有说县里的")
    (rated,) = world.help.feedback.latest()
    assert (rated.helpful, rated.comment, rated.question) == (False, "没有说县里的", "什么时候截止")
    rate(world, 0, None)
    assert world.help.feedback.latest() == []
    with pytest.raises(NoSuchAnswer):
        rate(world, 7, True)


async def test_the_export_holds_everything_and_no_formula_and_no_phone(
    world: World, knowledge: PolicyBase
) -> None:
    evil = '=HYPERLINK("http://x")'
    await world.says(f"{evil} 13800138000")
    rate(world, 0, False, "+1 请打 13800138000")
    await world.says("转人工")
    draft(world, knowledge, text=evil)
    record_unanswered(world.sessions, "q", evil, utc_now())
    book: Any = load_workbook(io.BytesIO(world.help.export.workbook()))
    assert book.sheetnames == ["转人工", "问题清单", "工作人员答复", "用户评价"]
    for sheet in book:  # printed as wide as the table, not column by column
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.freeze_panes) == ("landscape", "A2")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    said = " ".join(str(cell.value) for cell in cells)
    assert "13800138000" not in said
    assert "138****8000" in said
    for table in ("questions", "answers", "feedback"):
        content = world.help.export.csv(table).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(content)):
            assert not any(value.startswith(("=", "+")) for value in row)


async def test_ready_replies_take_dates_and_phones_from_the_notice(
    world: World, knowledge: PolicyBase
) -> None:
    replies = {reply.id: reply for reply in world.help.canned.all(knowledge, TODAY)}
    assert "2025年11月30日" in replies["deadline"].text
    assert "0591-87272803" in replies["contact"].text
    assert replies["contact"].citations[0].clause == "三、（三）"
    assert "示范县（市、区）或" in replies["quota"].text


async def test_a_question_read_on_the_one_before_it_is_not_answered_beside_the_point(
    world: World, knowledge: PolicyBase
) -> None:
    approved(world, knowledge, questions="食堂要办什么证", text="要办食品经营许可证。")
    last = {"last_topic": "deadline", "last_question": "市里什么时候截止"}
    question, hints = "食堂要办什么证？", {"out_of_scope": 0.9}
    answer = knowledge.reply(question, subject=None, today=TODAY, hints=hints, **last)
    assert "食品经营许可证" in world.help.live.instead(question, answer, "deadline").text
    follow_up = knowledge.reply("县里的呢？", subject=None, today=TODAY, **last)
    assert follow_up.topic == "deadline"
    assert world.help.live.instead("县里的呢？", follow_up, "deadline") == follow_up
