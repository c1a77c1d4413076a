"""Enumerations of names and of values: 床位和护理床位分别是120张和80张, 医疗和备案都是2019年."""

import re
from typing import TypeVar

from forms.extraction.fitting import candidates
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

LIST = re.compile(r"[、和及与跟]|以及|加上")


Found = TypeVar("Found", Label, Token)


def take_respectively(reader: Reader) -> None:
    """床位和护理床位分别是120张和80张 / 2018年和2019年分别拿的医疗许可证和养老备案."""
    for match in re.finditer("分别", reader.work):
        before, after = match.start(), match.end()
        by_label = (
            run_before(reader.labels, before, reader),
            run_after(reader.tokens, after, reader),
        )
        by_value = (
            run_after(reader.labels, after, reader),
            run_before(reader.tokens, before, reader),
        )
        for labels, values in (by_label, by_value):
            if len(labels) != len(values) or len(labels) < 2:
                continue
            matched = [(candidates(reader, x, t), t) for x, t in zip(labels, values, strict=True)]
            foreign = [label.foreign for label in labels]
            if all(fields or other for (fields, _), other in zip(matched, foreign, strict=True)):
                for (fields, token), other in zip(matched, foreign, strict=True):
                    if not other:
                        reader.put_token(fields[0], token)
                start = min(labels[0].start, values[0].start)
                reader.consume(start, max(labels[-1].end, values[-1].end))
                break


_ALL_ARE = re.compile(r"[^，,。；\n]{0,6}?(?:都|均|全|同|各)(?:是|为|在|于|有)?(?:在)?\s*")


def take_all_the_same(reader: Reader) -> None:
    """医疗和备案都是2019年拿的: the value belongs to every label of the enumeration before it."""
    for token in list(reader.tokens):
        run = run_before(reader.labels, token.start, reader)
        if len(run) < 2 or not _ALL_ARE.fullmatch(reader.work[run[-1].end : token.start]):
            continue
        matched = [candidates(reader, label, token)[:1] for label in run]
        if all(matched):
            for fields in matched:
                reader.put_token(fields[0], token)
            reader.consume(run[0].start, token.end)


_GOT_BOTH = re.compile(
    r"\s*(?:就|才|已|同时|一起|先后)*(?:取得|拿到|办理|办好|办下来|获得|领到|获批)了?的?\s*"
)


def take_got_together(reader: Reader) -> None:
    """2016年取得执业许可证和养老备案: one day, and all the papers that were got on it."""
    for token in [t for t in reader.tokens if t.kind == "date"]:
        run = run_after(reader.labels, token.end, reader)
        if len(run) < 2 or not _GOT_BOTH.fullmatch(reader.work[token.end : run[0].start]):
            continue
        if "先后" in reader.work[token.end : run[0].start]:
            continue
        named = [x for x in run if LIST.search(reader.work[x.start - 2 : x.start]) or x is run[0]]
        matched = [candidates(reader, label, token)[:1] for label in named]
        behind = reader.work[named[-1].end : reader.clause_end(named[-1].start)]
        if len(named) < 2 or not all(matched) or re.search(r"\S", behind.strip("。的证书回执")):
            continue
        for fields in matched:
            reader.put_token(fields[0], token)
        reader.consume(token.start, named[-1].end)


def _joined(reader: Reader, first: Label | Token, second: Label | Token) -> bool:
    between = reader.work[first.end : second.start].strip()
    return between == "" or LIST.fullmatch(between) is not None or between in ("，", ",")


def run_before(items: list[Found], position: int, reader: Reader) -> list[Found]:
    """The enumeration that ends before `position`."""
    before = [x for x in items if x.end <= position]
    run = before[-1:]
    for item in reversed(before[:-1]):
        if not _joined(reader, item, run[0]):
            break
        run.insert(0, item)
    return run


def run_after(items: list[Found], position: int, reader: Reader) -> list[Found]:
    """The enumeration that begins after `position`."""
    after = [x for x in items if x.start >= position]
    run = after[:1]
    for item in after[1:]:
        if not _joined(reader, run[-1], item):
            break
        run.append(item)
    return run
