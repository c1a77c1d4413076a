"""A conversation goes to a person and comes back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import storage
from helpdesk import DeskError, NotYours, load_settings
from helpdesk.hours import is_open, missing_year, next_opening
from helpdesk.settings import DEFAULT
from policy.clock import SHANGHAI
from storage import utc_now, writing
from storage.models import HelpCase
from tests.unit.helpdesk.conftest import World

SATURDAY = dt.datetime(2025, 10, 18, 10, 0, tzinfo=SHANGHAI)


def the_case(world: World) -> int:
    return world.help.desk.cases.listed()[0].id


async def test_a_person_is_asked_for_answers_and_hands_back(world: World) -> None:
    await world.says("什么时候截止")
    told = await world.says("转人工")
    assert "已转给工作人员" in told[0]
    assert await world.says("我们是护理院，想问盖章的事") == []
    desk, case = world.help.desk, the_case(world)
    desk.accept(case, "陈")
    desk.reply(case, "陈", "请盖单位公章。", "t1", [])
    assert await world.says("好的，那法人签字呢？") == []
    assert world.heard == ["什么时候截止"]
    desk.close(case, "陈", back=False)
    assert "请盖单位公章。" in world.sees()
    assert "接着为您解答" in world.sees()[-1]
    await world.says("要交哪些材料")
    assert world.heard[-1] == "要交哪些材料"


@pytest.mark.parametrize(
    "words",
    [
        "人工",
        "转人工。",
        "我要人工客服",
        "请帮我转接人工",
        "有什么事找真人？",
        "联系客服",
        "转接工作人员",
    ],
)
async def test_words_that_want_a_person(world: World, words: str) -> None:
    asks = words != "有什么事找真人？"  # says more than that: the engine reads it
    assert bool(world.help.desk.cases.listed()) is False
    await world.says(words)
    assert bool(world.help.desk.cases.listed()) is asks


@pytest.mark.parametrize(
    "words", ["人工费用可以报销吗", "工作人员要几个", "不用转人工也能填吗", "客服电话是多少"]
)
async def test_words_that_do_not(world: World, words: str) -> None:
    await world.says(words)
    assert world.heard == [words]
    assert world.help.desk.cases.listed() == []


@pytest.mark.parametrize("words", ["结束人工", "不用人工了。", "回到助手", "退出人工客服"])
async def test_the_person_ends_it(world: World, words: str) -> None:
    await world.says("转人工")
    assert "人工服务已结束" in (await world.says(words))[0]
    await world.says("什么时候截止")
    assert world.heard == ["什么时候截止"]


async def test_without_anybody_at_the_desk_the_assistant_answers_as_before(world: World) -> None:
    world.staffed = False
    await world.says("转人工")
    assert world.heard == ["转人工"]
    assert world.help.desk.cases.listed() == []


async def test_outside_hours_it_says_when_names_the_contact_and_goes_on_answering(
    world: World,
) -> None:
    world.clock.now = SATURDAY
    (told,) = await world.says("转人工")
    assert "10月20日（周一）08:30" in told
    assert "0591-87272803" in told
    quotes = world.turns.after("u-1", 0)[0].response
    assert quotes is not None
    assert quotes[0]["custom"]["citations"][0]["notice"] == "闽卫老龄函〔2025〕714号"
    await world.says("要交哪些材料")
    assert world.heard == ["要交哪些材料"]
    assert not world.help.desk.is_silent("u-1")
    world.help.desk.accept(the_case(world), "陈")
    assert world.help.desk.is_silent("u-1")
    assert await world.says("在吗") == []


async def test_those_who_wait_are_told_how_many_are_before_them(world: World) -> None:
    await world.says("转人工", sender="u-0")
    assert "前面还有 1 位" in (await world.says("转人工"))[0]


async def test_a_message_delivered_twice_opens_one_case_and_is_answered_alike(
    world: World,
) -> None:
    first = await world.says("转人工", message_id="same")
    assert await world.says("转人工", message_id="same") == first
    assert len(world.help.desk.cases.listed()) == 1


async def test_a_reply_sent_twice_arrives_once_on_the_page_and_elsewhere(world: World) -> None:
    await world.says("转人工")
    for _ in range(2):
        world.help.desk.reply(the_case(world), "陈", "您好", "same", [])
    assert world.sees().count("您好") == 1
    assert world.carried == [("u-1", "您好")]


async def test_only_who_has_the_talk_may_speak_until_it_is_taken_over(world: World) -> None:
    await world.says("转人工")
    desk, case = world.help.desk, the_case(world)
    desk.accept(case, "陈")
    with pytest.raises(NotYours, match="正由 陈 接待"):
        desk.reply(case, "林", "您好", "t1", [])
    desk.accept(case, "林", over=True)
    desk.reply(case, "林", "您好", "t2", [])
    assert "您好" in world.sees()


async def test_a_reply_to_a_talk_that_is_over_is_refused_with_the_reason(world: World) -> None:
    await world.says("转人工")
    case = the_case(world)
    await world.says("结束人工")
    with pytest.raises(NotYours, match="申请人结束"):
        world.help.desk.reply(case, "陈", "您好", "t1", [])
    assert "您好" not in world.sees()


async def test_a_talk_that_was_left_ends_by_itself(world: World) -> None:
    await world.says("转人工")
    case = the_case(world)
    world.help.desk.accept(case, "陈")
    with writing(world.sessions) as session:
        session.get_one(HelpCase, case).said_at = utc_now() - dt.timedelta(hours=5)
    await world.says("什么时候截止")
    assert world.heard == ["什么时候截止"]
    ended = world.help.desk.cases.get(case)
    assert ended is not None
    assert ended.closed_by == "idle"


async def test_the_summary_tells_subject_questions_and_form_with_values_hidden(
    world: World, form_set: dict[str, Any]
) -> None:
    def answer(message: dict[str, Any]) -> list[dict[str, Any]]:
        custom = {"outcome": "declined", "citations": []}
        return [{"text": "通知没有写明。"}, {"custom": custom}]

    world.engine.answer = answer
    form = next(form for form in form_set.values() if form.applicant == "institution")
    name, phone = "榕城康宁护理院", "13800138000"
    text_key = next(k for k, f in form.fields.items() if f.content == "organisation")
    phone_key = next(k for k, f in form.fields.items() if f.type == "phone")
    draft = world.drafts.create(form.id, form.version, "u-1", {}, channel="web")
    draft.state = {"values": {text_key: name, phone_key: phone}, "phase": "filling"}
    world.drafts.save(draft, draft.revision, "u-1", "web")
    await world.says(f"食堂要什么证，我电话{phone}")
    await world.says("转人工")
    case = world.help.desk.cases.listed()[0]
    assert phone not in case.headline
    assert "食堂要什么证" in case.headline
    summary = world.help.desk.summaries.of("u-1", case.opened_seq)
    assert summary.subject == "示范机构"
    assert summary.asked[-1].answer == "通知没有写明。"
    assert not summary.asked[-1].answered
    assert summary.form is not None
    assert name not in str(summary.form)
    assert summary.form.filled == 2
    shown = world.help.desk.summaries.of("u-1", case.opened_seq, shown=True)
    assert name in str(shown.form)


async def test_what_was_said_is_erased_with_the_person(world: World, tmp_path: Any) -> None:
    await world.says("转人工")
    storage.delete_person(world.sessions, "u-1", tmp_path)
    assert world.help.desk.cases.listed() == []


@pytest.mark.parametrize(
    ("at", "opens", "then"),
    [
        ("2025-10-20 08:29", False, "2025-10-20 08:30"),
        ("2025-10-20 08:30", True, "2025-10-20 14:30"),
        ("2025-10-20 12:00", False, "2025-10-20 14:30"),
        ("2025-10-24 17:30", False, "2025-10-27 08:30"),
        ("2026-02-13 18:00", False, "2026-02-14 08:30"),  # a Saturday that is worked
        ("2026-02-14 17:30", False, "2026-02-24 08:30"),  # 春节
        ("2025-09-30 17:30", False, "2025-10-09 08:30"),  # 国庆节、中秋节
        ("2025-10-10 17:30", False, "2025-10-11 08:30"),  # a Saturday that is worked
    ],
)
def test_hours(at: str, opens: bool, then: str) -> None:
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    settings = load_settings()
    assert is_open(settings, moment) is opens
    found = next_opening(settings, moment)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == then


@pytest.mark.parametrize(
    ("day", "missing"),
    [("2025-10-20", None), ("2026-12-01", None), ("2026-12-02", 2027), ("2027-03-01", 2027)],
)
def test_a_year_without_holidays_is_noticed_in_time(day: str, missing: int | None) -> None:
    settings = load_settings()
    assert missing_year(settings, dt.date.fromisoformat(day)) == missing
    assert missing_year(settings.model_copy(update={"years": {}}), dt.date(2030, 1, 1)) is None


async def test_in_a_year_without_holidays_nothing_is_promised(world: World) -> None:
    world.clock.now = dt.datetime(2027, 1, 1, 10, 0, tzinfo=SHANGHAI)  # a Friday; 元旦
    (told,) = await world.says("转人工")
    assert "已转给工作人员" in told and "如果今天放假，要到上班后才有人答复" in told
    world.clock.now = dt.datetime(2026, 12, 31, 18, 0, tzinfo=SHANGHAI)
    (told,) = await world.says("转人工", sender="u-2")
    assert "按平常的值班时间，1月1日（周五）08:30有人答复" in told and "遇放假会顺延" in told
    world.clock.now = dt.datetime(2026, 9, 24, 18, 0, tzinfo=SHANGHAI)
    (told,) = await world.says("转人工", sender="u-3")
    assert "9月28日（周一）08:30有人答复" in told and "顺延" not in told


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("to: 2026-02-23", "to: 2026-02-13", "“春节”的最后一天早于第一天"),
        ("{name: 元旦, from: 2026-01-01, to: 2026-01-03}",
         "{name: 元旦, from: 2027-01-01, to: 2027-01-03}", "2026年“元旦”的日期不在2026年"),
        ("2026-02-28", "2026-02-27", "2026-02-27 本来就是工作日"),
        ("2026-10-10", "2028-10-14", "2028-10-14 不在2026年前后"),
        ("  2026:\n    basis:", "  2026:\n    note:", "years.2026"),
    ],
)  # fmt: skip
def test_a_year_that_cannot_be_meant_is_refused(
    tmp_path: Path, was: str, now: str, words: str
) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    assert was in text
    copy = tmp_path / "settings.yml"
    copy.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(DeskError, match=words):
        load_settings(copy)
