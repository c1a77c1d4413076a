"""Is a clause a yes or a no, to what it names or to what was asked?"""

import re

from forms.definition import Field
from forms.errors import UnclearValue
from forms.extraction import plainly, problems
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.ordinals import ALL
from forms.extraction.reader import READ, Reader
from forms.extraction.yes_no_values import REST, has_tokens, set_all, yes_no_fields
from forms.field_types.options import polarity

_OTHER_MATTER = re.compile(  # 备案回执上没编号, 医保取消了: neither a yes nor a no
    r"没有?(?:编号|号码?|日期|时间|原件|复印件|印章|盖章|带|找到)|取消了|停[了用]|[被暂]停|中止|终止|注销|吊销|退出"
)


FINE = re.compile(r"(?:都|也|全)?没(?:有|啥|什么|任何)?(?:大)?问题")  # 康复没问题: a yes


_BARELY = re.compile(r"简单|稍微|略|偶尔|有时|少量|一点|一些|不多|不全")
_STILL = re.compile(r"[没未不](?:有)?(?:被|曾)?(?:过期|到期|失效|取消|注销|吊销|撤|中断|间断|停)")
_ONCE = re.compile(
    r"(?:以前|之前|原来|原先|过去|早先|曾经?)(?:是|有|做|办|开|定点|提供)过?[的了]?$"
)
_SO_SO = re.compile(r"不(?:太|大|怎么|够|是很|算)")


_IN_ORDER = re.compile(
    r"(?<!有)(?:都|全|均|也|还|挺|很|蛮|基本|没问题|、|〇)(?:是|很|挺|还|算)*(?:好|正常|合格|达标|到位|健全|规范|符合|可以|不错|行|过关|没事)[的了吧。]*\s*$"
)


def _asked_for(reader: Reader, fields: list[Field]) -> bool:
    """院感没改完, where it was asked whether it is mended, tells of no other problem."""
    return not reader.expecting or any(field in reader.expecting for field in fields)


_LACKING = re.compile(r"没有([\u4e00-\u9fff]{2,6})的")
_NOT_LACKING = re.compile(r"(?:没有?|不存在|未|无)(?:出现|发生|发现|过)*(?=[没未不])")
"""没有不及时报告的: two denials are none."""


_NOT_YET = re.compile(r"(?:还)?没有?(?:下来|批|办好|拿到|办下来|通过|办成|办完)")


_BUT = re.compile(r"^\s*(?:就是|只是|但是|可是|不过|只不过)")


_BUT_NOT = re.compile(
    r"(?:有|[做建开办搞设]了?)(?:是有)?(?:但是?|不过|只是|就是)(?:还|都|也)?[没未]"
)
"""健康档案有但没共享: neither plainly so nor plainly not so."""


_BUT_FOR = re.compile(r"除了?[^，,。；]{1,14}?(?:以外|之外|外)(?!包|聘|送|请)")
"""除了安宁疗护外都有: the exception, which is judged by itself."""
_SHORT_ANSWER = 6


_EVIDENT = re.compile(
    r"^(?:也|都|已经?)?〇(?:好|过|完)?了|[写做填弄改][好完]|正在|申请|有|没|无|未|开展|提供|具备|发生|取得|办|拿|建立|做|搞|是|否|能|被|通过|出过|备案了"
)


def answer_of(
    reader: Reader, clause: Clause, labels: list[Label], meant: list[Field]
) -> bool | None:
    text = reader.work[clause.start : clause.end]
    for label in labels:
        text = text.replace(reader.work[label.start : label.end], "〇")
    text = REST.sub("", text)
    concerned = [f for label in labels for f in yes_no_fields(reader, label)]
    concerned = concerned or meant or reader.expecting
    if not any("问题" in field.question for field in concerned):
        text = FINE.sub("可以", text)
    elif _IN_ORDER.search(text):
        return False  # 别的都好: without problems
    elif labels and problems.is_about_problems(concerned):
        found = problems.found(text) if _asked_for(reader, concerned) else None
        if found or (found := problems.is_wrong(text)) is not None:
            return found
        if _asked_for(reader, concerned) and (
            problems.is_lack(text) or problems.something_else(text)
        ):
            return None
    if not labels:
        text = _BUT_FOR.sub("", text)
    if not labels and (len(text.strip()) > 16 or has_tokens(reader, clause)):
        return None
    asked = any(f in reader.expecting for label in labels for f in yes_no_fields(reader, label))
    if (printed := _as_printed(concerned, text)) is not None:
        return printed
    if len(concerned) == 1 and (lacking := _LACKING.match(concerned[0].label)):
        text = _NOT_LACKING.sub("", text) if lacking[1] in text else text
        if lacking[1] in text:  # 都及时报告了, where what was not reported in time is asked
            return re.search(rf"[没未不]有?(?:能)?{lacking[1]}", text) is not None
    if labels and not asked and not _EVIDENT.search(text):
        return None
    if _BUT_NOT.search(text):
        return None
    if len(labels) > 1 and _is_mixed(reader, clause, labels):
        return None
    if labels and (re.search(r"如果|要|需要|应", text) or _OTHER_MATTER.search(text)):
        return None
    if asked and _SO_SO.search(text) and not ALL.search(text):
        return None  # 内部考核不太规范: asked back as halfway
    if not labels and _BARELY.search(text):
        return None  # 其他简单做做: neither plainly so nor not
    if labels and _STILL.search(text):
        return None  # 备案没有过期: no denial of it
    if labels and _ONCE.search(text):
        return None  # 医保以前是: of then
    try:
        return polarity(_BUT.sub("", text).replace("〇", "、").strip("、 "))
    except UnclearValue as exc:
        if _NOT_YET.search(reader.work[clause.start : _sentence_end(reader, clause)]):
            return False
        fields = [f for label in labels for f in yes_no_fields(reader, label)] or reader.open(
            ["yes_no"]
        )
        if len(fields) == 1:
            raw = reader.original[clause.start : clause.end]
            named = UnclearValue(f"{fields[0].short}：{exc.reason_zh}", exc.guess)
            reader.doubt_guess(fields[0], raw, named)
            reader.consume(clause.start, clause.end)
        return None


def _is_mixed(reader: Reader, clause: Clause, labels: list[Label]) -> bool:
    """考核有、团队还没建、信息没共享: behind one name a yes, behind another a no; not all alike."""
    ends = [*(x.start for x in labels[1:]), clause.end]
    found = set()
    for label, end in zip(labels, ends, strict=True):
        try:
            found.add(polarity(reader.work[label.end : end].replace(READ, " ")))
        except UnclearValue:
            continue
    return {True, False} <= found


def _as_printed(fields: list[Field], text: str) -> bool | None:
    """安全生产那项改成已纳入: the answer in the words of the form."""
    if not fields or len(text) > 16:
        return None
    words = {(f.yes_label, f.no_label) for f in fields}
    if len(words) != 1:
        return None
    (yes, no), *_ = words
    said = re.fullmatch(
        rf"[〇、\s]*(?:[这那]?一?[项条个]|[，,]|也|都|就|应该?|现在|改|成|为|填|写|选|是|的)*({yes}|{no})[了的吧]*",
        text,
    )
    return said[1] == yes if said and len(yes) > 1 and len(no) > 1 else None


def each_its_own(reader: Reader, clause: Clause, labels: list[Label]) -> bool:
    """制度有、考核有、团队还没建: the labels have answers of their own, not all alike.

    A label that nothing follows shares the answer of the next one (医保、长护险没有).
    """
    if len(labels) < 2:
        return False
    starts = sorted({x.start for x in reader.labels} | {clause.end})
    ends = [next(at for at in starts if at >= min(x.end, clause.end)) for x in labels]
    told: list[tuple[Label, str]] = []
    for label, end in zip(labels, ends, strict=True):
        text = _unread(reader.work[label.end : end])
        if told and told[-1][0].keys == label.keys:  # 信息没共享: one name in two parts
            told[-1] = (told[-1][0], told[-1][1] + text)
        else:
            told.append((label, text))
    said = [text for _, text in told]
    given: list[bool | None] = []
    for text in reversed(said):
        if not text and given:
            given.insert(0, given[0])
            continue
        try:
            answer = polarity(text) if len(text) <= _SHORT_ANSWER else None
        except UnclearValue:
            return False
        given.insert(0, plainly.judged(text) if answer is None else answer)
    if any(answer is None for answer in given) or len(set(given)) < 2:
        return False
    if any(ALL.search(text) or REST.search(text) or plainly.is_halfway(text) for text in said):
        return False
    for (label, _), answer in zip(told, given, strict=True):
        set_all(reader, [label], bool(answer), clause)
    reader.consume(clause.start, clause.end)
    return True


def _unread(text: str) -> str:
    """What stands before the first character that is read already."""
    return text.split(READ, 1)[0].strip(" ，、")


def _sentence_end(reader: Reader, clause: Clause) -> int:
    return max(c.end for c in reader.clauses if c.sentence == clause.sentence)
