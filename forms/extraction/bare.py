"""Values said without a label go to what was asked, in its order, when they fit and stand alone."""

import re

from forms import field_types
from forms.definition import Field
from forms.errors import UnclearValue
from forms.extraction import left_open
from forms.extraction.clauses import Clause
from forms.extraction.fitting import fits
from forms.extraction.pairing import AUTHORITY, CONNECTOR
from forms.extraction.reader import READ, Reader
from forms.extraction.shared_values import ask_of_which, ask_which
from forms.extraction.tokens import Token
from forms.field_types.base import refusal, unclear
from forms.state import Rejection

_FILLER = re.compile(
    r"大概|大约|差不多|左右|可以|能够|一共|总共|共|是的|应该是|应该|就是|是|有|我们|我院|这边|这里|那边|那里|目前|现在|的|了|呢|吧|哦|嗯|啊|呀|好的|那"
    r"|分别|约|多|以上|以下|上下|出头|几|要到|等到|得到|自?查的|检查的|取得|备的案?|拿到|办下来|批下来|下来|办的|拿的|批的|于|在|为|改回(?:到|成|为)?|改成|改为|填|写|具体几[月号日]?(?:我)?(?:记不(?:得|清楚|清)|忘)了?|年?底|年?初|前后|来|名|位|个|张|人|总数|总的|总计|合计|到了|达到|就|才|也|结果|第一次|发证|首次|最早|初次|头一次|具体|得分|准确|另外?|单独|还|和|及|与|、|第|选|项|上|下"
)

NUMERIC = ("integer", "decimal", "percent", "partial_date", "date", "postcode", "uscc")


def take(reader: Reader) -> None:
    """Numbers, shares and dates whose clause holds nothing else."""
    if _is_list(reader):
        return
    bare = standing_alone(reader)
    fields = reader.open(NUMERIC)
    family = _family(reader, fields)
    fitting = [t for t in bare if family and fits(family[0], t, labelled=True)]
    if len(family) > 1 and len(reader.tokens) == 1:
        token = reader.tokens[0]
        both = re.fullmatch(
            r"\s*(?:近)?(?:这)?(?:两|2|二)?年?(?:都|均)(?:是|为|在|有)?\s*",
            reader.work[: token.start],
        )
        if (
            both
            and fits(family[0], token, labelled=True)
            and re.fullmatch(
                r"(?:办|拿|批|发|取得)?(?:下来)?[的了。吧\s]*", reader.work[token.end :]
            )
        ):
            for field in family:
                reader.put_token(field, token)
            reader.consume(0, token.end)
            return
    if len(family) > 1 and len(fitting) == 1 and left_open.named(reader, fitting[0]) is None:
        ask_which(reader, family, fitting[0], fitting[0].raw)
        reader.consume(fitting[0].start, fitting[0].end)
        return
    filled = sum(f.key in reader.result.values for f in reader.expecting if f.type in NUMERIC)
    said_again = len(bare) != len(fields)
    for number, token in enumerate(bare):
        if said_again and any(_same_count(token, t) for t in bare[:number]):
            reader.consume(token.start, token.end)  # 120张吧，嗯，120
            continue
        fitting_fields = [f for f in reader.open(NUMERIC) if fits(f, token, labelled=True)]
        if (named := left_open.named(reader, token)) is not None:
            fitting_fields = [named]  # 医生走了两个，现在6个: not another of those asked
        total = _said_as_total(reader, token) and any(f.total for f in reader.expecting)
        if total and (named is None or left_open.planned_before(reader, token)):
            fitting_fields = [f for f in fitting_fields if f.total]
        elif named is None and any(_said_as_total(reader, t) for t in bare):
            fitting_fields = [f for f in fitting_fields if not f.total]  # 在编18，聘用47，共65人
        if fitting_fields and _lacks_its_words(reader, fitting_fields[0], token):
            continue
        if fitting_fields and (named is not None or _in_turn(reader, fitting_fields, bare, filled)):
            reader.put_token(fitting_fields[0], token)
            reader.consume(token.start, token.end)
        elif len(fitting_fields) > 1 and len(bare) == 1 and not filled:
            alike = [f for f in fitting_fields if f.type == fitting_fields[0].type]
            ask_of_which(reader, alike, token)
    left = [t for t in reader.tokens if t.kind in ("number", "percent", "date")]
    open_ = reader.open(NUMERIC)
    if len(left) == 1 and len(open_) == 1 and not reader.labels and len(reader.expecting) == 1:
        _perhaps(reader, open_[0], left[0])


def _lacks_its_words(reader: Reader, field: Field, token: Token) -> bool:
    """去年满意度测评98.3分 is no day on which a title was lost: only what says so tells of it."""
    if token.kind != "date" or not field.told_with or len(reader.clauses) == 1:
        return False
    implied = [key for key, value in field.told("").items() if value is True]
    if any(reader.result.values.get(key) is True for key in implied):
        return False
    said = any(word in reader.folded for word in field.told_with)
    return len(reader.expecting) > 1 and not said


def _in_turn(reader: Reader, fields: list[Field], bare: list[Token], filled: int) -> bool:
    """Is the value one of as many as were asked, or the first of them, which is asked first?"""
    asked = [f for f in reader.expecting if f.type in NUMERIC]
    field = fields[0]
    alike = [f for f in asked if f.type == field.type]
    told = [t for t in bare if t.number is not None or t.kind == "date"]
    if len(asked) > 1 and _too_many(told, len(asked)):
        return False
    if len(asked) < 2 or field.total:
        return True
    if field is asked[0] and (len(alike) < 2 or len(told) + filled > 1):
        return True
    return len(told) + filled >= len(alike)


def _too_many(told: list[Token], asked: int) -> bool:
    """65，8，15，30, where two shares were asked: the list answers another question."""
    plain = [t for t in told if t.kind == "number" and t.unit is None]
    return len(plain) == len(told) > asked


def _same_count(one: Token, other: Token) -> bool:
    if one.number is None or other.number is None:
        return False
    return one.kind == other.kind and one.number.value == other.number.value


def _is_list(reader: Reader) -> bool:
    """1、2、4 to a question for one count: refused, not read as its first number."""
    fields = reader.expecting
    if len(fields) != 1 or fields[0].type not in ("integer", "decimal", "percent"):
        return False
    if re.fullmatch(r"\s*第?\d{1,3}(?:\s*[、，,和及]\s*第?\d{1,3})+\s*", reader.work) is None:
        return False
    reason = refusal("one_number", fields[0]).reason_zh
    reader.result.rejected.append(Rejection(fields[0].key, reader.original.strip(), reason))
    reader.consume(0, len(reader.work))
    return True


def _said_as_total(reader: Reader, token: Token) -> bool:
    clause = reader.clause_at(token.start)
    before = reader.folded[clause.start : token.start] if clause else ""
    return re.search(r"一共|总共|合计|总计|总数|总的|全部|共(?:有|计|是)?\s*$", before) is not None


_ISSUED = re.compile(r"(?:发证|颁发|签发|批准|落款)(?:日期|时间)(?:是|为|：)?\s*$")


def carried_over(reader: Reader) -> None:
    """许可证号……，2019年6月取得: a date alone belongs to what was named just before it."""
    alone = standing_alone(reader)
    issued = [t for t in reader.tokens if _ISSUED.search(reader.work[: t.start])]
    for token in [t for t in reader.tokens if t.kind == "date" and t in (*alone, *issued)]:
        before = [p for p in reader.placed if p[0] < token.start]
        if not before:
            continue
        group = reader.form.group_of[max(before)[1]]
        said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
        dates = [f for f in group.fields if f.type in ("partial_date", "date")]
        known = str(reader.result.values.get(dates[0].key, "")) if len(dates) == 1 else ""
        if known and token.date and token.date.value.startswith(f"{known}-"):
            del reader.result.values[dates[0].key]  # 16年就有了，具体16年10月
            said.discard(dates[0].key)
        if len(dates) == 1 and dates[0].key not in said:
            reader.put_token(dates[0], token)
            reader.consume(token.start, token.end)


def _family(reader: Reader, fields: list[Field]) -> list[Field]:
    """Expected fields that only differ in what one bare value cannot say (year, certificate)."""
    for shared in reader.form.shared_names:
        found = [f for f in fields if f.key in shared.fields]
        if len(found) > 1:
            return found
    return []


_OF_OTHER_THINGS = ("岁", "元", "万元", "平方米", "平米", "㎡", "台", "间", "套", "分", "级")


def standing_alone(reader: Reader) -> list[Token]:
    """The tokens in whose clause nothing else is said; each clause is looked at once."""
    within: dict[Clause, list[Token]] = {}
    for token in reader.tokens:
        clause = reader.clause_at(token.start)
        if clause is not None and not clause.asks:
            within.setdefault(clause, []).append(token)
    alone = {token for clause, tokens in within.items() for token in _alone(reader, clause, tokens)}
    return [token for token in reader.tokens if token in alone]


_FORMULA = re.compile(r"^\s*[=+@]|\d\s*[+*×÷=]\s*\d")
"""=1+1: nothing that was said of anything."""


def _alone(reader: Reader, clause: Clause, tokens: list[Token]) -> list[Token]:
    """The tokens of one clause beside which it holds filling words at most."""
    other = [token for token in tokens if token.unit in _OF_OTHER_THINGS]
    if len(other) > 1 or _FORMULA.search(reader.folded[clause.start : clause.end]):
        return []
    may_stand = _of_today(reader, other or tokens)  # 80岁以上的66人: not all of those asked about
    chars = list(reader.work[clause.start : clause.end])
    for token in tokens:
        within = min(token.end, clause.end) - token.start  # a date may reach past its clause
        start = token.start - clause.start
        chars[start : start + within] = [" "] * within
    residue = "".join(chars).replace(READ, "")
    if _follows_a_loss(reader, clause):
        residue = _LEFT.sub("", residue)
    of_a_date = re.sub("[上下]半年", "", AUTHORITY.sub("", residue))  # 2020年10月在区卫健局备的
    nothing = {
        is_date: _says_nothing(of_a_date if is_date else residue) for is_date in (True, False)
    }
    return [token for token in may_stand if nothing[token.kind == "date"]]


_ALL_OF_THEM = re.compile(r"[都均]")


def _of_today(reader: Reader, tokens: list[Token]) -> list[Token]:
    """Without the year that another value is of (去年72%), that value, and 两个都."""
    tokens = [
        t
        for t in tokens
        if t.unit != "个" or _ALL_OF_THEM.match(reader.work, t.end) is None or t.kind != "number"
    ]
    tokens = [t for t in tokens if not _of_two_years(reader, t)]
    counts = [t for t in tokens if t.kind in ("number", "percent")]
    years = [t for t in tokens if t.date is not None and len(t.date.value) == 4 and not t.date.bare]
    if not counts or not years:
        return tokens
    past = any(t.date is not None and t.date.value < str(reader.today.year) for t in years)
    return [t for t in tokens if t not in years and not (past and t in counts)]


_TWO_YEARS = re.compile(r"[两二2]年(?:的|来)?(?:合起来|综合|总的)?(?:平均|均)|年均")


def _of_two_years(reader: Reader, token: Token) -> bool:
    """两年平均82.6%, where each year was asked: the share of neither."""
    years = [f for f in reader.expecting if f.year is not None]
    clause = reader.clause_at(token.start)
    shares = [t for t in reader.tokens if t.kind == "percent"]
    told = any(f.key in reader.result.values for f in years)
    if clause is None or token.kind != "percent" or len(years) < 2 or not (told or shares[1:]):
        return False
    return _TWO_YEARS.search(reader.folded[clause.start : token.start]) is not None


_LEFT = re.compile(r"(?:还|只|就)*(?:剩下?|余下?)")
_LOST = re.compile(r"走|拆|减|撤|退|辞|离职|离开|调离|调出|出院|去世|过世|搬|转")


def _follows_a_loss(reader: Reader, clause: Clause) -> bool:
    """走了两个护士，剩11个: what is left is the count of today."""
    before = [c for c in reader.clauses if c.end <= clause.start and c.sentence == clause.sentence]
    return (
        bool(before) and _LOST.search(reader.folded[before[-1].start : before[-1].end]) is not None
    )


def _says_nothing(residue: str) -> bool:
    if not re.sub(r"[\s\W_]", "", _FILLER.sub("", residue)):
        return True
    return CONNECTOR.fullmatch(residue) is not None


_BY_THEN = re.compile(  # 得等到2021年9月底, 2021年底前改好
    rf"(?:底|末|初|之?前|以前|以内|内|左右|改好|改完|整改|完成|到位|解决|做好|弄好|落实|得|要|等|到|在|争取|力争|计划|预计|打算|准备|最迟|能|会|可以|才|都|全部?|了|的|吧|[\s{READ}])*"
).fullmatch


def _perhaps(reader: Reader, field: Field, token: Token) -> None:
    """A sentence around the only number there is: offered back, not assumed."""
    if not fits(field, token, labelled=token.unit is None):
        return
    clause = reader.clause_at(token.start)
    if clause is None or clause.asks:
        return
    around = reader.work[clause.start : token.start] + reader.work[token.end : clause.end]
    if field.type in ("date", "partial_date") and not field.not_future and _BY_THEN(around):
        reader.put_token(field, token)
        reader.consume(clause.start, clause.end)
        return
    try:
        reader.put_token(field, token)
        value = reader.result.values.pop(field.key, None)
        reader.result.understood = [u for u in reader.result.understood if u[0] != field.key]
        if value is not None:
            shown = field_types.show(field, value)
            raise unclear("is_value", field, value, shown=shown)
    except UnclearValue as exc:
        reader.doubt_guess(field, token.raw, exc)
    reader.consume(token.start, token.end)


def by_unit(reader: Reader) -> None:
    """4类6项 where only kinds were asked or named: the unit says which field of the group it is."""
    keys = [*(field.key for field in reader.expecting), *reader.result.values]
    asked = {reader.form.group_of[key].id for key in keys}
    for token in [t for t in reader.tokens if t.unit is not None and t.unit != "个"]:
        said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
        fields = [
            field
            for group in reader.form.groups
            if group.id in asked
            for field in group.fields
            if field.type == "integer" and field.unit == token.unit
        ]
        if len(fields) == 1 and fields[0].key not in said and _is_meant(reader, token):
            reader.put_token(fields[0], token)
            reader.consume(token.start, token.end)


_EVERYTHING = ("人", "家", "张")  # what other things are counted in, too


def _is_meant(reader: Reader, token: Token) -> bool:
    """户籍人口44.2万人 is not the only count of people that was asked."""
    if token.unit not in _EVERYTHING:
        return True
    clause = reader.clause_at(token.start)
    start = clause.start if clause else 0
    others = [t.end for t in reader.tokens if start <= t.start and t.end <= token.start]
    before = reader.work[max([start, *others]) : token.start]
    return _says_nothing(before.rsplit(READ, 1)[-1])
