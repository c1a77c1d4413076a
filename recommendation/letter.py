"""The letter of recommendation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forms.loader import read_yaml
from forms.phrases import fill
from recommendation.filling import fill_docx
from recommendation.model import Recommendation
from recommendation.program import FOLDER, Program, Table
from recommendation.wording import say

WORDS = FOLDER / "letter" / "letter.yml"
TEMPLATE = FOLDER / "letter" / "template.docx"


def write_letter(
    recommendation: Recommendation, program: Program, template: Path = TEMPLATE
) -> bytes:
    """The letter as .docx: whom it recommends, what is attached; seal and date stay blank."""
    words: dict[str, Any] = read_yaml(WORDS)
    meta = program.policy.notice(program.data.notice).meta
    present = [table for table in program.tables if recommendation.of(table)]
    sender = recommendation.sender
    context = {
        "notice_title": meta.title,
        "notice_number": meta.cited_as,
        "addressee": meta.issuer,
        "titles": "和".join(table.data.title_word for table in present),
        "recommended": "，".join(_recommended(recommendation, table, words) for table in present),
        "we": sender.city.we if sender.city else words["blank_we"],
        "organ": sender.city.organ if sender.city else words["blank_organ"],
        "contact": sender.contact or words["blank"],
        "phone": sender.phone or words["blank"],
        "annexes": [
            {
                "lead": words["annexes_first" if number == 1 else "annexes_next"],
                "number": number,
                "title": title,
            }
            for number, title in enumerate(_annexes(recommendation, program, present), 1)
        ],
    }
    return fill_docx(template, context)


def _recommended(recommendation: Recommendation, table: Table, words: dict[str, Any]) -> str:
    names = "、".join(one.name or words["blank"] for one in recommendation.of(table))
    return fill(words["one"], names=names, title=table.data.title_word)


def _annexes(
    recommendation: Recommendation, program: Program, present: Sequence[Table]
) -> list[str]:
    """What the notice wants with the letter, in the order of the package.

    Of several applicants the letter itself has the names; here it says how many papers there are.
    """
    kinds = [
        (program.fact(table.data.application_fact).values["title"], recommendation.of(table))
        for table in present
    ]
    kinds.append((program.data.documents.report, list(recommendation.applicants)))
    papers = []
    for title, applicants in kinds:
        if len(applicants) == 1:
            papers.append(say("annex_of", title=title, name=applicants[0].name))
        else:
            papers.append(say("annex_several", title=title, count=len(applicants)))
    return [*(table.title for table in present), *papers]
