"""某护理院（以下简称护理院）: a bracket with another name of the same is no part of the name."""

import re

from forms.extraction.lexicon import words

_ANOTHER_NAME = re.compile(
    r"(?<=[\u4e00-\u9fff])（(?:以下)?(?:统?简称|下称|又名|又称|别称|俗称|加挂|挂牌|同时挂牌|对外挂牌|挂|曾用名|原名|原为|原|前身)[^（）]{0,40}）"
)


def smoothed(text: str) -> str:
    """`text` (folded), as long as before, with a stop for each such bracket behind a name."""
    for match in _ANOTHER_NAME.finditer(text):
        if text[: match.start()].endswith(words().organisation_ends):
            stop = "，".ljust(len(match.group()))
            text = text[: match.start()] + stop + text[match.end() :]
    return text
