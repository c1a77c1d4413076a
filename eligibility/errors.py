"""The three things that can go wrong here, each with a sentence the user may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from eligibility.showing import show_day


class EligibilityError(Exception):
    """A rule file cannot be trusted. Raised while loading, never while checking.

    ``file`` and ``place`` locate the fault; ``problem_zh`` says what is wrong with it.
    """

    def __init__(self, file: Path, place: str, problem_zh: str) -> None:
        super().__init__(f"{file}（{place}）：{problem_zh}")
        self.file = file
        self.place = place
        self.problem_zh = problem_zh


class FactError(ValueError):
    """Facts that cannot be right: unknown key, wrong type, out of range, date in the future.

    ``problems`` maps each refused key to one Chinese sentence, in the order they were given.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("".join(problems.values()))
        self.problems = dict(problems)

    @property
    def message_zh(self) -> str:
        """All problems as one Chinese text, fit to show."""
        return "".join(self.problems.values())


class NoRuleInForce(LookupError):
    """The rule set does not cover the day asked for, and the last one known is not a substitute."""

    def __init__(self, rule_set: str, as_of: date, start: date, end: date | None) -> None:
        until = "起" if end is None else f"至{show_day(end)}"
        self.message_zh = (
            f"{show_day(as_of)}没有可以适用的规则："
            f"现有规则自{show_day(start)}{until}适用，不能用来推断其他日期。"
        )
        super().__init__(self.message_zh)
        self.rule_set = rule_set
        self.as_of = as_of
