"""The outline of a work report: what the notice asks for, word for word, and what is known."""

from forms import Form, field_types
from recommendation.model import Applicant
from recommendation.paper import Paper
from recommendation.program import Program, ReportFact
from recommendation.wording import say

NUMERALS = "一二三四五六七八九十"


def write_outline(applicant: Applicant, program: Program) -> bytes:
    """The outline as .docx."""
    table = applicant.table
    paper = Paper(say("report_title", name=applicant.name, title=table.data.title_word))
    paper.text(say("report_note", notice=program.policy.notice(program.data.notice).meta.cited_as))
    last = table.data.report[-1].facts[-1]
    for numeral, part in zip(NUMERALS, table.data.report, strict=False):
        clause = program.policy.clause(program.data.notice, program.fact(part.facts[0].fact).clause)
        heading = part.title or clause.heading.replace(",", "，")  # no quotation
        paper.heading(f"{numeral}、{heading}")
        for item in part.facts:
            citation = program.cite_fact(item.fact)
            paper.quote(say("quoted", clause=citation.clause, quote=citation.quote), leads=True)
            _known(paper, applicant, item)
            if item is not last:  # an empty line at the end may make a page of its own
                paper.room(1)
    return paper.finish()


def _known(paper: Paper, applicant: Applicant, item: ReportFact) -> None:
    """What the application says; room to write in all cases."""
    form, draft = applicant.table.form, applicant.application
    if form is not None and draft is not None:
        known = {key: draft.values[key] for key in item.fields if draft.values.get(key) is not None}
        texts = [key for key in known if form.fields[key].type == "long_text"]
        short = [_shown(form, key, value) for key, value in known.items() if key not in texts]
        if short:
            paper.text(say("report_figures", items=short))
        for key in texts:
            value = field_types.show(form.fields[key], known[key])
            paper.text(say("report_known", label=form.fields[key].short, value=value))
    paper.text(say("report_write"))


def _shown(form: Form, key: str, value: object) -> str:
    field = form.fields[key]
    return say("report_figure", label=field.short, value=field_types.show(field, value))
