"""Do the Word templates print everything? An office may have put files of its own there."""

import io
from datetime import date

from docx import Document
from docx.oxml.ns import qn

from forms import FormError
from recommendation import summary
from recommendation.letter import TEMPLATE, write_letter
from recommendation.model import Applicant, Recommendation, Sender
from recommendation.program import City, Program, Table

_DAY = date(2025, 8, 7)  # no template prints it


def require_templates(program: Program) -> None:
    """Raises FormError for a template with an unknown tag, or one that leaves something out."""
    marks = {name: f"〔{name}〕" for name in ("unit", "organ", "contact", "phone")}
    city = City(name="", unit=marks["unit"], organ=marks["organ"])
    sender = Sender(city, marks["contact"], marks["phone"])
    for table in program.tables:
        recommendation = Recommendation(sender, [_marked(table)], _DAY)
        docx = summary.write_docx(recommendation, table, program)
        wanted = {name: marks[name] for name in ("unit", "contact", "phone")}
        wanted |= {key: f"〔{key}〕" for column in table.data.columns for key in column.fields}
        _all_printed(docx, wanted, str(table.folder / "template.docx"))
        # Whoever writes a letter may word it otherwise: only what changes has to be in it.
        named = {name: marks[name] for name in ("organ", "contact", "phone")}
        named |= {"recommended": f"〔{table.data.name_field}〕", "item.title": table.title}
        _all_printed(write_letter(recommendation, program), named, str(TEMPLATE))


def _marked(table: Table) -> Applicant:
    return Applicant(table, "", {key: f"〔{key}〕" for key in table.fields})


def _all_printed(docx: bytes, wanted: dict[str, str], file: str) -> None:
    body = Document(io.BytesIO(docx)).element.body
    text = "".join(node.text or "" for node in body.iter(qn("w:t")))
    missing = [name for name, mark in wanted.items() if mark not in text]
    if missing:
        raise FormError(file, "", f"模板没有印出这些内容：{'、'.join(missing)}。请加上相应的标记。")
