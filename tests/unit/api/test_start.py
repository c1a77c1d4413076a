"""The service does not start on broken data or settings, and says what and where."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.slow


def start(
    tmp_path: Path, command: str = "check", **environment: str
) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "ASSISTANT_VAR": str(tmp_path / "var"), **environment}
    return subprocess.run(
        [sys.executable, "-m", "api", command],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_data_as_it_is(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_port_that_another_program_took(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = str(holder.getsockname()[1])
        done = start(tmp_path, "serve", ASSISTANT_PORT=taken)
    assert done.returncode == 78, "another start would not mend it"
    assert f"端口 {taken} 已被别的程序占用" in done.stderr
    assert "ASSISTANT_PORT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_notice(tmp_path: Path) -> None:
    notices = tmp_path / "notices"
    shutil.copytree(ROOT / "data" / "notices", notices)
    notice = notices / "fujian-2025-714" / "notice.yml"
    text = notice.read_text(encoding="utf-8")
    notice.write_text(text + "\nno_such_key: 1\n", encoding="utf-8")
    done = start(tmp_path, ASSISTANT_NOTICES_DIR=str(notices))
    assert done.returncode == 78
    assert str(notice) in done.stderr
    assert "no_such_key" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_form(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    name = "demonstration_institution_application"
    shutil.copytree(ROOT / "forms" / name, forms / name)
    (forms / name / "form.yml").write_text("id: [", encoding="utf-8")
    done = start(tmp_path, ASSISTANT_FORMS_DIR=str(forms))
    assert done.returncode == 78
    assert "form.yml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [("rule_set: demonstration_county", "rule_set: demonstration_village"),
     ("fact: work_plan", "fact: no_such_fact")],
)  # fmt: skip
def test_a_form_that_feeds_no_rule(tmp_path: Path, old: str, new: str) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(ROOT / "forms", forms, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    form = forms / "demonstration_county_application" / "form.yml"
    text = form.read_text(encoding="utf-8")
    assert old in text
    form.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = start(tmp_path, ASSISTANT_FORMS_DIR=str(forms))
    assert done.returncode == 78
    assert str(form) in done.stderr and new.split(": ")[1] in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("ASSISTANT_PORT", "abc"), ("ASSISTANT_ENGINE_WAIT", "-1"), ("ASSISTANT_TODAY", "morgen"),
     ("ASSISTANT_DATABASE_URL", "nonsense")],
)  # fmt: skip
def test_a_setting_that_cannot_be(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{name: value})
    assert done.returncode == 78
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_a_later_version(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "var" / "assistant.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999_later'")
    done = start(tmp_path)
    assert done.returncode == 78
    assert "9999_later" in done.stderr
