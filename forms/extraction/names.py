"""Does this look like a person, an organisation, a place, a reference number?"""

import re

from forms.extraction.lexicon import words
from forms.partial_dates import scan_dates

_HAN = r"\u4e00-\u9fff"
_ORGANISATION_LEAD = re.compile(
    r"^(?:(?:名称|名字)?不变|还是|仍是|[\u4e00-\u9fff]{1,4}上(?:面)?(?:(?:刻|写|印|挂|登记)[的着]?(?:名称|名字|全称)?[是为]?|是)|(?:医疗|养老)(?:机构|这[边块]|那[边块])?的?(?:名称|名字|全称)(?:是|叫|为)|喂|嗯|呃|哦|那个|这个|就是|然后|你好|您好|目前|\s)*(?:\d{4}年(?:\d{1,2}月)?)?(?:就|才)?(?:现在|如今|后来|已)?(?:[改更]名(?:为|叫|成)|现[名称](?:是|为|叫)?|改?叫)?(?:(?:我们|咱们|我院|咱院|本院|我|咱|本)?(?:这家|这个|这边|这里|那边)?(?:是|这边是|这里是|单位|机构|医院|养老院|护理院|敬老院|福利院|院里|院|家)?(?:的)?(?:名称|名字|全称|全名|大名)?(?:就是|是叫|是|叫做|叫|为)?\s*[：]?\s*)"
)
_NO_NAME = re.compile(
    r"[不没未我你他她这那很都还]|今天|明天|昨天|电话|暂时|处理|出差|休假|变更|更换|全权|待定|已经|负责|[曾原现别小本]用?名|麻烦|谢谢|感谢|辛苦|拜托|劳烦|打扰|印发|出台|制定|下发|发文|转发|批复|审批|主持|召开|牵头|组织|同上|一样|相同|本人"
)
_NOT_IN_NAMES = re.compile(
    r"(?:怎么|什么|多少|没有|不知道|写错|错了|已经|还没|可以|需要|应该|电话|手机|填|请|[是吗呢])"
)


_TAKES_CARE = re.compile(  # 肖丽华主持工作
    r"(?<=[\u4e00-\u9fff]{2})(?:[两三]个人的?|在?主持|主持|代理|接任|接手|接替|分管|主管|负责|来负责|在负责|牵头|介绍|表示|透露|告诉记者|对接|联系|管理?|管事)(?:全面|日常)?(?:工作|业务|事务|这块|这边|申报|填报|填表|的)*$"
)
_RELATION = re.compile(
    r"^(?:我们?|他|她)的?(?:老板|领导|大姐|侄女|侄子|表[哥姐弟妹]|同事|爱人|老婆|老公|妻子|丈夫|儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?|搭档|助手|爸爸?|妈妈?|父亲|母亲|岳父|岳母|叔叔?|舅舅?|本人|自己)"
    r"|^我(?=[\u4e00-\u9fff]{2,3}$)"
    r"|^(?:同事|爱人)(?=[\u4e00-\u9fff]{2})"
)


_OFFICE_AND_NAME = 16
_SHORTEST_WHOLE = 2


_ENDS_OF_OFFICES = ("室", "局", "科", "处", "股", "部", "办", "委", "院", "站", "县", "区")


def small_words() -> frozenset[str]:
    """Words that are never an answer to a question for a text."""
    return words().small


def titles() -> tuple[str, ...]:
    """Offices and forms of address: 院长, 女士."""
    return words().titles


def person_in(text: str) -> str | None:
    """The name a stretch begins with: 2-4 characters with a surname, or Latin or dotted names."""
    text = text.strip(" 　“”：（）")
    text = re.sub(r"^[小老阿](.)(?=\1)", "", text)  # 小陈陈丽华
    text = _RELATION.sub("", text)
    full = re.search(rf"[小老阿](.)（(\1[{_HAN}]{{1,3}})(?:）|$)", text)
    text = full[2] if full else text  # 办公室小王（王思琪）担任
    titled = re.search(
        rf"([{_HAN}])(?:{'|'.join(words().titles)})（(\1[{_HAN}]{{1,2}})(?:）|$)", text
    )
    text = titled[2] if titled else text  # 林主任（林国强）
    held = re.search(
        rf"(?:{'|'.join(words().titles)}|[室科处股部办])（([{_HAN}]{{2,4}})(?:）|$)", text
    )
    text = held[1] if held and len(text) <= _OFFICE_AND_NAME else text  # 办公室主任（何丽娟）
    post = re.match(rf"[{_HAN}]{{1,8}}的(?=[{_HAN}]{{2,6}}$)", text)
    text = text[post.end() :] if post else _without_office(text)
    called = next((text.removesuffix(t) for t in words().titles if text.endswith(t)), "")
    if len(called) == 1 or (len(called) == 2 and called in words().surnames):
        return None  # 林先生, 陈院长: not a whole name
    text = re.sub(rf"^([{_HAN}])([{_HAN}]{{1,2}})\1({'|'.join(words().titles)})$", r"\1\2", text)
    while (bare := _TAKES_CARE.sub("", _without_titles(text))) != text:
        text = bare  # 李梅女士负责: what she does first, then how she is called
    text = re.sub(r"(?:担任|兼任|兼|负责|对接|接任|接手|接替|了|吧|的)$", "", text)
    dotted = re.fullmatch(rf"[{_HAN}]{{1,10}}[·•][{_HAN}]{{1,10}}", text)
    if dotted or re.fullmatch(r"[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){1,3}", text):
        return text
    run = re.match(rf"[{_HAN}]+", text)
    if (
        run is None
        or run.group() in small_words() | words().courtesy
        or _NOT_IN_NAMES.search(run.group())
        or "的" in run.group()
    ):
        return None
    if _NO_NAME.search(run.group()[:4]):
        return None
    name = run.group()
    if len(name) > _SHORTEST_WHOLE and name.endswith(("于", "也", "系")):
        name = name[:-1]  # 法定代表人吴志明于2017年…, 林芳也是法人
    half = len(name) // 2
    if len(name) >= 4 and len(name) % 2 == 0 and name[:half] == name[half:]:
        name = name[:half]  # 联系人杜鹃杜鹃手机…
    if name.endswith(_ENDS_OF_OFFICES):
        return None  # 公室, 区卫健局
    if name[:2] in words().surnames and 3 <= len(name) <= 4:
        return name
    if name[0] in words().surnames and 2 <= len(name) <= 4:
        return name
    return None


def _without_titles(text: str) -> str:
    for title in words().titles:
        text = text.removesuffix(title) if len(text) > len(title) + 1 else text
        text = text.removeprefix(title) if len(text) > len(title) + 1 else text
    return text


def is_form_of_address(text: str) -> bool:
    """杨经理, 陈副主任, 小郑: how somebody is called, without the whole name."""
    if re.fullmatch(rf"[小老阿][{_HAN}]", text):
        return True
    title = next((t for t in words().titles if text.endswith(t)), None)
    called = text.removesuffix(title) if title else ""
    return called in words().surnames


_MAY_BE_A_NAME = re.compile(r"(?!.*\d{3})(?!.*：)(?=.{2}).+(?<![室局科处股部办])", re.DOTALL)


def is_whole_name(text: str) -> bool:
    """Whatever stands behind a colon, but for 综合办 小郑 and 杨经理."""
    last = text.split()[-1] if text.split() else ""
    if _OFFICE_AND_ADDRESS.search(last) is not None:
        return False  # 办公室小吴, 护理部刘主任
    return _MAY_BE_A_NAME.fullmatch(text) is not None and not is_form_of_address(last)


_OFFICE_AND_ADDRESS = re.compile(
    rf"[室办科部处股站院](?:的)?(?P<called>[小老阿][{_HAN}]|[{_HAN}](?:主任|副主任|科长|副科长|院长|经理|老师|护士长|医生|会计|干事))$"
)
_ADDRESSED = re.compile(
    rf"(?:.{{0,8}}[室办科部处股站院的])?(?:[小老阿](?P<after>[{_HAN}])|(?P<before>[{_HAN}])(?:主任|副主任|科长|副科长|院长|副院长|经理|老师|护士长|医生|会计|干事|姐|哥|工))"
)


def family_name_addressed(text: str) -> str | None:
    """办公室小吴, 刘主任: the family name by which somebody is called, without the whole name."""
    said = _ADDRESSED.fullmatch(text.strip())
    name = (said["after"] or said["before"]) if said else None
    return name if name in words().surnames else None


_STANDS_BEFORE_A_NAME = re.compile(
    r"(?:[的我是叫由填写找给让请用：]|[室办科股处局部组站]|[院所校局处科股部组会店主]长|主任|主管|专员|文员|助理|秘书|出纳|经理|书记|医生|会计|干事|同志|先生|女士|老师)$"
)


_AND_THAT_IS_ALL = re.compile(
    r"(?:就(?:行|好|可以|是了?)|即可|来?(?:负责|对接|联系|填报)|吧|了|的)+\s*$"
)


def person_at_end(text: str) -> str | None:
    """先填我许文娟, 是政府办的王振华: a name at the end, behind a word that may lead to one."""
    text = _AND_THAT_IS_ALL.sub("", text)
    run = re.search(rf"[{_HAN}]+\s*$", text)
    said = run.group().strip() if run else ""
    for size in (4, 3, 2):
        name, before = said[-size:], said[:-size]
        if len(name) < size or not before or _STANDS_BEFORE_A_NAME.search(before) is None:
            continue
        if (size == 4) == (name[:2] in words().surnames) and person_in(name) == name:
            return name
    return None


_OFFICE = re.compile(
    rf"[{_HAN}]{{0,8}}?(?:办公室|[老院党政综团县区市社工]办|[{_HAN}]{{2}}[股科处部])(?:副?(?:主任|[股科处部]?长|经理|主管|干事|科员|会计|出纳|文员|文书|秘书|专员|助理|组长))?"
    rf"(?=(?P<name>[{_HAN}]{{2,4}}?)(?:同志|先生|女士|老师|小姐|副?主任|副?院长|副?科长|副?经理|副?处长|护士长|会计|干事)?$)"
)


def _without_office(text: str) -> str:
    """办公室主任赖文彬: the name without the office before it, where a whole name is left."""
    office = _OFFICE.match(text)
    if office is None or not _begins_as_name(office["name"]):
        return text
    return text[office.end() :]


def _begins_as_name(text: str) -> bool:
    return text[0] in words().surnames or text[:2] in words().surnames


def could_be_person(text: str) -> bool:
    """Short enough to be a name, and not the beginning of a sentence."""
    return len(text) <= 6 and re.match(r"[我他她是有没不这那在]|.*[他她]", text) is None


_DESCRIBES = re.compile(
    r"\d{4}年|成立|取得|批准|^(?:一[家所个]|由|系|下[设属辖]|里面|[^县市区镇乡街]{0,4}[为是]|委托|该|某|这|那|我|是|属于)|的|叫|运营|：|[内附]设|里面?(?:还|又)?[办设开]|设有|挂牌|示范机构|[这那]边"
)
_GENERIC = re.compile(
    r"(?:[一二三][级甲乙]等?|[甲乙]等|中医|医养结合|医养|养老|医疗|卫生|护理|服务|康复|综合|专科|示范|民办|公办|公立|民营|非?营利性?|专业|大型|连锁|老年|基层|社区|街道|乡镇|农村|镇里的?|县级|市级|[我本咱贵])*"
    r"(?:机构|医院|护理院|养老院|敬老院|卫生院|服务中心|中心|公司|单位|院)"
)
_TOLD_OF = re.compile(
    r"(?=(?:于|在)?\d{4}年|(?:统一)?(?:社会)?(?:信用)?代码(?:是|为|：)?|是[\u4e00-\u9fff]{2,20}(?:下属|旗下|所属|举办|投资|开办)的|(?:成立|创办|创建|始建|筹建|建成|建)于|位于|坐落|地处|是一[家所个套]|是[\u4e00-\u9fff]{2,8}(?:首家|第一家|唯一|最早)|两块牌子|(?:想|要|准备|拟)?(?:申报|申请|参评|填报)|是(?:由|经)|系|隶属|为一[家所]|自查|的(?:[小老][\u4e00-\u9fff]$|工作人员|员工|院长|主任|负责人|办公室)|的$)"
)


def told_of(text: str) -> int | None:
    """Where the name ends that a clause begins with and tells of: 康宁护理院成立于2016年."""
    match = _TOLD_OF.search(text)
    return match.start() if match and is_organisation(text[: match.start()]) else None


def is_organisation(text: str) -> bool:
    """Does it end like the name of an institution, and not describe one?"""
    text = re.sub(r"[（(][^（()）]*[）)]$", "", text.strip())
    return (
        4 <= len(text) <= 60
        and _DESCRIBES.search(text) is None
        and _GENERIC.fullmatch(text) is None
        and text.endswith(words().organisation_ends)
        and _NOT_IN_NAMES.search(text) is None
    )


def organisation_start(text: str) -> int:
    """How many characters to skip before the name: 我们是…, 机构名称叫…"""
    match = _ORGANISATION_LEAD.match(text)
    start = match.end() if match else 0
    above = _BELONGS_TO.match(text, start)
    return above.end() if above and is_organisation(text[above.end() :]) else start


_BELONGS_TO = re.compile(  # 厦门示例康养公司下面的湖里示例护理院
    rf"[{_HAN}]{{2,24}}(?:公司|集团|局|委|医院|中心|政府)(?:下面|下属|旗下|名下|直属|所属|办)的(?:[{_HAN}]{{2,5}}叫)?"
)


_COUNTY = re.compile(
    rf"(?:你好|您好|嗯|目前|现在|那个|这里|这边|我们|我们这里|我们这边|咱们?|我|本|申报|单位|地区|县（市、区）|名称|名字|全称)*(?:的)?(?:就是|是|叫|在|来自|为|改回|改成|改为|换成|更正为|变更为|应该是|应为)?"
    rf"(?P<name>(?:[{_HAN}]{{2,3}}省)?(?:[{_HAN}]{{2,7}}[市州盟])?[{_HAN}]{{1,8}}?(?:自治县|县|市|区|旗))"
    r"(?:的|申报|申请|人民政府|县政府|区政府|市政府|政府|卫生健康局|卫健局|卫健委|卫生健康委|卫生局)*"
)
_NO_COUNTY = re.compile(
    r"[们我你他她本这那哪每各全某咱整是叫在为改换].*|.*(?:社区|小区|园区|院区|县市).*|.*(?:示范|申报|市辖)区|.*示范[县市]|县级市"
    r"|(?:主|老|新)?城区|山区|地区|辖区|[县市区]"
)


def county_in(text: str) -> tuple[int, int] | None:
    """Where the name of a county, city or district stands that is all `text` says."""
    match = _COUNTY.fullmatch(text)
    if match is None or _NO_COUNTY.fullmatch(match["name"]) or _NOT_IN_NAMES.search(match["name"]):
        return None
    return match.span("name")


_OUR_COUNTY = re.compile(
    rf"(?:我们|我|咱们?)(?:这里|这边)?(?:是|在)?(?P<name>[{_HAN}]{{2,12}}?[县区市])"
    r"(?=想|要|准备|打算|能|可以|可不可以|够|符|达|有没有|申报|申请|的条件)"
)


def speaks_for_county(text: str) -> bool:
    """我们浦城县想申报: who speaks is a county, by its name."""
    match = _OUR_COUNTY.search(text)
    return match is not None and county_in(match["name"]) is not None


_TELLS = re.compile(
    r"[号证码]是|证(?!字)|[照书]|编号|写|上面|回执|[我只有没不忘]|等下|晚点|前几位|后几位|位数"
)
"""What is told beside a number, and stands in none."""


def is_reference(text: str, *, explicit: bool) -> bool:
    """A licence or filing number: digits and letters, or 榕民养备〔2019〕12号; never a date."""
    text = text.strip()
    dates = list(scan_dates(text, _ANY_DAY))
    if len(dates) == 1 and not dates[0].bare and dates[0].start == 0:
        return False
    digits = len(re.findall(r"\d", text))
    if re.fullmatch(r"[0-8]\d{5}", text) and not explicit:
        return False  # 350001: a postcode
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9\-/（）]{5,}", text):
        return digits >= 3
    numbered = re.fullmatch(
        rf"(?P<lead>[{_HAN}A-Za-z（）()]*)[〔\[（(【]?\d{{4}}[〕\]）)】]?(?:年)?第?\d+号?", text
    )
    if numbered is not None and not _TELLS.search(numbered["lead"]):
        return True
    if _TELLS.search(text):
        return False  # 卫生许可证号是…, 我只知道前几位PDY3001
    if re.fullmatch(rf"[{_HAN}]{{1,12}}(?:字)?第?[A-Za-z0-9\-]{{3,}}号?", text):
        return explicit
    if re.fullmatch(r"[A-Za-z0-9]{1,5}号?", text):
        return False  # 1522: the last digits of one
    strange = re.search(rf"[{_HAN}]{{9}}|[^{_HAN}A-Za-z0-9〔〕\[\]（）()【】\-/ ]", text)
    return explicit and digits >= 3 and len(text) <= 40 and strange is None


from datetime import date as _date  # noqa: E402

_ANY_DAY = _date(2000, 1, 1)
