"""Fill a Word template; what people wrote is text there and nothing else."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from forms import FormError
from forms.rendering import UNREADABLE, environment


def fill_docx(path: Path, context: Mapping[str, Any]) -> bytes:
    """The template with these values. Raises FormError if it cannot be used."""
    try:
        template = DocxTemplate(str(path))
        template.render(dict(context), environment())
        written = io.BytesIO()
        template.save(written)
    except TemplateError as error:
        raise FormError(str(path), "", f"模板中的标记有误（{error.message}）。") from error
    except UNREADABLE as error:
        raise FormError(str(path), "", "模板不是可用的 Word 文件（.docx）。") from error
    return written.getvalue()
