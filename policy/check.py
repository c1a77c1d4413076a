"""`python -m policy.check [data/notices]`: check the notices and say in Chinese what is there.

Exit code 0 when everything holds, 1 with the file and the place when something does not.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from policy.base import PolicyBase, load
from policy.errors import NoticeError

DEFAULT = Path("data/notices")


def summary(policy: PolicyBase) -> str:
    """What is loaded, for the person who edits the notices."""
    lines = ["通知数据检查通过。"]
    for meta in policy.notices:
        notice = policy.notice(meta.id)
        clauses = sum(1 for top in notice.tree for _ in top.walk())
        kinds = Counter(entry.kind for entry in notice.entries.values())
        lines += [
            f"- {meta.cited_as}（{meta.id}，{meta.status}）：{meta.title}",
            f"  条款 {clauses} 条，事实 {len(notice.facts)} 条，"
            f"回答 {kinds['fact']} 个主题，通知没有规定的 {kinds['not_specified']} 个主题。",
        ]
    for name in policy.unstructured:
        lines.append(f"- {name}：只有原文，还没有整理，暂不据此回答。")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Check one folder of notices; the exit code."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    try:
        policy = load(folder)
    except NoticeError as problem:
        print("通知数据有问题，服务不会启动：", file=sys.stderr)
        print(f"  文件：{problem.file}", file=sys.stderr)
        if problem.place:
            print(f"  位置：{problem.place}", file=sys.stderr)
        print(f"  问题：{problem.problem_zh}", file=sys.stderr)
        return 1
    print(summary(policy))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
