"""`python -m recommendation LIST.xlsx -o OUT.zip --city 福州市`; `--template OUT.xlsx`: a list."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

import eligibility
import forms
import policy
import storage
from forms.drafts import DraftStore
from policy.clock import today
from recommendation import (
    Program,
    RecommendationError,
    Request,
    build_package,
    load_program,
    write_list_template,
)
from recommendation.wording import say

ROOT = Path(__file__).resolve().parent.parent
MOST_SHOWN = 20
"""Findings on the screen; all of them are in the package's first document."""

REFUSED = 2
"""Exit code for input that cannot be used; the reason is on standard error."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    given = _parsed(arguments)
    try:
        as_of = date.fromisoformat(given.as_of) if given.as_of else today()
    except ValueError:
        return _refuse(say("bad_date", text=(given.as_of or "ASSISTANT_TODAY")[:20]))
    if given.template is not None:
        return _write(given.template, write_list_template(_load()[0]))
    return _package(given, as_of)


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="recommendation", description=__doc__)
    parser.add_argument("list", type=Path, nargs="?", help="拟推荐名单（.xlsx）")
    parser.add_argument("-o", "--output", type=Path, help="材料包写到哪个文件")
    parser.add_argument("--city", default="", help="推荐单位，例如 福州市")
    parser.add_argument("--contact", default="", help="推荐单位的联系人")
    parser.add_argument("--phone", default="", help="推荐单位的联系电话")
    parser.add_argument("--code", action="append", default=[], help="申请表的续填码，可以写几次")
    parser.add_argument("--pick", action="append", default=[], help="只取名单中的这一个")
    parser.add_argument("--as-of", help="按哪一天的情况核对，例如 2025-10-20；默认今天")
    parser.add_argument("--template", type=Path, help="把空白名单模板写到这个文件")
    given = parser.parse_args(arguments)
    if given.list is None and given.template is None and not given.code:
        parser.error("请写明名单文件或续填码（--code），或用 --template 生成模板")
    return given


def _package(given: argparse.Namespace, as_of: date) -> int:
    data = None
    if given.list is not None:
        try:
            data = given.list.read_bytes()
        except OSError:
            return _refuse(say("no_such_file", name=given.list))
        if given.output and given.output.exists() and given.output.samefile(given.list):
            return _refuse(say("same_file"))
    program, rules = _load()
    request = Request(data, given.code, given.pick, given.city, given.contact, given.phone)
    try:
        package = build_package(request, program, rules, _drafts(), as_of)
    except RecommendationError as error:
        return _refuse(error.message_zh)
    except forms.FormError as error:
        return _refuse(str(error))
    except (storage.StorageError, SQLAlchemyError):
        return _refuse(say("no_database"))
    for line in package.summary:
        print(line)
    for finding in package.findings[:MOST_SHOWN]:
        print(f"- {finding.where}：{finding.text}")
    if (more := len(package.findings) - MOST_SHOWN) > 0:
        print(say("more_findings", count=more))
    return _write(given.output or Path(package.filename), package.content)


def _load() -> tuple[Program, dict[str, eligibility.RuleSet]]:
    base = policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")
    rules = eligibility.load_all(ROOT / "eligibility" / "rules", base)
    return load_program(base, forms.load_forms(ROOT / "forms", base)), rules


def _drafts() -> DraftStore | None:
    """The drafts of this machine's service; None where it has not run yet."""
    var = Path(os.environ.get("ASSISTANT_VAR") or ROOT / "var")
    url = os.environ.get("ASSISTANT_DATABASE_URL")
    if not url:
        file = var / "assistant.db"
        if not file.exists():
            return None
        url = f"sqlite:///{file}"
    return DraftStore(storage.session_factory(storage.engine(url)))


def _write(target: Path, content: bytes) -> int:
    try:
        target.write_bytes(content)
    except OSError:
        return _refuse(say("cannot_write", name=target))
    print(target)
    return 0


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
