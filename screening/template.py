"""The list to fill in: headers, examples with their units, and what each cell may hold."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from eligibility import RuleSet
from forms import Field, Form
from screening.grid import MAX_ROWS
from screening.headers import NAME_FIELD
from screening.layout import BODY_FONT, BORDER, HEAD_FONT, Pen, set_page
from screening.wording import columns, say

HEAD_ROW = 4
_NEEDED = PatternFill("solid", start_color="F4B183")
_OPTIONAL = PatternFill("solid", start_color="E3E6E8")


def write_template(form: Form, rules: RuleSet) -> bytes:
    """The template as .xlsx bytes; `screen` reads its headers without any guessing."""
    fields = template_fields(form, rules)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = say("template_sheet")
    sheet["A1"] = say("template_title")
    sheet["A1"].font = Font(name=HEAD_FONT, size=14, bold=True)
    sheet["A2"] = say("template_lead")
    sheet["A2"].font = Font(name=BODY_FONT, size=10)
    for index, field in enumerate(fields, 1):
        _column(sheet, index, field, needed=_needed(field, rules))
    sheet.row_dimensions[HEAD_ROW - 1].height = 44
    sheet.row_dimensions[HEAD_ROW].height = 48
    set_page(sheet, freeze=f"B{HEAD_ROW + 1}")
    sheet.page_setup.fitToWidth = 4
    sheet.print_title_cols = "A:A"
    _help(book, fields, form)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template_fields(form: Form, rules: RuleSet) -> list[Field]:
    """The institution's name, then every field that feeds a fact of the rules."""
    facts = [f for f in form.fields.values() if f.fact in rules.facts and f.key != NAME_FIELD]
    return [form.fields[NAME_FIELD], *facts]


def _needed(field: Field, rules: RuleSet) -> bool:
    hard = field.fact is not None and rules.facts[field.fact].role == "hard"
    return field.key == NAME_FIELD or (hard and field.required)


def _column(sheet: Any, index: int, field: Field, *, needed: bool) -> None:
    letter = get_column_letter(index)
    unit = f"（{field.unit}）" if field.unit else ""
    head = sheet.cell(HEAD_ROW, index, f"{field.label}{unit}")
    head.font = Font(name=HEAD_FONT, size=10)
    head.fill = _NEEDED if needed else _OPTIONAL
    head.border = BORDER
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    example = sheet.cell(HEAD_ROW - 1, index, say("template_example", example=_example(field)))
    example.font = Font(name=BODY_FONT, size=9, italic=True, color="6B7671")
    example.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    long = field.type == "long_text"
    sheet.column_dimensions[letter].width = 30 if long or field.key == NAME_FIELD else 15
    validation = _validation(field)
    validation.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + MAX_ROWS}")
    sheet.add_data_validation(validation)
    if field.type == "partial_date":
        sheet.column_dimensions[letter].number_format = "@"  # so that 2019.10 keeps its 0


def _example(field: Field) -> str:
    if field.type == "yes_no":  # 发生过 alone would read as what is wanted
        return say("template_either", yes=field.yes_label, no=field.no_label)
    if field.type == "long_text":
        return f"{field.example[:14]}……"
    return f"{field.example}{field.unit or ''}"


def _validation(field: Field) -> DataValidation:
    """A warning, not a bar: “六成五” and “180张” are understood as well."""
    kinds: dict[str, dict[str, Any]] = {
        "yes_no": {"type": "list", "formula1": f'"{field.yes_label},{field.no_label}"'},
        "integer": {
            "type": "whole",
            "operator": "between",
            "formula1": f"{field.min or 0:g}",
            "formula2": f"{field.max if field.max is not None else 100_000:g}",
        },
        "percent": {
            "type": "decimal",
            "operator": "between",
            "formula1": "0",
            "formula2": "100",
        },
    }
    validation = DataValidation(allow_blank=True, **kinds.get(field.type, {}))
    validation.errorStyle = "warning"
    validation.promptTitle = field.short[:32]
    validation.prompt = field.question[:250]
    validation.errorTitle = field.short[:32]
    validation.error = f"{field.help[:150]}例：{_example(field)}"[:220]
    validation.showInputMessage = True
    validation.showErrorMessage = True
    return validation


def _help(book: Workbook, fields: list[Field], form: Form) -> None:
    sheet = book.create_sheet(say("template_help_sheet"))
    pen = Pen(sheet, [width for _, width in columns("help")], centred=(2,), keep=False)
    set_page(sheet, freeze="A2")
    pen.head([title for title, _ in columns("help")])
    for field in fields:
        citation = form.citations.get(field.key)
        quoted = f"{citation.clause}“{citation.quote}”" if citation else ""
        pen.row(
            [
                field.label,
                f"{field.question}{field.help}",
                field.unit or "",
                _example(field),
                quoted,
            ]
        )


__all__ = ["HEAD_ROW", "template_fields", "write_template"]
