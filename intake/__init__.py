"""A new notice without code: a file is read into clauses and proposals, which a person reviews
(`intake.proposing`), and what was accepted goes live (`intake.accepting`). See docs/new-notice.md."""

from intake.errors import IntakeError

__all__ = ["IntakeError"]
