"""Adding to a text that is there: 环境设施自评后面再加一句：新增了无障碍坡道。"""

import re

from forms.cleaning import fold
from forms.definition import Form
from forms.extraction.lexicon import lexicon_of
from forms.state import State

_ADDS = re.compile(
    r"(?:那[块段里]|这[块段里]|的|栏|里面?|后面?|最后|末尾|后头|面)*(?:请|帮我|给我|再|还要?|也|另外|[，,])*"
    r"(?:补充?|加|添|续)(?:上|进|写|充)?(?:[一1两]?[句段条点]话?|一下)?(?:说明|内容)?[：:，,]?\s*(?P<what>\S[\s\S]{3,})"
)
_QUOTES = "“”\"'「」"
_ENDS = "。！？；;.!?"


def added(form: Form, state: State, text: str) -> tuple[str, str] | None:
    """The long text that a message adds to, and what it is then; None where it adds to none."""
    folded = fold(text)
    if len(folded) != len(text):
        return None
    for label in lexicon_of(form).labels(folded):
        keys = [k for k in label.keys if form.fields[k].type == "long_text"]
        found = _ADDS.match(folded, label.end)
        if len(keys) != 1 or found is None or not state.values.get(keys[0]):
            continue
        before = str(state.values[keys[0]]).rstrip()
        more = text[found.start("what") :].strip().strip(_QUOTES)
        joint = "" if before.endswith(tuple(_ENDS)) else "；"
        return keys[0], f"{before}{joint}{more}"
    return None
