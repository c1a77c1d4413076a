"""What every kind of condition has: typed settings, a closed list of outcomes, one decision."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from eligibility.facts import Facts, FactType
from eligibility.verdicts import Verdict


@dataclass(frozen=True)
class Outcome:
    """One way a condition can come out: its verdict and what its sentence may mention."""

    verdict: Verdict
    variables: frozenset[str] = frozenset()
    contradiction: bool = False


def outcome(verdict: Verdict, *variables: str, contradiction: bool = False) -> Outcome:
    """Short form for outcome tables."""
    return Outcome(verdict, frozenset(variables), contradiction)


@dataclass(frozen=True)
class Remark:
    """An observation beside the verdict, worded by the rule file."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What a condition found: an outcome code, the values for its sentence, what is missing."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Condition(BaseModel, ABC):
    """A typed condition. Subclasses say which facts they read and decide without side effects.

    ``outcomes`` and ``remarks`` close the list of codes, so the loader can insist that the rule
    file words every one of them and names no variable that will not be there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcomes: ClassVar[Mapping[str, Outcome]]
    remarks: ClassVar[Mapping[str, frozenset[str]]] = {}
    kind: str
    """The name used in a rule file; each subclass narrows it to its own."""

    summary_zh: ClassVar[str]
    """How the condition decides, for the rule sheet."""

    def figures(self) -> dict[str, str]:
        """The limits set by the rule file, ready for a sentence, by variable name."""
        return {}

    @abstractmethod
    def fact_types(self) -> dict[str, FactType]:
        """The facts read, with the type each must have."""

    @abstractmethod
    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        """Decide. Pure: the same facts and day give the same finding."""
