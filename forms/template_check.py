"""Hold a form's Word template against its fields: every tag known, every field printed.

    python -m forms.template_check demonstration_institution_application

lists the tags a template may use and says what is wrong with the one that is there. The same check
runs when the service starts and in the tests, so that no applicant is the first to meet the error.
"""

import datetime
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from forms.definition import Field, Form
from forms.errors import FormError
from forms.loader import read_form
from forms.presentation import CHOICES, NUMBER, part_names
from forms.rendering import UNREADABLE, environment, form_tags, template_path
from forms.template_spec import FORMS_DIR, load_spec


@dataclass(frozen=True)
class TemplateReport:
    """`unknown`: tags that mean nothing; `unused`: fields or options that are never printed."""

    path: Path
    unknown: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Is the template complete and free of unknown tags?"""
        return not self.unknown and not self.unused

    def problem_zh(self) -> str:
        """What to put right, for whoever edits the Word file. Empty if nothing."""
        lines = []
        if self.unknown:
            lines.append(f"不认识的标记：{'、'.join(self.unknown)}。请对照标记清单改正拼写。")
        if self.unused:
            lines.append(
                f"没有用到的字段：{'、'.join(self.unused)}。"
                "请在模板中加上，或写进 template.yml 的 not_printed。"
            )
        return "\n".join(lines)


def require_template(form: Form, folder: Path | None = None) -> None:
    """Raise FormError if the form's template cannot be used as it is. For start-up."""
    report = check_template(form, folder)
    if not report.ok:
        raise FormError(str(report.path), "", report.problem_zh())


def check_template(form: Form, folder: Path | None = None) -> TemplateReport:
    """Compare template.docx with the fields. Raises FormError if it cannot be read at all."""
    folder = folder or form.folder
    path = template_path(form.id, folder)
    left_out = load_spec(form.id, folder).not_printed
    fields = every_field(form)
    strangers = [f"not_printed：{key}" for key in left_out if key not in fields]
    allowed = set(tags(form, folder))
    used = set(_used(path))
    unknown = sorted(used - allowed) + strangers
    unused = [
        name
        for key, field in fields.items()
        if key not in left_out and key.partition(".")[0] not in left_out
        for name in _not_printed(key, field, used)
    ]
    return TemplateReport(path, tuple(unknown), tuple(unused))


def tags(form: Form, folder: Path | None = None) -> dict[str, str]:
    """Every tag a template of this form may use (without braces), with its meaning."""
    spec = load_spec(form.id, folder or form.folder)
    known = {
        f"form.{name}": text for name, text in form_tags(form, spec, datetime.date.today()).items()
    }
    for key, table in form.fields.items():
        if table.table is not None:
            known[f"{key}.{NUMBER}"] = f"{table.label}：序号（在逐行循环中使用）"
    for key, field in every_field(form).items():
        known[key] = field.label
        options = {choice.key: choice.label for choice in field.choices}
        for part in part_names(field):
            meaning = f"“{options[part]}”前的方框" if part in options else _PARTS[part]
            meaning = meaning.format(yes=field.yes_label, no=field.no_label)
            known[f"{key}.{part}"] = f"{field.label}：{meaning}"
    return known


def every_field(form: Form) -> dict[str, Field]:
    """Every field by the tag that prints it; a column of a table is `table.column`."""
    found: dict[str, Field] = {}
    for key, field in form.fields.items():
        found[key] = field
        for column in field.table.columns if field.table else ():
            found[f"{key}.{column.key}"] = column
    return found


_PARTS = {
    "value": "只有数字，不带单位",
    "year": "年",
    "month": "月",
    "day": "日",
    "yes": "“{yes}”前的方框",
    "no": "“{no}”前的方框",
    "label": "所选项的名称",
    "missing": "必填而未选时的提示",
}


def _not_printed(key: str, field: Field, used: set[str]) -> Iterator[str]:
    """The field itself, or those of its options that the template leaves out."""
    if key in used:
        return
    parts = {name for name in part_names(field) if f"{key}.{name}" in used}
    if not parts:
        yield key
    elif field.type in CHOICES and "label" not in parts:
        yield from (f"{key}.{c.key}" for c in field.choices if c.key not in parts)


def _used(path: Path) -> Iterator[str]:
    """What the template names: `key`, or `key.part` where it asks for a part.

    A part of a row is named by its table: `row.director` in a loop over `institutions` is
    `institutions.director`.
    """
    for xml in _parts_xml(path):
        try:
            tree = environment().parse(xml)
        except TemplateSyntaxError as exc:
            raise FormError(str(path), "", f"模板中的标记不完整（{exc.message}）。") from exc
        attributes: list[nodes.Getattr | nodes.Getitem] = [
            *tree.find_all(nodes.Getattr),
            *tree.find_all(nodes.Getitem),
        ]
        owners = {id(node.node) for node in attributes}
        names = list(tree.find_all(nodes.Name))
        loops = {name.name for name in names if name.ctx != "load"}
        rows = dict(_rows_of_loops(tree))
        for node in attributes:
            dotted = _dotted(node, rows)
            if id(node) not in owners and dotted.partition(".")[0] not in loops:
                yield dotted
        for name in names:
            if name.ctx == "load" and id(name) not in owners and name.name not in loops:
                yield name.name


def _rows_of_loops(tree: nodes.Node) -> Iterator[tuple[int, str]]:
    """Of each use of a loop's variable (by its identity): what the loop goes over."""
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name):
            for part in loop.body:
                for name in part.find_all(nodes.Name):
                    if name.name == loop.target.name:
                        yield id(name), loop.iter.name


def _dotted(node: nodes.Node, rows: Mapping[int, str]) -> str:
    """`a.b` of an attribute expression; `?` for what is no plain name."""
    if isinstance(node, nodes.Name):
        return rows.get(id(node), node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node, rows)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_dotted(node.node, rows)}.{node.arg.value}"
    return "?"


def _parts_xml(path: Path) -> Iterator[str]:
    if not path.exists():
        raise FormError(
            str(path),
            "",
            "还没有模板文件。template.yml 里写了 built 的，请运行 "
            f"python -m forms.template_builder {path.parent.name}；"
            "有官方 Word 表格的，请另存为这个文件。",
        )
    try:
        template = DocxTemplate(str(path))
        template.init_docx()
        yield template.patch_xml(template.get_xml())
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            for _, part in template.get_headers_footers(uri):
                yield template.patch_xml(template.get_part_xml(part))
    except UNREADABLE as exc:
        raise FormError(
            str(path), "", "打不开这个模板。请用 Word 另存为“.docx”格式（不是 .doc 或 .docm）。"
        ) from exc


def main(arguments: list[str]) -> int:
    """Print tags and result. Exit status 0 if the template is in order, 1 if not, 2 for misuse."""
    if len(arguments) != 1:
        print("用法：python -m forms.template_check <表格编号>")
        return 2
    try:
        data = read_form(FORMS_DIR / arguments[0] / "form.yml")
        form = Form(data, content_hash="", citations={})
        for tag, meaning in tags(form).items():
            print(f"{{{{ {tag} }}}}\t{meaning}")
        report = check_template(form)
    except (FormError, ValueError) as error:
        print(error)
        return 1
    print()
    print(report.problem_zh() or f"模板没有问题：{report.path}")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
