"""What reviewers ask, and that nobody is told of another region."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import storage
from accounts import Person
from review.asking import Told, ask
from review.questions import KINDS, understood
from tests import databases
from tests.reviewing import TODAY, Office, office_on

ASKINGS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "askings.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three applications: one that meets everything, one that lacks one condition, one of 厦门."""
    folder: Path = tmp_path_factory.mktemp("asking")
    url = f"sqlite:///{folder}/test.db"
    databases.migrate(url)
    made = office_on(storage.session_factory(storage.engine(url)), folder)
    for region in ("福州市/鼓楼区", "福州市/仓山区", "厦门市/思明区"):
        made.reviewer("county", region)
    made.reviewer("city", "福州市", "city")
    made.reviewer("province", name="province")
    for name, address, more in (
        ("福州市康宁护理院", "福州市鼓楼区示例路8号", {}),
        ("福州仓山安康护理院", "福州市仓山区示例路1号", {"occupancy_last_year": 50.0}),
        ("厦门安康护理院", "厦门市思明区示例路1号", {}),
    ):
        if more:
            more["occupancy_year_before"] = 50.0
        draft = made.draft(institution_name=name, address=address, **more)
        made.desk.submit(draft, "u-1", TODAY)
    return made


def asked(office: Office, question: str, by: str = "city", last: int | None = None) -> Told:
    person: Person = next(one for one in office.accounts.everyone() if one.name == by)
    return ask(question, last, office.desk.store, person)


@pytest.mark.parametrize(
    ("question", "names", "words"),
    [
        (
            "预审福州市仓山区安康护理院",
            ["福州仓山安康护理院"],
            "有1条必要条件还不能算符合",
        ),
        ("康宁护理院符不符合条件？", ["福州市康宁护理院"], "必要条件全部符合"),
        ("安康护理院为什么不符合", ["福州仓山安康护理院"], "近2年入住率"),
        ("把仓山区的都过一遍", ["福州仓山安康护理院"], "福州市仓山区已提交的申报共1份"),
        ("全部申报情况", ["福州市康宁护理院", "福州仓山安康护理院"], "共2份"),
        ("哪些只差一条？", ["福州仓山安康护理院"], "只差1条的有1份"),
        ("哪些只差两条", [], "没有必要条件只差2条的"),
        ("不符合的有哪些", ["福州仓山安康护理院"], "结论是“不符合”的有1份"),
        ("哪些机构信息不足", [], "没有结论是“信息不足”的"),
        ("预审福州市鼓楼区安康护理院", [], "里没有“福州市鼓楼区安康护理院”"),
        ("预审厦门安康护理院", [], "您的审核范围（福州市）里没有"),
        ("把厦门市的都过一遍", [], "厦门市不在您的审核范围（福州市）"),
        ("把月球的都过一遍", [], "没有认出“月球”"),
        ("为什么不符合", [], "请说是哪一家"),
        ("今天天气好", [], "没有看懂这个问题"),
    ],
)
def test_the_city_asks(office: Office, question: str, names: list[str], words: str) -> None:
    told = asked(office, question)
    assert words in told.text
    assert [one.one.name for one in told.found] == names


def test_the_one_spoken_of_before(office: Office) -> None:
    told = asked(office, "它为什么不符合", last=2)
    assert [one.one.id for one in told.found] == [2] and told.whole
    assert asked(office, "为什么不符合", last=3).found == ()  # of another region


def test_the_province_is_asked_which(office: Office) -> None:
    told = asked(office, "预审安康护理院", by="province")
    assert "有2家名称相同或相近" in told.text


@pytest.mark.parametrize(
    ("kind", "said", "who"),
    [(kind, said, who) for kind in KINDS for said, who in ASKINGS[kind].items()],
)
def test_free_wordings(kind: str, said: str, who: str) -> None:
    read = understood(said)
    assert read is not None and (read.kind, read.who) == (kind, who)
    assert (read.lacking is not None) is (kind == "nearly")


@pytest.mark.parametrize("said", ASKINGS["none"])
def test_no_question_of_a_reviewer(office: Office, said: str) -> None:
    read = understood(said)
    assert read is None or not (read.certain or asked(office, said).known)


@pytest.mark.parametrize("said", [*ASKINGS["open"], *ASKINGS["certain"]])
def test_what_is_refused_to_applicants(said: str) -> None:
    read = understood(said)
    assert (read is not None and read.certain) is (said in ASKINGS["certain"])


@pytest.mark.parametrize("said", [*ASKINGS["likely"], *ASKINGS["neither"]])
def test_what_is_asked_of_one_by_its_name(said: str) -> None:
    read = understood(said)
    assert (read is not None and read.likely) is (said in ASKINGS["likely"])


def test_places_said_short_and_together(office: Office) -> None:
    for said in ("把仓山的都过一遍", "福州仓山的全部过一遍"):
        assert [one.one.name for one in asked(office, said).found] == ["福州仓山安康护理院"]
    both = asked(office, "把鼓楼和仓山的都过一遍")
    assert [one.one.name for one in both.found] == ["福州市康宁护理院", "福州仓山安康护理院"]
    assert "鼓楼区已提交的申报共1份" in both.text and "仓山区已提交的申报共1份" in both.text
    other = asked(office, "把思明和仓山的都过一遍")
    assert [one.one.name for one in other.found] == ["福州仓山安康护理院"]
    assert "厦门市思明区不在您的审核范围" in other.text


def test_self_checks_are_no_applications(office: Office) -> None:
    """They are judged by another notice, so they count in no answer on 714号."""
    form, place = "service_quality_rectification", "福州市仓山区示例路1号"
    draft = office.draft(form, institution_name="福州市清风护理院", address=place)
    office.desk.submit(draft, "u-9", TODAY)
    submitted = office.desk.store.of_draft(draft.id)
    assert submitted is not None
    assert [one.one.name for one in asked(office, "把仓山区的都过一遍").found] == [
        "福州仓山安康护理院"
    ]
    assert not asked(office, "哪些只差两条").found
    assert "里没有“清风护理院”" in asked(office, "预审清风护理院").text
    for said in ("清风护理院的自查整改表怎么样", f"第{submitted.id}号怎么样"):
        assert [one.one.id for one in asked(office, said).found] == [submitted.id]
