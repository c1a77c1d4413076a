"""A new notice without code: a file is read into clauses and proposals (`intake.proposing`), a
person reviews them, and what was accepted goes live (`intake.accepting`): docs/new-notice.md."""

from intake.errors import IntakeError

__all__ = ["IntakeError"]
