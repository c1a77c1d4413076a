"""What is left out by its name: 党政重视这段先不写, 跳过县政府联系人, 最后几段自评先空着."""

import re

from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction.clauses import is_question, of_ours
from forms.extraction.lexicon import lexicon_of

_LATER = (
    r"(?:跳过|略过|空着|留空|不填写?|不写"
    r"|(?:以后|后面|回头|晚点|等会儿?|待会儿?|过后|最后)再(?:填|写|说|补|弄)(?:写|充)?)"
)
_NOT_KNOWN = (
    r"(?:我们?|还|都|暂时|目前|一时|手头)*(?:不(?:太)?知道|不(?:太)?清楚|不确定|记不清|记不得|忘了|忘记"
    r"|想不起来|找不到|没带|没查到)"
)
_WHICH = (
    r"(?:具体)?(?:是|叫)?(?:谁|多少|什么(?:名字)?|啥|哪(?:年|天|个月?|位)|几(?:号|月|张|人|个))"
    r"(?:来着|的)?"
)
_SOFTLY = r"(?:我们?|请|帮我|那|就|先|都|也|还是|暂时|目前|全部?|[，,\s])*"
_PART = r"(?:的|这|那|几|一|两|[二三四五六七八2-9]|[段项条个栏]|部分|内容|栏目)*"
_WHAT, _END = r"(?P<what>[^，,。；;]{2,40}?)", r"[了吧的。！~ ]*"
_AFTER = re.compile(
    rf"{_SOFTLY}{_WHAT}{_PART}{_SOFTLY}(?:{_LATER}|{_NOT_KNOWN})(?:{_SOFTLY}{_LATER})?{_END}"
)
_BEFORE = re.compile(rf"{_SOFTLY}{_LATER}{_WHAT}{_PART}{_END}")
_WHICH_IT_IS = re.compile(rf"{_WHICH}(?={_SOFTLY}{_NOT_KNOWN}{_END}$)")
"""联系人是谁我忘了: asks nothing."""
_AROUND = re.compile(
    r"^(?:最后|后面|剩下|所有|全部|其他|那|这|的|几|[二三四五六七八2-9两]|[段项条个])+"
)
_BETWEEN = re.compile(r"[、和与及跟\s]+|以及|还有|自评|部分|情况")


def left_out(form: Form, text: str) -> list[Field]:
    """The fields that the whole message names and leaves out for now; a question names none."""
    folded = _WHICH_IT_IS.sub("", fold(text).strip())
    if is_question(of_ours(form, folded)):
        return []
    for pattern in (_AFTER, _BEFORE):
        if (found := pattern.fullmatch(folded)) and (fields := _named(form, found["what"])):
            return fields
    return []


def _named(form: Form, what: str) -> list[Field]:
    """The fields that these words name and nothing else; those of a group by its title."""
    labels = [x for x in lexicon_of(form).labels(what) if x.keys and not x.foreign]
    rest = what
    for label in reversed(labels):
        rest = rest[: label.start] + rest[label.end :]
    if labels and not _BETWEEN.sub("", rest):
        keys = {key for label in labels for key in label.keys}
        return [f for key, f in form.fields.items() if key in keys and f.table is None and f.asked]
    called = _AROUND.sub("", what)
    groups = [g for g in form.groups if len(called) > 1 and called in g.title]
    if len(groups) != 1:
        return []
    return [field for field in groups[0].fields if field.table is None and field.asked]
