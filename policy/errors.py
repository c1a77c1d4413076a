"""The one error the policy layer raises about its data."""

from __future__ import annotations

from pathlib import Path


class NoticeError(Exception):
    """A notice file cannot be used; the service must not start on it.

    `file` is the broken file, `place` says where in it (line and path), and `problem_zh` is a
    Chinese sentence for the person who edits the file.
    """

    def __init__(self, file: Path, place: str, problem_zh: str) -> None:
        self.file = file
        self.place = place
        self.problem_zh = problem_zh
        where = f"{file}：{place}" if place else str(file)
        super().__init__(f"{where}：{problem_zh}")
