"""`python -m screening IN.xlsx [-o OUT.xlsx] [--as-of DATE]`; `--template OUT.xlsx` for a list."""

import argparse
import sys
from datetime import date
from pathlib import Path

import eligibility
import forms
import policy
from policy.clock import today
from screening import FORM_ID, ScreeningError, screen, write_template
from screening.progress import Progress
from screening.wording import say

ROOT = Path(__file__).resolve().parent.parent
REFUSED = 2
"""Exit code for input that cannot be used; the reason is on standard error."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="screening", description=__doc__)
    parser.add_argument("list", type=Path, nargs="?", help="名单（.xlsx）")
    parser.add_argument("-o", "--output", type=Path, help="结果写到哪个文件")
    parser.add_argument("--as-of", help="按哪一天的情况核对，例如 2025-10-20；默认今天")
    parser.add_argument("--template", type=Path, help="把空白名单模板写到这个文件")
    given = parser.parse_args(arguments)
    if given.list is None and given.template is None:
        parser.error("请写明名单文件，或用 --template 生成模板")
    try:
        as_of = date.fromisoformat(given.as_of) if given.as_of else today()
    except ValueError:
        return _refuse(say("bad_date", text=(given.as_of or "ASSISTANT_TODAY")[:20]))
    if given.template is not None:
        form, rules = _load()
        return _write(given.template, write_template(form, rules))
    return _screen(given.list, given.output, as_of)


def _screen(source: Path, output: Path | None, as_of: date) -> int:
    target = output or source.with_name(f"{source.stem}-{say('file_result')}.xlsx")
    try:
        data = source.read_bytes()
    except OSError:
        return _refuse(say("no_such_file", name=source))
    if target.exists() and target.samefile(source):
        return _refuse(say("same_file"))
    form, rules = _load()
    try:
        result = screen(data, form, rules, as_of, _tell)
    except ScreeningError as error:
        return _refuse(error.message_zh)
    numbers = "，".join(f"{verdict}{count}家" for verdict, count in result.counts.items())
    print(f"{numbers}；未读出和需核对{result.problems}处。")
    return _write(target, result.workbook)


def _tell(progress: Progress) -> None:
    """On one line of a terminal, over and over; nothing into a file or a pipe."""
    if sys.stderr.isatty():
        shown = say(progress.phase, done=progress.done, total=progress.total)
        end = "\n" if (progress.phase, progress.done) == ("detailing", progress.total) else ""
        print(f"\r{shown}", end=end, file=sys.stderr, flush=True)


def _write(target: Path, content: bytes) -> int:
    try:
        target.write_bytes(content)
    except OSError:
        return _refuse(say("cannot_write", name=target))
    print(target)
    return 0


def _load() -> tuple[forms.Form, eligibility.RuleSet]:
    base = policy.load(ROOT / "data" / "notices")
    rules = eligibility.load_rules(ROOT / "eligibility" / "rules", base)
    return forms.load_forms(ROOT / "forms", base)[FORM_ID], rules


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
