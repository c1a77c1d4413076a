"""Reads `forms/<form_id>/form.yml` and refuses whatever is not right, naming file and place."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from forms.definition import (
    STANDING,
    AtMost,
    AtMostSum,
    CitationLike,
    ClauseSource,
    EmptyWhen,
    Field,
    Form,
    FormData,
    Share,
    SharedName,
    SumAtMost,
)
from forms.errors import FormError
from policy.yamlfile import FastLoader

NUMERIC = ("integer", "decimal", "percent")


class _Loader(FastLoader):  # type: ignore[misc, valid-type]
    """YAML that refuses the same key twice in one mapping."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            line = key_node.start_mark.line + 1
            raise yaml.constructor.ConstructorError(None, None, f"第{line}行：“{key}”写了两次")
        seen.add(key)
    made: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return made


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The file's content. Raises FormError for a missing, unreadable or doubly keyed file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise FormError(str(path), "", "文件不存在或无法读取，请检查文件名和编码。") from exc
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.constructor.ConstructorError as exc:
        raise FormError(str(path), "", f"{exc.problem}，请只保留一处。") from exc
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f"第{mark.line + 1}行" if mark else ""
        raise FormError(str(path), place, "不是正确的 YAML 格式，请检查缩进和冒号。") from exc


def load_forms(directory: Path, policy: ClauseSource) -> dict[str, Form]:
    """Every form folder under `directory`, by form id.

    `policy` verifies that each clause and quote is in the form's notice.
    """
    forms: dict[str, Form] = {}
    for path in sorted(directory.glob("*/form.yml")):
        form = load_form(path, policy)
        if form.id != path.parent.name:
            raise FormError(str(path), "id", f"“{form.id}”与文件夹名“{path.parent.name}”不一致。")
        forms[form.id] = form
    if not forms:
        raise FormError(str(directory), "", "没有找到任何表格（form.yml）。")
    return forms


def read_form(path: Path) -> FormData:
    """What a form.yml says, its clauses not yet looked up. Raises FormError."""
    raw = read_yaml(path)
    try:
        data = FormData.model_validate(raw)
    except ValidationError as exc:
        first = exc.errors()[0]
        raise FormError(str(path), _place(raw, first["loc"]), problem_of(first)) from exc
    for place, problem in _inconsistencies(data):
        raise FormError(str(path), place, problem)
    return data


def load_form(path: Path, policy: ClauseSource) -> Form:
    """One form from its form.yml."""
    data = read_form(path)
    content = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return Form(
        data,
        content_hash=content,
        citations=_citations(path, data, policy),
        folder=path.parent,
    )


def _citations(path: Path, data: FormData, policy: ClauseSource) -> Mapping[str, CitationLike]:
    found: dict[str, CitationLike] = {}
    if data.standing is not None:
        try:
            cited = policy.cite(data.notice, data.standing.clause, data.standing.quote)
        except Exception as exc:
            raise FormError(str(path), "standing", "通知中找不到所写的条款或原文。") from exc
        found[STANDING] = cited
    for key, field in _every_field(data):
        if field.clause is None:
            continue
        try:
            found[key] = policy.cite(data.notice, field.clause, field.quote)
        except Exception as exc:
            raise FormError(
                str(path), f"字段 {key}", f"通知中找不到条款“{field.clause}”或所引原文。"
            ) from exc
    return found


def _every_field(data: FormData) -> Iterable[tuple[str, Field]]:
    """Every field with its key; a column as `table.column`."""
    for field in (field for group in data.groups for field in group.fields):
        yield field.key, field
        for column in field.table.columns if field.table else ():
            yield f"{field.key}.{column.key}", column


def _place(raw: Any, loc: tuple[int | str, ...]) -> str:
    """`groups.1.fields.0.type` with the field's own key where it has one."""
    names: list[str] = []
    here = raw
    for part in loc:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        named = here.get("key") or here.get("id") if isinstance(here, dict) else None
        names.append(f"{part}（{named}）" if named else str(part))
    return ".".join(names)


def problem_of(error: Any) -> str:
    """What pydantic found wrong, for whoever writes the data."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return "不认识这一项，请检查拼写。"
    if kind == "missing":
        return "缺少这一项。"
    if kind in ("literal_error", "union_tag_invalid"):
        expected = error.get("ctx", {})
        allowed = expected.get("expected") or expected.get("expected_tags", "")
        given = error.get("input") if kind == "literal_error" else ""
        return f"不认识“{given}”，可用的有：{allowed}。"
    return _WRONG_SHAPES.get(kind) or f"格式不对（{error['msg']}）。"


_WRONG_SHAPES = {
    **dict.fromkeys(("string_type",), '要写成文字；数字和日期请加引号，例如 "120"。'),
    **dict.fromkeys(("int_type", "int_parsing", "float_type", "float_parsing"), "要写成数字。"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "要写 true 或 false。"),
    **dict.fromkeys(("tuple_type", "list_type"), "要写成列表，例如 [甲, 乙]。"),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type"),
        "要写成一项一项的“名称: 内容”，例如 {key: high, label: 高}。",
    ),
}
"""What is wrong with the shape of an entry, by the reader's name for it."""


def _inconsistencies(data: FormData) -> Iterable[tuple[str, str]]:
    fields: dict[str, Field] = {}
    for group in data.groups:
        for field in group.fields:
            if field.key in fields:
                yield f"字段 {field.key}", "这个字段写了两次，请只保留一处。"
            fields[field.key] = field
    for group_id, count in Counter(group.id for group in data.groups).items():
        if count > 1:
            yield f"分组 {group_id}", "这个分组编号写了两次。"
    for group in data.groups:
        if len(group.fields) > 1 and any(field.type == "table" for field in group.fields):
            yield f"分组 {group.id}", "表格字段要单独成一组。"
    yield from _whole(data.shared_names, data.checks, fields)
    if data.checking is not None and data.rule_set is None:
        yield "checking", "要自查就要写明 rule_set。"
    if data.checking is not None and (day := data.checking.day) is not None:
        if day not in fields or fields[day].type != "date":
            yield "checking", f"day 所指的“{day}”不是一个日期（date）字段。"
        elif not data.checking.day_wanted:
            yield "checking", "写了 day 就要写 day_wanted：没有这个日期时怎样说。"
    for field in fields.values():
        yield from _table_problems(field)
    names = {n for f in fields.values() for n in (f.label, f.short, *f.aliases)}
    for context in data.contexts:
        for name in (context.alias, context.means):
            if name not in names:
                yield f"contexts {context.alias}", f"没有“{name}”这个说法。"


def _whole(
    shared_names: Iterable[SharedName], checks: Iterable[Any], fields: Mapping[str, Field]
) -> Iterable[tuple[str, str]]:
    """What must hold for the fields of a form, and for the columns of a table alike."""
    shared_names = tuple(shared_names)
    for field in fields.values():
        yield from _field_problems(field, fields)
    yield from _ambiguous_names(shared_names, fields.values())
    for shared in shared_names:
        unknown = [key for key in (*shared.fields, *shared.names) if key not in fields]
        if unknown:
            yield f"shared_names {shared.id}", f"没有“{'、'.join(unknown)}”这些字段。"
        elif set(shared.names) != set(shared.fields):
            yield f"shared_names {shared.id}", "names 要给每个字段写一个名称。"
        elif len({fields[key].type for key in shared.fields}) > 1:
            yield f"shared_names {shared.id}", "这些字段的类型不一样，不能共用一个说法。"
    for check in checks:
        yield from _check_problems(check, fields)


def _table_problems(field: Field) -> Iterable[tuple[str, str]]:
    place, table = f"字段 {field.key}", field.table
    if (field.type == "table") != (table is not None):
        yield place, "表格内容（table）只能写在表格字段上，表格字段必须有 table。"
    if table is None:
        return
    columns: dict[str, Field] = {}
    for column in table.columns:
        if column.key in columns or column.key == "number":
            yield place, f"栏目“{column.key}”写了两次，或与序号（number）重名。"
        if column.type in ("table", "long_text"):
            yield place, f"栏目“{column.key}”不能是{column.type}。"
        columns[column.key] = column
    if table.name not in columns:
        yield place, f"name 所指的栏目“{table.name}”不存在。"
    if table.min_rows > table.max_rows:
        yield place, "min_rows 不能大于 max_rows。"
    for where, problem in _whole(table.shared_names, table.checks, columns):
        yield f"{place}：{where}", problem


def _ambiguous_names(
    shared_names: Iterable[SharedName], fields: Iterable[Field]
) -> Iterable[tuple[str, str]]:
    """A name of two fields of one type would always be read as the first of them."""
    owners: dict[tuple[str, str], str] = {}
    for field in fields:
        names = {field.label, field.short, *field.aliases, *field.loose_aliases}
        for name in sorted(names):
            owner = owners.setdefault((name, field.type), field.key)
            together = any({owner, field.key} <= set(s.fields) for s in shared_names)
            if owner != field.key and not together:
                yield f"字段 {field.key}", f"“{name}”也是字段 {owner} 的说法，分不清是哪一项。"


def _field_problems(field: Field, fields: Mapping[str, Field]) -> Iterable[tuple[str, str]]:
    place = f"字段 {field.key}"
    for name, other in (("of", field.of), ("same_as", field.same_as)):
        if other is not None and other not in fields:
            yield place, f"{name} 所指的字段“{other}”不存在。"
    conditions = (field.ask_if.field, *field.ask_if.or_fields) if field.ask_if else ()
    for key in conditions:
        if key not in fields:
            yield place, f"ask_if 所指的字段“{key}”不存在。"
    for key in field.implies:
        if key not in fields:
            yield place, f"implies 所指的字段“{key}”不存在。"
    for key, value in ((k, v) for told in field.tells.values() for k, v in told.items()):
        if key not in fields or value not in {choice.key for choice in fields[key].choices}:
            yield place, f"tells 所指的字段或选项“{key}：{value}”不存在。"
    if field.type == "yes_no":
        if not all(isinstance(key, bool) for key in field.fact_values):
            yield place, "是否题的 fact_values 只能写 true 和 false。"
    elif field.fact_values and set(field.fact_values) != {choice.key for choice in field.choices}:
        yield place, "fact_values 要给每个选项写一个值。"
    if (field.type in ("choice", "multi_choice")) != bool(field.choices):
        yield place, "选项（choices）只能写在选择题上，选择题必须有选项。"
    labels = Counter(word for choice in field.choices for word in (choice.label, *choice.synonyms))
    doubled = [word for word, count in labels.items() if count > 1]
    if doubled:
        yield place, f"选项的说法重复：{'、'.join(doubled)}。"
    for pattern in (p for choice in field.choices for p in choice.told_by):
        if _bad_pattern(pattern):
            yield place, f"told_by 不是有效的正则表达式：{pattern}"
    if field.shape is not None and _bad_pattern(field.shape):
        yield place, f"shape 不是有效的正则表达式：{field.shape}"
    if (field.stated_by or field.denied_by) and field.type != "yes_no":
        yield place, "stated_by、denied_by 只能写在是否题上。"
    if field.inside and field.type != "choice":
        yield place, "inside 只能写在选择题上。"
    if field.sayings and field.type != "integer":
        yield place, "sayings 只能写在整数上。"
    if field.verdict_of is not None and (field.type != "text" or field.asked or field.required):
        yield place, "写了 verdict_of 的栏目要是 text，asked 和 required 都要是 false。"
    if field.quote is not None and field.clause is None:
        yield place, "写了原文（quote）就要写条款（clause）。"


def _bad_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return True
    return False


def _check_problems(check: Any, fields: Mapping[str, Field]) -> Iterable[tuple[str, str]]:
    place = f"checks {check.id}"
    match check:
        case AtMost():
            keys, numeric = [check.left, check.right], True
        case AtMostSum():
            keys, numeric = [check.left, *check.right], True
        case SumAtMost():
            keys, numeric = [*check.left, check.right, check.ask], True
        case Share():
            keys, numeric = [check.part, check.whole, check.share], True
        case EmptyWhen():
            keys, numeric = [check.field, *check.empty], False
        case _:  # pragma: no cover - the loader's union has no other member
            raise AssertionError(check)
    for key in keys:
        if key not in fields:
            yield place, f"没有“{key}”这个字段。"
        elif numeric and fields[key].type not in NUMERIC:
            yield place, f"“{key}”不是数字，不能这样比较。"
