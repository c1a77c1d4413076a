"""What is taken back: 100张，不对，是120张. The first value is the one that it is not."""

import re
from itertools import pairwise

from forms.extraction import alternatives, final
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_DROPPED_CORRECTION = re.compile(
    r"不是[^，,。；\n]{1,20}[，,]?\s*(?:而|应该|应)?是"
    r"|(?:不|别)(?:填|写|用|要)[^，,。；\n]{1,20}[，,]\s*(?:就|改|应该)?(?:是|填|写|用)"
)
_DROPPED_AFTER = re.compile(r"[，,]\s*(?:而)?不是[^，,。；\n]{1,20}")
_BEFORE_AND_NOW = re.compile(
    r"(?:原来|以前|之前|原先|本来)(?:是|有|为)?[^，,。；\n]{1,12}[，,]?\s*(?:现在|目前|如今)(?:是|有|为|改成)?"
    r"|(?:原来|以前|之前|原先)(?:是|有)[^，,。；\n]{1,10}[，,]\s*\d{4}年[^，,。；\n]{0,8}[，,]\s*(?=后来)"
)
_FROM_TO = re.compile(
    r"[从由][^，,。；\n]{1,14}?(?:发展|壮大|扩|增|减|调|改|提|升|降|涨)(?:大|建|加|少|整|高|升)*(?:到|至|为|成)了?(?:现在|目前|如今)?的?"
)
_INCLUDING = re.compile(  # 连护工在内一共44人; 不含日托的15人，是84人
    r"加上[^，,。；\n\d]{1,10}?(?=[一总]?共(?:计|有)?\s*[\d一二两三四五六七八九十])"
    r"|(?:[，,]\s*)?(?:连|含|包括|包含|算上|加上)[^，,。；\n\d]{1,8}?在内"
    r"|(?:含|包括)[\u4e00-\u9fff]{1,6}?(?=[一总]?共(?:计|有)?\s*[\d一二两三四五六七八九十])"
    r"|(?:[，,]\s*)?(?:不含|不包括|不算|扣除|扣掉|刨去|去掉|减去)[^，,。；\n]{1,12}[人张个位名家](?:[，,]\s*|(?=是|还有|剩))(?=(?:是|为|共|有|还有|一共|实际)*\s*[\d一二两三四五六七八九十])"
)
_SELF_CORRECTION = re.compile(
    r"(?:[，,]|(?<!\s))\s*(?:(?:哦|噢|喔|啊|呀|哎呀?|呃|额|诶|等等|等下|等一下)+[，,]?\s*)?(?:那个|那项|这个|这项)?(?:(?:的|倒数|最)?[后前中间末尾]{1,2}[面尾]?[一二两三四五六]?[位个](?:数字?|字)?)?(?:我|刚才|之前){0,2}(?:不对|不准确|哦不|有误|[说写填弄选报记打搞输]错了?(?:[一两二三][个位])?|错了|[多少][写报填算说登录数]了\s*[\d一二两三四五六七八九十]*\s*[个人张名位]?[^，,。]{0,4}"
    r"|(?:少|多|漏)[打写填输报][一二两三]?[位个](?:数字?)?了?|换[人号]了?|换了|变了|改了|改名了?|[改更]正?一下|重新?发一下"
    r"|(?:其实|实际上)(?=(?:应该|一共|总共)?是\s*[\d一二两三四五六七八九十百]))[，,。：]?\s*"
    r"(?:现在|准确的|正确的|新的?号?码?|我们|其实|实际上?)?(?:应该是|应该选|应该|应为|应是|改回(?:到|成|为)?|改成|改为|是|(?<=[，,：])\s*(?=[\d一二三四五六七八九十百]))"
)


def drop_corrected_away(reader: Reader) -> None:
    """床位不是100张，是120张 / 100张，不对，是120张: the first value is what it is not."""
    for match in _SELF_CORRECTION.finditer(reader.work):
        clause = reader.clause_at(match.start() - 1)
        start = clause.start if clause else 0
        old = [t for t in reader.tokens if start <= t.start and t.end <= match.start()]
        begin = old[-1].start if old else match.start()
        end = match.end()
        right = _with_its_year(old[-1], reader.work[end:]) if old else None
        if right is not None:
            end += right[0]
        put = (right[1] if right else "").ljust(end - begin)
        reader.work = reader.work[:begin] + put[: end - begin] + reader.work[end:]
    _drop_said_anew(reader)
    final.drop_void(reader)
    _drop_named_again(reader)
    _drop_changed(reader)
    _drop_denied(reader)
    _say_none(reader)
    alternatives.note(reader)
    for match in _INCLUDING.finditer(reader.work):
        blank = " " * len(match.group())
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]
    for match in [*_BEFORE_AND_NOW.finditer(reader.work), *_FROM_TO.finditer(reader.work)]:
        blank = " " * len(match.group())
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]
    for match in _DROPPED_CORRECTION.finditer(reader.work):
        label = next((x for x in reader.labels if x.end == match.start()), None)
        types = {reader.form.fields[key].type for key in label.keys} if label else set()
        if re.search(r"\d|[一二三四五六七八九十百]{2,}", match.group()) or (
            types & {"text", "address"}
        ):
            reader.work = (
                reader.work[: match.start()] + " " * len(match.group()) + reader.work[match.end() :]
            )
    for match in _DROPPED_AFTER.finditer(reader.work):
        if re.search(r"\d|[一二三四五六七八九十百]{2,}", match.group()):
            reader.consume(match.start(), match.end())


_SAID_ANEW = re.compile(
    r"\s*[，,、]?\s*(?:嗯|哦|噢|喔|啊|呃|额|诶|哎呀?)*[，,]?\s*(?:不对|哦不|不不+|[说讲写填打记]错(?!的))[了啊哦]*[，,：\s]*(?:应该)?(?:是|有)?\s*"
    r"|\s*[，,、]?\s*(?:哦|噢|喔|啊|呃|哎呀?)*[，,]?\s*不[，,：\s]*"
)


def _drop_said_anew(reader: Reader) -> None:
    """床位一百二十张嗯不对一百三十张: the same sort of value right behind the 不对."""
    for old, new in pairwise(reader.tokens):
        alike = old.kind == new.kind and new.unit in (None, old.unit)
        if alike and _SAID_ANEW.fullmatch(reader.work[old.end : new.start]):
            reader.blank(old.start, new.start)


_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_AND_DAY = re.compile(rf"\s*({_SMALL}\s*月(?:份)?(?:\s*{_SMALL}\s*[日号])?)")


def _with_its_year(old: Token, after: str) -> tuple[int, str] | None:
    """2019年4月1日，不对，是4月11日: how much is read, and the date with the year that was said."""
    new = _MONTH_AND_DAY.match(after)
    if old.date is None or new is None:
        return None
    return new.end(), f"{old.date.value[:4]}年{new[1]}"


_NOT_ONE = re.compile(
    r"(?<![后第这那哪每另])(?:(?<!前)|(?<=目前))一[个位名张家次场条项件起样种](?P<what>[^\d，,。；\n]{0,8}?)[都也]?(?=没|未)"
)


def _say_none(reader: Reader) -> None:
    """一个社工都没有: one of something that there is not is no number."""
    for match in _NOT_ONE.finditer(reader.work):
        what = match["what"]
        blank = "  " + what + " " * (match.end() - match.end("what"))
        reader.work = reader.work[: match.start()] + blank + reader.work[match.end() :]


_NEAR = 4
_NO = re.compile(r"[，,\s]{0,3}(?:哦|噢|啊)?(?:不对|错了|[说写打报填]错了?|哦不)[，,：\s]{0,3}")


def _drop_named_again(reader: Reader) -> None:
    """护理80 不对护理是85: said anew under its own name."""
    for label, old in [(x, t) for x in reader.labels for t in reader.tokens if x.end <= t.start]:
        no = _NO.match(reader.work, old.end) if old.start - label.end <= _NEAR else None
        name = reader.work[label.start : label.end]
        if no is not None and reader.work.startswith(name, no.end()):
            reader.blank(label.start, no.end())


_CHANGED_TO = re.compile(
    r"\s*(?:这个|的|那)?(?:要|请|得|需要|现在)?(?:改回(?:到|成|为)?|改成|改为|改到|更正为|换成|调整为|变更为|变成|[再又](?:增加?|扩|升|涨)?到)\s*"
)


def _drop_changed(reader: Reader) -> None:
    """护士15改成17: the first value is the old one."""
    for old, new in pairwise(reader.tokens):
        gap = reader.work[old.end : new.start]
        if old.kind == new.kind and _CHANGED_TO.fullmatch(gap):
            reader.work = (
                reader.work[: old.start] + " " * (old.end - old.start) + reader.work[old.end :]
            )


_WRONG = re.compile(
    r"(?:的)?(?:名字|姓名|名称)?(?:写|填|报|说|弄|搞|登记|打)?(?:错了?|有误)[，,]\s*"
)
_NOT_BUT = re.compile(
    r"不是[^，,。；\n是]{2,12}?[，,]?(?:而)?是(?=[^，,。；\n]{2,12}(?:[，,。；\n]|$))"
)


def _drop_denied(reader: Reader) -> None:
    """联系人写错了，不是陈芳是陈方: what it is not stands between the name and what it is."""
    for label in reader.labels:
        wrong = _WRONG.match(reader.work, label.end)
        denied = _NOT_BUT.match(reader.work, wrong.end()) if wrong else None
        if wrong is not None and denied is not None:
            blank = " " * (denied.end() - label.end)
            reader.work = reader.work[: label.end] + blank + reader.work[denied.end() :]
