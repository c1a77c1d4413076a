"""Replies of every kind, in the words of the notice, for the fake server of the browser tests."""

from typing import Any

NOTICE = "闽卫老龄函〔2025〕714号"


def cite(clause: str, quote: str) -> dict[str, str]:
    """One citation of the notice."""
    return {"notice": NOTICE, "clause": clause, "quote": quote}


DEADLINE = cite(
    "三、（三）",
    "请各市级卫生健康行政部门于2025年11月30日前将推荐函、推荐汇总表、申报单位申请表和工作报告"
    "报送至省卫健委老龄处，签字盖章版扫描件和电子版同时通过省一体化协同办公平台发送至联系人内网邮箱。",
)
CONTACT = cite(
    "三、（三）",
    "联系人：省卫健委老龄处 孙晓惠，联系电话：0591—87272803，"
    "邮寄地址：福州市鼓楼区鼓屏路61号，邮编：350001。",
)
STAGE = cite(
    "二、（二）",
    "各申报单位符合条件的, 可填写申报表 (附件 2、3), 按程序逐级推荐报送至市级卫健行政部门。",
)
BASIC = cite(
    "附件1 三、（二）",
    "运营满5年及以上(以取得资质时间为准),近2年入住率达到实际运营床位的65%及以上,"
    "能为入住老年人提供适宜的预防期保健、患病期治疗、康复期护理、稳定期生活照料以及临终期安宁疗护"
    "一体化的医养结合服务,入住失能、失智老年人占比超过65%。",
)
EFFECT = cite(
    "附件1 三、（二）5",
    "5年内未发生重特大安全生产事故、较大及以上火灾事故、重大医疗事故和违法案件。",
)
ENVIRONMENT = cite(
    "附件1 三、（二）1",
    "定期进行维护和保养,确保设备安全使用。",
)
TCM = cite(
    "附件1 三、（二）",
    "注重发挥中医药特色和优势,推广中医适宜技术",
)
SCOPE = cite(
    "附件1 二、（二）",
    "具备医疗卫生机构资质,依法进行养老机构备案的医疗卫生机构或养老机构。",
)

STAGES = [
    {"id": "preparation", "name": "创建准备", "start": "2025-08-01", "end": "2025-09-30"},
    {"id": "application", "name": "自评申报", "start": "2025-10-01", "end": "2025-11-30"},
    {"id": "review", "name": "审核推荐", "start": "2025-12-01", "end": "2026-03-31"},
    {"id": "evaluation", "name": "评估验收", "start": "2026-04-01", "end": "2026-07-31"},
    {"id": "naming", "name": "公示命名", "start": "2026-08-01", "end": "2026-11-30"},
]
STATES = ["past", "current", "future", "future", "future"]
TIMELINE = [
    {**stage, "state": state, "clause": STAGE["clause"], "quote": STAGE["quote"]}
    for stage, state in zip(STAGES, STATES, strict=True)
]


def say(text: str, outcome: str, **more: Any) -> dict[str, Any]:
    """One reply: `buttons` beside the text, everything else into `custom`."""
    buttons = more.pop("buttons", None)
    reply: dict[str, Any] = {"text": text, "custom": {"outcome": outcome, "citations": [], **more}}
    if buttons:
        reply["buttons"] = [{"title": b, "payload": b} for b in buttons]
    return reply


def criterion(
    key: str,
    name: str,
    verdict: str,
    reason: str,
    source: dict[str, str],
    *evidence: str,
    kind: str = "hard",
) -> dict[str, Any]:
    """One line of a verdict."""
    return {
        "id": key,
        "name": name,
        "kind": kind,
        "verdict": verdict,
        "reason": reason,
        "clause": source["clause"],
        "quote": source["quote"],
        "evidence": list(evidence),
    }


VERDICT = {
    "overall": "不符合",
    "summary": "按您说的情况，目前不符合申报条件：有 1 条不符合。\n"
    "另有 2 条信息不足、1 条需要佐证。",
    "criteria": [
        criterion(
            "operating_years_medical",
            "医疗机构运营满5年",
            "符合",
            "医疗机构执业许可证于2019年取得，截至2026年3月31日已满5年。",
            BASIC,
        ),
        criterion(
            "occupancy",
            "近2年入住率65%及以上",
            "需佐证",
            "去年 82%，前年 63%，平均 72.5%。通知没有写明按每一年还是按平均计算，建议先咨询。",
            BASIC,
            "近2年各月入住人数台账",
            "实际运营床位证明",
        ),
        criterion("scope", "养老机构备案", "信息不足", "您还没有说明是否已备案。", SCOPE),
        criterion(
            "disabled_share",
            "失能、失智老年人占比超过65%",
            "信息不足",
            "还不知道现在入住的失能、失智老年人有多少位。",
            BASIC,
        ),
        criterion(
            "incidents",
            "5年内未发生四类事故和案件",
            "不符合",
            "您说2023年发生过一起较大火灾事故。",
            EFFECT,
        ),
        criterion(
            "self_environment",
            "环境设施好",
            "信息不足",
            "还没有自评说明。",
            ENVIRONMENT,
            "消防验收材料",
            kind="evidence",
        ),
        criterion("priority_tcm", "中医药特色", "符合", "已开展中医药服务。", TCM, kind="priority"),
        criterion("beds", "一体化的医养结合服务", "符合", "五个阶段的服务都已开展。", BASIC),
    ],
    "missing": ["养老机构备案日期", "失能、失智老年人数", "满意度调查结果"],
}


def form(filled: int, label: str | None, **more: Any) -> dict[str, Any]:
    """The form part of a reply."""
    return {
        "form_id": "demonstration_institution_application",
        "draft_id": "d-1",
        "field": "operating_beds" if label else None,
        "label": label,
        "filled": filled,
        "total": 62,
        "documents": [],
        **more,
    }


RESUME = {"resume_code": "K7QM-3F9T", "expires_on": "2026-01-18"}

REPLIES: dict[str, list[dict[str, Any]]] = {
    "什么时候截止": [
        say(
            "市级卫生健康行政部门须在2025年11月30日前报到省卫健委老龄处，今天起还有 41 天。\n"
            "机构报到县里、县里报到市里的日期，通知没有写，请问当地卫健部门。\n\n"
            "1. 现在是“自评申报”阶段（2025年10月—11月）。\n"
            "2. 具体安排可致电 0591—87272803（孙晓惠）。",
            "answered",
            citations=[DEADLINE, CONTACT],
            topic="deadline",
            buttons=["要交哪些材料", "报到哪里"],
        )
    ],
    "我们机构能申报吗": [
        say(
            "您要申报的是哪一类？两类的条件不同。",
            "clarify",
            buttons=["示范县（市、区）", "示范机构"],
        )
    ],
    "示范机构": [
        say(
            "按您说的情况对照了一遍，结果如下。还请告诉我养老机构是哪一年备案的。",
            "checked",
            verdict=VERDICT,
            citations=[],
            buttons=["2019年备案", "还没有备案"],
        )
    ],
    "现在到哪一步了": [
        say("现在是第二阶段“自评申报”。", "answered", timeline=TIMELINE, citations=[STAGE])
    ],
    "我要填申请表": [
        say(
            "好的，我们边问边填，共 62 项。随时可以说“跳过”“返回”或“暂停”。\n\n"
            "先填机构的基本情况：机构名称是什么？统一社会信用代码是多少？",
            "form",
            form=form(0, "机构名称", **RESUME),
            buttons=["暂停", "为什么要填"],
        )
    ],
    "床位120张，护理床位80张，住了96人": [
        say(
            "已记下：实际运营床位 120 张、护理床位 80 张、现入住 96 人。\n"
            "其中失能、失智老年人一共多少位（同一位老人只算一次）？",
            "form",
            form=form(17, "失能、失智老年人数", **RESUME),
            buttons=["跳过", "返回上一步", "暂停"],
        )
    ],
    "确认": [
        say(
            "申请表已生成：/documents/eyJkIjoxfQ.sample（30天内可下载）。请核对后签字盖章。\n"
            "附件3的官方表样不在通知正文中，本表按创建标准排列。",
            "rendered",
            form=form(
                62,
                None,
                documents=["/documents/eyJkIjoxfQ.sample"],
                **RESUME,
            ),
        )
    ],
    "奖金多少": [
        say(
            "通知没有写示范机构有没有奖金或补助，我不能替通知作答。"
            "可以向省卫健委老龄处 孙晓惠 咨询：0591—87272803。",
            "declined",
            citations=[CONTACT],
            buttons=["联系方式", "什么时候截止"],
        )
    ],
    "转人工": [
        say("请拨打 0591—87272803，联系人：孙晓惠。", "handoff", citations=[CONTACT]),
    ],
    "删除我的数据": [
        say(
            "您的数据目前保存有：对话 2 条。确认后会全部删除，不能恢复。请确认是否删除。",
            "clarify",
            privacy="erase_asked",
            buttons=["确认删除", "不删除"],
        )
    ],
    "确认删除": [
        say("您的数据已经删除：对话 2 条。之后再来问，会从头开始。", "smalltalk", privacy="erased")
    ],
    "依据有哪些": [
        say("以下各条。", "answered", citations=[BASIC, EFFECT, SCOPE, STAGE, CONTACT]),
    ],
    "未来的卡片": [
        {"custom": {"outcome": "hologram", "hologram": {"x": 1}}},
        say("这一句照常显示。", "answered", surprise=[1, 2]),
    ],
}


def reply_to(message: str) -> list[dict[str, Any]]:
    """The canned reply to `message`; anything else is repeated back as it was given."""
    if message in REPLIES:
        return REPLIES[message]
    if message.startswith("继续填表"):
        again = form(17, "失能、失智老年人数", **RESUME)
        return [say("接着上次的填：失能、失智老年人一共多少位？", "form", form=again)]
    return [say(f"您说的是：{message}", "smalltalk")]


def offer(key: str, label: str, text: str, **more: Any) -> dict[str, Any]:
    """One value read from a file."""
    plain = {"usable": True, "sure": True, "note": "", "confidence": 0.99, "long": False}
    return {"key": key, "label": label, "text": text, "snippet": SNIPPET, **plain, **more}


SNIPPET = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
READING: dict[str, Any] = {
    "id": "file-1",
    "taken": False,
    "source": "《医疗机构执业许可证》",
    "form_id": "demonstration_institution_application",
    "form_title": "全国医养结合示范机构申请表",
    "expires_at": "2025-10-20T10:00:00+00:00",
    "keep_minutes": 60,
    "notes": [],
    "same": ["法定代表人"],
    "rows": [],
    "items": [
        offer("medical_name", "医疗机构名称", "福州市康宁护理院"),
        offer(
            "credit_code",
            "统一社会信用代码",
            "9135OIOOM000100Y44",
            usable=False,
            sure=False,
            note="校验位对不上，请对照证照核对。",
        ),
        offer(
            "medical_qualified_on",
            "医疗机构资质取得日期",
            "2019年6月15日",
            sure=False,
            note="这是本证的发证日期；换过证的，请填第一次取得资质的日期。",
        ),
        offer("self_service", "服务质量自评", "按月自查。", long=True, snippet=None),
    ],
}
