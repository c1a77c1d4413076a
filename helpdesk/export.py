"""Everything of the help desk as a workbook, or one list of it as CSV. Text stays text."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from helpdesk.answers import AnswerBook
from helpdesk.cases import CaseStore
from helpdesk.feedback import FeedbackStore
from helpdesk.questions import Group, QuestionLists
from helpdesk.wording import full_stamp, say, words
from policy.clock import SHANGHAI
from screening.layout import FORMULA_STARTS, MAX_TEXT, Pen, set_page

Row = Sequence[str | int]
_MOST = 10_000
_WIDTHS = {
    "cases": (8, 8, 12, 60, 14, 14, 14, 18, 14),
    "questions": (48, 8, 60, 14, 16, 18),
    "answers": (8, 48, 60, 60, 10, 14, 14, 14),
    "feedback": (14, 10, 40, 48, 60),
}
_CENTRED = {"cases": (0, 1, 2), "questions": (1,), "answers": (0, 4), "feedback": (1,)}
TABLES = tuple(_WIDTHS)


class Export:
    """Reads the lists and writes them. `mask` takes personal data out of what people typed."""

    def __init__(
        self,
        cases: CaseStore,
        questions: QuestionLists,
        book: AnswerBook,
        feedback: FeedbackStore,
        mask: Callable[[str], str],
    ) -> None:
        self._cases = cases
        self._questions = questions
        self._book = book
        self._feedback = feedback
        self._mask = mask

    def workbook(self) -> bytes:
        """All lists, a sheet each (.xlsx)."""
        book = Workbook(write_only=True)
        for table in TABLES:
            sheet: Any = book.create_sheet(say(f"sheets.{table}"))
            set_page(sheet, freeze="A2")
            pen = Pen(sheet, _WIDTHS[table], centred=_CENTRED[table])
            head = words(f"columns.{table}")
            pen.head(head)
            for row in self.rows(table):
                pen.row(row)
            pen.finish(1, len(head))
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def csv(self, table: str) -> bytes:
        """One list as CSV that Excel reads as UTF-8; a seeming formula gets an apostrophe."""
        content = io.StringIO()
        writer = csv.writer(content)
        writer.writerow(words(f"columns.{table}"))
        writer.writerows([_harmless(value) for value in row] for row in self.rows(table))
        return content.getvalue().encode("utf-8-sig", "replace")

    def rows(self, table: str) -> list[Row]:
        """The rows of one list."""
        return {
            "cases": self._case_rows,
            "questions": self._question_rows,
            "answers": self._answer_rows,
            "feedback": self._feedback_rows,
        }[table]()

    def _case_rows(self) -> list[Row]:
        cases = [*self._cases.listed(), *self._cases.listed(closed=True)]
        return [
            (
                case.id,
                say(f"channels.{case.channel}"),
                say(f"states.{case.state}"),
                case.headline,
                full_stamp(case.opened_at),
                full_stamp(case.taken_at),
                full_stamp(case.closed_at),
                say(f"by_{case.closed_by}") if case.closed_by else "",
                case.staff or "",
            )
            for case in cases
        ]

    def _question_rows(self) -> list[Row]:
        unanswered = self._questions.unanswered(removed=True)
        known = {question.text for group in unanswered for question in group.questions}
        repeated = [g for g in self._questions.repeated(removed=True) if g.lead.text not in known]
        return [_question_row(group) for group in [*unanswered, *repeated]]

    def _answer_rows(self) -> list[Row]:
        rows: list[Row] = []
        for entry in self._book.listed():
            cited = entry.citation
            basis = f"{cited.notice} {cited.clause}：{cited.quote}" if cited else ""
            approved = entry.approved_on
            rows.append(
                (
                    entry.id,
                    "\n".join(entry.questions),
                    entry.text,
                    basis,
                    say(f"answer_states.{entry.state}"),
                    f"{approved.astimezone(SHANGHAI):%Y-%m-%d}" if approved else "",
                    full_stamp(entry.changed_at),
                    self._book.history(entry.id)[-1].staff,
                )
            )
        return rows

    def _feedback_rows(self) -> list[Row]:
        return [
            (
                full_stamp(rated.at),
                say("yes_no.yes" if rated.helpful else "yes_no.no"),
                self._mask(rated.comment),
                self._mask(rated.question),
                self._mask(rated.answer),
            )
            for rated in self._feedback.latest(_MOST)
        ]


def _question_row(group: Group) -> Row:
    others = "\n".join(question.text for question in group.questions[1:])
    answered = say("answered_states.yes" if group.lead.answered else "answered_states.no")
    settled = group.lead.answered and group.work == "open"  # by the notices: nothing to do
    work = "" if settled else say(f"work_states.{group.work}")
    return (group.lead.text, group.count, others, full_stamp(group.last_at), answered, work)


def _harmless(value: str | int) -> str | int:
    if not isinstance(value, str):
        return value
    return f"'{value}"[:MAX_TEXT] if value.startswith(FORMULA_STARTS) else value[:MAX_TEXT]
