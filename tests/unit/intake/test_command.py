"""`make notice` from the outside: exit codes, what it prints, what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake import __main__ as command
from tests.unit.intake import papers

pytestmark = pytest.mark.slow


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_VAR", str(tmp_path))
    monkeypatch.delenv("ASSISTANT_STAFF_TOKEN", raising=False)
    return tmp_path


def test_from_file_to_live_and_away(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([str(papers.NOTICE)]) == 0
    assert "make notice ACCEPT=ywll-2026-12" in capsys.readouterr().out
    review = var / "notices" / "ywll-2026-12" / "review.yml"
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("accept: 待定", "accept: true"), encoding="utf-8")
    assert command.main(["--accept", "ywll-2026-12"]) == 0
    assert "云卫老龄〔2026〕12号检查通过" in capsys.readouterr().out
    assert (var / "notices" / "live" / "ywll-2026-12" / "facts.yml").exists()
    assert command.main(["--withdraw", "ywll-2026-12"]) == 0
    assert not (var / "notices" / "live" / "ywll-2026-12").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有.docx"], "没有找到这个文件"),
        (["--accept", "abc-2026-1"], "没有编号为 abc-2026-1 的待审核通知"),
        (["--withdraw", "abc-2026-1"], "没有编号为 abc-2026-1 的已生效通知"),
        (["--withdraw", "../../etc"], "没有编号为"),
        (["--withdraw", ".."], "没有编号为"),
    ],
)
def test_refused(
    var: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert command.main(arguments) == command.REFUSED
    told = capsys.readouterr()
    assert words in told.err
    assert not told.out
    assert not list(var.iterdir())


def test_a_broken_live_notice_is_named_and_can_be_taken_away(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = var / "notices" / "live" / "hwwj-2026-7"
    broken.mkdir(parents=True)
    (broken / "source.txt").write_text("通知", encoding="utf-8")
    assert command.main([str(papers.NOTICE)]) == 0
    review = var / "notices" / "ywll-2026-12" / "review.yml"
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("accept: 待定", "accept: true", 1), encoding="utf-8")
    assert command.main(["--accept", "ywll-2026-12"]) == 0
    told = capsys.readouterr().err
    assert told.count("已生效的通知 hwwj-2026-7 现在读不出来") == 2
    assert str(broken) in told
    assert command.main(["--withdraw", "hwwj-2026-7"]) == 0
    assert "读不出来" not in capsys.readouterr().err
    assert not broken.exists()
