"""`python -m intake FILE` proposes; `--accept ID` makes it live; `--withdraw ID` takes it away.

Exit code 0 when it was done, 2 when the file or the review does not hold (the reason, in Chinese,
is on standard error, and nothing has changed then).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from intake.accepting import accept, withdraw
from intake.errors import IntakeError
from intake.proposing import take_in
from intake.telling import tell_service
from intake.wording import say
from policy.errors import NoticeError
from policy.live import Live, read_live
from policy.loader import load_library

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "data" / "notices"
REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="intake", description=__doc__)
    doing = parser.add_mutually_exclusive_group(required=True)
    doing.add_argument("file", type=Path, nargs="?", help="通知文件（.docx、.pdf、.txt）")
    doing.add_argument("--accept", metavar="ID", help="审核好的通知，使它生效")
    doing.add_argument("--withdraw", metavar="ID", help="撤下已生效的通知")
    given = parser.parse_args(arguments)
    waiting = (ROOT / os.environ.get("ASSISTANT_VAR", "var")).resolve() / "notices"
    try:
        if given.file is not None:
            return _propose(given.file, waiting)
        if given.accept is not None:
            return _accept(given.accept, waiting)
        withdraw(given.withdraw, waiting / "live")
        _warn(read_live(waiting / "live", load_library(NOTICES)))
    except IntakeError as error:
        return _refuse(error.message_zh)
    except NoticeError as error:
        return _refuse(say("broken", file=error.file, place=error.place, problem=error.problem_zh))
    print(say("withdrawn", id=given.withdraw))
    return _tell()


def _propose(file: Path, waiting: Path) -> int:
    library = load_library(NOTICES)
    live = read_live(waiting / "live", library)
    _warn(live)
    known = [notice.meta for notice in [*library.notices.values(), *live.notices]]
    found = take_in(file, waiting, known)
    print(
        say("proposed", id=found.id, file=found.file, clauses=found.clauses, facts=found.facts,
            notes=found.notes)
    )  # fmt: skip
    return 0


def _accept(ident: str, waiting: Path) -> int:
    library = load_library(NOTICES)
    done = accept(ident, waiting, waiting / "live", library)
    _warn(read_live(waiting / "live", library))
    meta = done.notice.meta
    print(
        say("accepted", notice=meta, taken=done.taken, refused=done.refused,
            undecided=done.undecided)
    )  # fmt: skip
    return _tell()


def _warn(live: Live) -> None:
    """Say which live notices are not answered from, since their files do not hold."""
    for one in live.left_out:
        error = one.error
        values = {"file": error.file, "place": error.place, "problem": error.problem_zh}
        print(say("left_out", id=one.id, **values), file=sys.stderr)


def _tell() -> int:
    """Have a running service take it over; the exit code."""
    told = tell_service(os.environ)
    print(told.message_zh, file=sys.stdout if told.well else sys.stderr)
    return 0 if told.well else REFUSED


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
