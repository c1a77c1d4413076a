"""YAML that knows where everything stands and refuses a key written twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from policy.errors import NoticeError

T = TypeVar("T")
Place = tuple[str | int, ...]

FastLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it (ten times as fast), else the plain one."""

_PROBLEMS = {
    "missing": "缺少必须填写的项",
    "extra_forbidden": "不认识这一项，请检查拼写",
    "literal_error": "取值不在允许的范围内",
    "union_tag_invalid": "kind 的取值不认识",
    "union_tag_not_found": "缺少 kind",
    "string_type": "应当是文字（数字、日期样的文字请加引号）",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不符合要求（标识只用小写字母、数字和下划线）",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "list_type": "应当是列表",
    "too_short": "至少要有一项",
    "model_type": "应当是若干“项: 值”",
    "model_attributes_type": "应当是若干“项: 值”",
    "dict_type": "应当是若干“项: 值”",
    "date_from_datetime_parsing": "日期应写成 2025-11-30",
    "date_parsing": "日期应写成 2025-11-30",
    "date_type": "日期应写成 2025-11-30",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "decimal_parsing": "应当是数字",
    "decimal_type": "应当是数字",
}


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: plain data, and the line (from 1) on which each part begins."""

    path: Path
    data: Any
    lines: Mapping[Place, int]

    def place(self, where: Place) -> str:
        """`第12行 facts → 3（city_deadline）→ until`, as exact as the file allows."""
        known = where
        while known and known not in self.lines:
            known = known[:-1]
        names: list[str] = []
        node = self.data
        for step in where:
            name = f"第{step + 1}项" if isinstance(step, int) else step
            if isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
                label = _name_of(node)
                name += f"（{label}）" if label else ""
            elif isinstance(node, dict) and step in node:
                node = node[step]
            names.append(name)
        return f"第{self.lines.get(known, 1)}行" + (f" {' → '.join(names)}" if names else "")

    def fail(self, where: Place, problem_zh: str) -> NoticeError:
        """The error for a place in this file."""
        return NoticeError(self.path, self.place(where), problem_zh)

    def parse(self, kind: type[T] | Any) -> T:
        """The data as `kind` (anything pydantic understands); refuses with file and place."""
        try:
            result: T = TypeAdapter(kind).validate_python(self.data)
        except ValidationError as exc:
            problems = exc.errors()
            first = next((p for p in problems if p["type"] == "extra_forbidden"), problems[0])
            where = tuple(step for step in first["loc"] if self._is_step(first["loc"], step))
            text = _PROBLEMS.get(first["type"])
            if text is None:
                text = first["msg"] if first["type"] == "value_error" else "值不符合要求"
                text = text.removeprefix("Value error, ")
            raise self.fail(where, text) from exc
        return result

    def _is_step(self, loc: tuple[int | str, ...], step: int | str) -> bool:
        """Whether a step of pydantic's location is a place (tags of unions are not)."""
        if isinstance(step, int) or step == loc[-1]:
            return True
        return any(step in place for place in self.lines)


def _name_of(node: Any) -> str:
    if isinstance(node, dict):
        for key in ("id", "topic", "path", "name"):
            if isinstance(node.get(key), str):
                return str(node[key])
    return ""


def read_yaml(path: Path) -> YamlFile:
    """Read one file; NoticeError when it is missing, not UTF-8, not YAML or has a double key."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise NoticeError(path, "", "找不到这个文件") from exc
    except UnicodeDecodeError as exc:
        raise NoticeError(path, f"第{exc.start}字节", "不是 UTF-8 编码，请另存为 UTF-8") from exc
    lines: dict[Place, int] = {}
    loader = FastLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise NoticeError(path, "第1行", "文件是空的")
        data = _build(loader, node, (), lines, path)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark
        place = f"第{mark.line + 1}行第{mark.column + 1}列" if mark else ""
        raise NoticeError(path, place, "YAML 写法有误，请检查缩进、冒号和引号") from exc
    except (yaml.YAMLError, ValueError) as exc:
        raise NoticeError(path, "", "YAML 写法有误") from exc
    finally:
        loader.dispose()
    return YamlFile(path, data, lines)


def _build(
    loader: yaml.SafeLoader, node: yaml.Node, where: Place, lines: dict[Place, int], path: Path
) -> Any:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if key in result:
                line = key_node.start_mark.line + 1
                raise NoticeError(path, f"第{line}行 {key}", "同一处把这一项写了两次")
            result[key] = _build(loader, value_node, (*where, key), lines, path)
            lines[(*where, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*where, i), lines, path) for i, item in enumerate(node.value)]
    return loader.construct_object(node, deep=True)
