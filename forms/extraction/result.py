"""What reading one message gives."""

from dataclasses import dataclass, field
from typing import Any

from forms.state import Doubt, Rejection


@dataclass
class Extraction:
    """values: accepted; understood: (key, the words it came from); doubtful: must be asked;
    rejected: cannot be right; copies: (to, from) pairs of "联系人同负责人"; cleared: keys to empty;
    notes: what is to be said of how a value was reckoned;
    rest: what was not used; leftovers: what of it seems to say something.
    """

    values: dict[str, Any] = field(default_factory=dict)
    understood: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rest: str = ""
    leftovers: list[str] = field(default_factory=list)

    @property
    def found_something(self) -> bool:
        """Did the message say anything about a field?"""
        return bool(self.values or self.doubtful or self.rejected or self.copies or self.cleared)
