"""Fill a form's Word template.

What people typed is data in here and nowhere else: it is escaped for XML and for the template
engine alike, so that `<b>`, `{{ 7*7 }}` or `&amp;` stand in the document as they were typed.
"""

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forms import mark_runs
from forms.cleaning import clean
from forms.definition import Form
from forms.errors import FormError
from forms.pdf import PdfError, to_pdf
from forms.presentation import Shown, shown_fields
from forms.read_back import ReadBackError, read_back
from forms.template_spec import FORMS_DIR, TemplateSpec, load_spec

__all__ = [
    "UNREADABLE",
    "PdfError",
    "ReadBackError",
    "document_filename",
    "environment",
    "filename_part",
    "form_tags",
    "read_back",
    "render_docx",
    "template_path",
    "to_pdf",
]

# What python-docx, its zip reader and lxml raise for a file that is no sound .docx.
UNREADABLE = (
    OSError,
    KeyError,
    ValueError,
    RuntimeError,
    BadZipFile,
    PackageNotFoundError,
    SyntaxError,  # lxml's errors are of this kind
)
_NOT_IN_FILENAMES = re.compile(r'[\\/:*?"<>|\s{}\x00-\x1f.]+')


def template_path(form_id: str, folder: Path | None = None) -> Path:
    """Where a form's Word template lies."""
    return (folder or FORMS_DIR / form_id) / "template.docx"


def environment() -> SandboxedEnvironment:
    """The template engine: a tag that means nothing is an error, never a silent blank."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_finalize)


def render_docx(
    form: Form, values: Mapping[str, Any], today: date, *, folder: Path | None = None
) -> bytes:
    """The form's Word document with these values, dated `today`.

    `folder` is the form's folder (default: the one it was read from). Raises FormError if the
    template cannot be used.
    """
    folder = folder or form.folder
    path = template_path(form.id, folder)
    spec = load_spec(form.id, folder)
    context: dict[str, Any] = dict(shown_fields(form, values, spec.marks))
    context["form"] = Shown("", form_tags(form, spec, today))
    try:
        template = DocxTemplate(str(path))
        template.render(context, environment())
        mark_runs.even(template.docx.element.body, spec.marks.checked, spec.marks.unchecked)
        written = io.BytesIO()
        template.save(written)
    except TemplateError as exc:
        raise FormError(str(path), "", f"模板中的标记有误（{exc.message}）。") from exc
    except UNREADABLE as exc:
        raise FormError(str(path), "", "模板不是可用的 Word 文件（.docx）。") from exc
    return written.getvalue()


def form_tags(form: Form, spec: TemplateSpec, today: date) -> dict[str, str]:
    """The tags that are not fields: `{{ form.title }}` and so on."""
    return {
        "title": form.title,
        "attachment": form.attachment,
        "note": spec.note or form.layout_note,
        "today": f"{today.year}年{today.month}月{today.day}日",
    }


def document_filename(
    form: Form, values: Mapping[str, Any], extension: str = "docx", *, folder: Path | None = None
) -> str:
    """The name to save the document under: the form's title and who applies."""
    spec = load_spec(form.id, folder or form.folder)
    who = filename_part(str(values.get(spec.filename_field) or ""))
    return f"{form.title}（{who}）.{extension}" if who else f"{form.title}.{extension}"


def filename_part(text: str) -> str:
    """Typed text as part of a file name that every system takes; may be empty."""
    return _NOT_IN_FILENAMES.sub("", clean(text))[:60]


def _finalize(value: Any) -> Any:
    """What the engine writes for a tag: text in which nothing is markup any more."""
    if isinstance(value, Undefined):
        return value  # let StrictUndefined speak
    return word_text(str(value))


def word_text(text: str) -> Markup:
    """Typed text as XML character data for docxtpl.

    Control characters go; each line becomes a paragraph (docxtpl's \\a); braces are written as
    character references, because docxtpl rewrites some runs of braces after rendering.
    """
    kept = clean_lines(text)
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("{", "&#123;"),
                            ("}", "&#125;"), ("\n", "\a")):  # fmt: skip
        kept = kept.replace(sign, reference)
    return Markup(kept)


def clean_lines(text: str) -> str:
    """Without what XML cannot hold; white space at the ends is kept."""
    marked = f"|{text}|"  # clean() trims
    return clean(marked)[1:-1]
