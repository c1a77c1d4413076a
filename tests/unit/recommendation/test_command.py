"""The command of `make package`: what it writes, says and refuses."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

import storage
from forms.drafts import DraftStore
from recommendation import __main__ as command
from recommendation.__main__ import MOST_SHOWN, REFUSED, main
from tests import databases
from tests.unit.recommendation.conftest import FORM, INSTITUTION, KANGNING, Parts, a_list, sample

Run = Callable[..., int]


load_anew = command._load


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: Parts) -> Run:
    """Run the command in an empty folder with an empty `var`; the data is loaded already."""
    monkeypatch.setattr(command, "_load", lambda: (parts.program, {parts.rules.id: parts.rules}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("ASSISTANT_DATABASE_URL", raising=False)
    Path("名单.xlsx").write_bytes(a_list(名单=[INSTITUTION, KANGNING]))
    return lambda *arguments: main(list(arguments))


def test_a_list_in_a_package_out(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    done = run("名单.xlsx", "-o", "out.zip", "--city", "福州市", "--as-of", "2025-10-20")
    said = capsys.readouterr().out
    assert done == 0
    assert "还缺5项" in said and "离这个日期还有41天" in said
    assert "- 附件5表头：还缺推荐单位的联系人" in said
    assert "01推荐函.docx" in zipfile.ZipFile("out.zip").namelist()


def test_from_the_drafts_of_this_machine(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    url = f"sqlite:///{tmp_path}/var/assistant.db"
    databases.migrate(url)
    drafts = DraftStore(storage.session_factory(storage.engine(url)))
    code = drafts.create(FORM, "1", "someone", {"values": sample()}).resume_code
    assert run("--code", code, "-o", "out.zip", "--as-of", "2025-10-20") == 0
    assert any(name.startswith("03申请表/") for name in zipfile.ZipFile("out.zip").namelist())


def test_named_after_city_and_day_unless_told(run: Run) -> None:
    assert run("名单.xlsx", "--city", "宁德", "--as-of", "2025-10-20") == 0
    assert Path("宁德市医养结合示范项目推荐材料-20251020.zip").exists()


def test_many_findings_do_not_flood_the_screen(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["机构名称", "负责人"], *([f"院{n}", "王"] for n in range(4))]
    Path("名单.xlsx").write_bytes(a_list(名单=rows))
    assert run("名单.xlsx", "-o", "out.zip") == 0
    said = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("- ") for line in said) == MOST_SHOWN
    assert said[-2].startswith("……另有")


def test_the_template(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_load", load_anew)
    assert run("--template", "模板.xlsx") == 0
    assert load_workbook("模板.xlsx").sheetnames[0] == "示范县（附件4）"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有.xlsx"], "没有找到文件“没有.xlsx”"),
        (["名单.xlsx", "-o", "名单.xlsx"], "不能写到原来的名单上"),
        (["名单.xlsx", "-o", "没有/out.zip"], "结果写不到“没有/out.zip”"),
        (["名单.xlsx", "--as-of", "10月20日"], "“10月20日”不是日期"),
        (["名单.xlsx", "--city", "杭州"], "没有“杭州”这个推荐单位"),
        (["--code", "K7QM-3F9T"], "这里读不到申请表"),
    ],
)
def test_refused(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    before = Path("名单.xlsx").read_bytes()
    assert run(*arguments) == REFUSED
    assert words in capsys.readouterr().err
    assert Path("名单.xlsx").read_bytes() == before
    assert not list(Path().glob("*.zip"))


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_cannot_be_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", url)
    assert run("--code", "K7QM-3F9T") == REFUSED
    assert "请检查环境变量 ASSISTANT_DATABASE_URL" in capsys.readouterr().err
