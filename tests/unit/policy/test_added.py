"""A notice added to the service: it answers where it is meant, and never instead of the others."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy
from evaluation.questions import TODAY, load
from intake.accepting import accept
from intake.proposing import take_in
from intake.review import FILE
from policy import NoticeError, PolicyBase
from policy.text import squash
from tests import known
from tests.unit.policy.conftest import NOTICES, ROOT

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "added.yml").read_text(encoding="utf-8")
)
TODAY_THERE = date(2026, 3, 20)
SOURCE = ROOT / "tests" / "unit" / "intake" / "files" / "签约服务试点.txt"
NUMBER = "云卫老龄〔2026〕12号"
OTHER = """河卫健〔2026〕7号
河湾市卫生健康委员会关于开展老年人口腔检查的通知
各县（市、区）卫生健康局：
现将老年人口腔检查有关事项通知如下：
一、检查对象
65岁及以上常住老年人。
二、工作要求
各县（市、区）卫生健康局于2026年6月30日前报送名单。
联系电话：0599-1234567
河湾市卫生健康委员会
2026年3月5日
"""


@pytest.fixture(scope="module")
def live_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the notice is live with every proposal accepted."""
    waiting = tmp_path_factory.mktemp("notices")
    found = take_in(SOURCE, waiting, [])
    text = found.file.read_text(encoding="utf-8").replace("accept: 待定", "accept: true")
    found.file.write_text(text, encoding="utf-8")
    accept(found.id, waiting, waiting / "live", known.library())
    return waiting / "live"


@pytest.fixture(scope="module")
def added(base: PolicyBase, live_dir: Path) -> PolicyBase:
    return base.with_live(live_dir)


def again(live_dir: Path, **changes: str) -> None:
    """Accept it anew with other values in its review file."""
    waiting = live_dir.parent
    review = waiting / "ywll-2026-12" / FILE
    kept = text = review.read_text(encoding="utf-8")
    for name, value in changes.items():
        line = next(x for x in text.split("\n") if x.strip().startswith(f"{name}:"))
        text = text.replace(line, f"{line.partition(':')[0]}: {value}", 1)
    review.write_text(text, encoding="utf-8")
    try:
        accept("ywll-2026-12", waiting, live_dir, known.library())
    finally:
        review.write_text(kept, encoding="utf-8")


@pytest.fixture
def changed(base: PolicyBase, live_dir: Path, request: pytest.FixtureRequest) -> Any:
    """The knowledge with the notice changed; as it was again afterwards."""

    def change(**changes: str) -> PolicyBase:
        again(live_dir, **changes)
        return base.with_live(live_dir)

    request.addfinalizer(lambda: again(live_dir))
    return change


@pytest.mark.parametrize("case", CASES, ids=[case["ask"] for case in CASES])
def test_questions(base: PolicyBase, added: PolicyBase, case: dict[str, Any]) -> None:
    answer = added.reply(case["ask"], subject=None, today=TODAY_THERE)
    if case.get("builtin"):
        assert answer == base.reply(case["ask"], subject=None, today=TODAY_THERE)
        return
    assert answer.outcome == ("answered" if "clause" in case else "declined")
    assert {citation.notice for citation in answer.citations} == {NUMBER}
    for words in case["show"]:
        assert words in answer.text
    if "clause" in case:
        assert any(c.clause.startswith(case["clause"]) for c in answer.citations)


def test_every_quote_is_verbatim(added: PolicyBase) -> None:
    source = squash(SOURCE.read_text(encoding="utf-8"))
    for case in CASES:
        answer = added.reply(case["ask"], subject=None, today=TODAY_THERE)
        for citation in answer.citations:
            if citation.notice == NUMBER:
                assert squash(citation.quote) in source


def test_without_an_added_notice_nothing_is_different(base: PolicyBase, tmp_path: Path) -> None:
    """No folder, an empty folder, and a notice that was taken away again."""
    assert base.with_live(tmp_path / "none") is base
    assert base.with_live(tmp_path) is base


@pytest.mark.slow
def test_a_notice_taken_away_leaves_every_answer_as_it_was(
    base: PolicyBase, added: PolicyBase, tmp_path: Path
) -> None:
    after = added.with_live(tmp_path)
    for question in [q for q in load() if q.split == "dev"][::16]:
        asked = {"subject": None, "today": question.today}
        assert after.reply(question.text, **asked) == base.reply(question.text, **asked)


@pytest.mark.slow
def test_with_an_added_notice_the_answers_on_the_others_stay(
    base: PolicyBase, added: PolicyBase
) -> None:
    """Only the list of all notices may know of it. Every sixth question is enough to see it."""
    for question in [q for q in load() if q.split == "dev" and q.today == TODAY][::6]:
        before = base.reply(question.text, subject=None, today=TODAY)
        after = added.reply(question.text, subject=None, today=TODAY)
        if before.topic not in ("x_notices", "x_expired", "x_by_date"):
            assert after == before, question.text


def test_it_is_listed_among_the_notices(added: PolicyBase) -> None:
    assert NUMBER in added.reply("收录了哪些文件", subject=None, today=TODAY_THERE).text


def test_follow_ups_stay_with_it(added: PolicyBase) -> None:
    first = added.reply("12号文的申请表什么时候报", subject=None, today=TODAY_THERE)
    asked = {"subject": None, "today": TODAY_THERE, "last_topic": first.topic}
    phone = added.reply("那电话呢", **asked)
    assert "0598-7654321" in phone.text
    nothing = added.reply("那助浴收费呢", **asked)
    assert nothing.outcome == "declined"
    assert {citation.notice for citation in nothing.citations} == {NUMBER}


def test_why_shows_the_whole_clause(added: PolicyBase) -> None:
    first = added.reply("12号文的申请表什么时候报", subject=None, today=TODAY_THERE)
    assert first.topic is not None
    why = added.explain(first.topic, question="", subject=None, today=TODAY_THERE)
    assert "每季度首月10日前" in why.text
    repeated = added.answer(first.topic, question="", subject=None, today=TODAY_THERE)
    assert repeated.text == first.text


def test_a_day_that_is_over_is_said_to_be_over(added: PolicyBase) -> None:
    late = added.reply("12号文的申请表什么时候报", subject=None, today=date(2026, 4, 16))
    assert "已经过去" in late.text
    in_time = added.reply("12号文的申请表什么时候报", subject=None, today=date(2026, 4, 15))
    assert "已经过去" not in in_time.text


def test_past_its_period_it_is_never_cited_as_current(added: PolicyBase) -> None:
    after = date(2028, 1, 1)
    for question in ("12号文签约团队至少几个人", "12号文的联系电话", "12号文上门服务包括哪些内容"):
        assert "执行期已过" in added.reply(question, subject=None, today=after).text
    unnamed = "压疮和管路的护理指导怎么做"
    assert added.reply(unnamed, subject=None, today=after).citations[0].notice != NUMBER


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "已废止"}, ["已经废止"]),
        (
            {"status": "已废止", "replaced_by": "云卫老龄〔2027〕3号"},
            ["已经废止，由云卫老龄〔2027〕3号替代"],
        ),
        (
            {"status": "已被替代", "replaced_by": "云卫老龄〔2027〕3号"},
            ["已被云卫老龄〔2027〕3号替代"],
        ),
        ({"status": "已过执行期"}, ["执行期已过"]),
    ],
)
def test_its_validity_is_said(changed: Any, changes: dict[str, str], words: list[str]) -> None:
    knowledge = changed(**changes)
    for question in ("12号文的申请表什么时候报", "12号文上门服务包括哪些内容", "12号文助浴收费"):
        text = knowledge.reply(question, subject=None, today=TODAY_THERE).text
        assert all(word in text for word in words), text


def test_a_notice_that_it_replaces_is_no_longer_current(base: PolicyBase, changed: Any) -> None:
    knowledge = changed(replaces="[国卫办老龄发〔2025〕29号]")
    question = "29号文对家庭医生签约有什么要求"
    assert f"已被{NUMBER}替代" in knowledge.reply(question, subject=None, today=TODAY_THERE).text
    assert "替代" not in base.reply(question, subject=None, today=TODAY_THERE).text


def test_a_broken_live_notice_leaves_what_is_known(
    base: PolicyBase, added: PolicyBase, live_dir: Path
) -> None:
    facts = live_dir / "ywll-2026-12" / "facts.yml"
    kept = facts.read_text(encoding="utf-8")
    facts.write_text(kept.replace("0598-7654321", "0598-1111111", 1), encoding="utf-8")
    try:
        with pytest.raises(NoticeError) as refused:
            added.with_live(live_dir)
        assert refused.value.file == facts
        assert refused.value.place.startswith("第")
    finally:
        facts.write_text(kept, encoding="utf-8")
    text = added.reply("12号文的联系电话", subject=None, today=TODAY_THERE).text
    assert "0598-7654321" in text


def test_a_broken_notice_does_not_keep_the_others_away(
    base: PolicyBase, live_dir: Path, tmp_path: Path
) -> None:
    """Asked for by its name, what is broken is told apart from what the notice does not say; and
    what it replaces is not current again."""
    again(live_dir, replaces="[国卫办老龄发〔2025〕29号]")
    try:
        shutil.copytree(live_dir, tmp_path / "live")
    finally:
        again(live_dir)
    second = tmp_path / "second.txt"
    second.write_text(OTHER, encoding="utf-8")
    taken = take_in(second, tmp_path, [])
    text = taken.file.read_text(encoding="utf-8").replace("accept: 待定", "accept: true")
    taken.file.write_text(text, encoding="utf-8")
    facts = tmp_path / "live" / "ywll-2026-12" / "facts.yml"
    kept = facts.read_text(encoding="utf-8")
    facts.write_text(kept.replace("0598-7654321", "0598-1111111", 1), encoding="utf-8")
    accept(taken.id, tmp_path, tmp_path / "live", known.library())

    with pytest.raises(NoticeError):
        base.with_live(tmp_path / "live")
    knowledge = base.with_live(tmp_path / "live", leave_out=True)
    assert [meta.cited_as for meta in knowledge.added] == ["河卫健〔2026〕7号"]
    (left_out,) = knowledge.left_out
    assert (left_out.id, left_out.error.file) == ("ywll-2026-12", facts)

    asked = {"subject": None, "today": TODAY_THERE}
    assert "0599-1234567" in knowledge.reply("河卫健〔2026〕7号的联系电话", **asked).text
    unread = knowledge.reply("12号文的联系电话", **asked)
    assert (unread.outcome, unread.citations) == ("error", [])
    assert "没有规定" in unread.text and "0598" not in unread.text
    replaced = knowledge.reply("29号文对家庭医生签约有什么要求", **asked)
    assert f"已被{NUMBER}替代" in replaced.text

    facts.write_text(kept, encoding="utf-8")
    mended = knowledge.with_live(tmp_path / "live")
    assert mended.left_out == []
    assert "0598-7654321" in mended.reply("12号文的联系电话", **asked).text


def test_the_number_an_added_notice_prints_is_published_while_it_is_there(
    base: PolicyBase, added: PolicyBase, tmp_path: Path
) -> None:
    assert {"059187272803", "fjwjwlljkc@126.com", "孙晓惠"} <= base.published
    its_own = {"05987654321", "05987654322", "yclljk@example.org"}
    assert added.published - base.published == its_own
    assert added.with_live(tmp_path).published == base.published


def test_it_is_there_from_the_start(live_dir: Path) -> None:
    loaded = policy.load(NOTICES, ROOT / "var" / "cache", live_dir)
    assert [meta.cited_as for meta in loaded.added] == [NUMBER]
    assert NUMBER not in [meta.cited_as for meta in loaded.notices]


ARTICLES = """云卫老龄〔2026〕20号
云川市医养结合机构管理办法
第一条 为规范医养结合机构服务，制定本办法。
第二条 机构有下列情形之一的，责令改正：
（一）未按规定建立健康档案的；
（二）未按规定报告的。
第三条 机构应当为入住老人每季度做一次健康评估，并记入健康档案。
第四条 本办法自2026年5月1日起施行。
云川市卫生健康委员会
2026年4月2日
"""


@pytest.fixture(scope="module")
def in_articles(base: PolicyBase, tmp_path_factory: pytest.TempPathFactory) -> PolicyBase:
    """With a notice in articles."""
    waiting = tmp_path_factory.mktemp("articles")
    file = waiting / "管理办法.txt"
    file.write_text(ARTICLES, encoding="utf-8")
    found = take_in(file, waiting, [])
    text = found.file.read_text(encoding="utf-8").replace("accept: 待定", "accept: true")
    found.file.write_text(text, encoding="utf-8")
    accept(found.id, waiting, waiting / "live", known.library())
    return base.with_live(waiting / "live")


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("20号文第三条", ["第三条"]),
        ("云川市医养结合机构管理办法第三条讲什么", ["第三条"]),
        ("云川管理办法第2条", ["第二条", "第二条（一）", "第二条（二）"]),
        ("20号文第二条（一）是什么", ["第二条", "第二条（一）", "第二条（二）"]),
        ("20号文第三条和第四条", ["第三条", "第四条"]),
        ("20号文第三条说多久评估一次", ["第三条"]),
    ],
)
def test_an_article_is_shown_by_its_number(
    in_articles: PolicyBase, question: str, clauses: list[str]
) -> None:
    answer = in_articles.reply(question, subject=None, today=TODAY_THERE)
    assert (answer.outcome, [c.clause for c in answer.citations]) == ("answered", clauses)


def test_an_article_that_there_is_not_is_said_to_be_none(in_articles: PolicyBase) -> None:
    answer = in_articles.reply("20号文第九条", subject=None, today=TODAY_THERE)
    assert answer.outcome == "declined"
    assert "一共4条" in answer.text
    other = in_articles.reply("29号文第九条", subject=None, today=TODAY_THERE)
    assert [c.notice for c in other.citations] == ["国卫办老龄发〔2025〕29号"] * len(
        other.citations
    )


@pytest.mark.parametrize(("question", "clause"), [("12号文第三条", "三、"), ("12号文第九条", None)])
def test_a_notice_without_articles_is_asked_by_its_parts(
    added: PolicyBase, question: str, clause: str | None
) -> None:
    answer = added.reply(question, subject=None, today=TODAY_THERE)
    if clause is None:
        assert answer.outcome == "declined"
    else:
        assert answer.citations[0].clause.startswith(clause)
