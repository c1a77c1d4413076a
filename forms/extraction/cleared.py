"""What is to be empty again: 删掉失智人数, 把邮编清空."""

import re

from forms.extraction.reader import Reader

_CLEAR = re.compile(r"(?:把)?(?:请)?(?:删掉|删除|清空|清除|去掉|划掉)\s*$")


def take(reader: Reader) -> None:
    """删掉失智人数 / 把邮编清空."""
    for label in [x for x in reader.labels if x.keys]:
        clause = reader.clause_at(label.start)
        if clause is None:
            continue
        before, after = reader.work[clause.start : label.start], reader.work[label.end : clause.end]
        if (_CLEAR.search(before) and not after.strip("吧了的 ")) or (
            before.strip() in ("", "把") and _CLEAR.fullmatch(after.strip("吧了 "))
        ):
            reader.result.cleared += [key for key in label.keys][:1]
            reader.consume(clause.start, clause.end)
