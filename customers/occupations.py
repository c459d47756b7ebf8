"""From the words people write for an occupation to the code its profession day asks for.

Codes are those of the profession days (column `occupation_codes` of profession_days.csv). Words are looked for from
top to bottom in what was typed, the more particular ones first: 口腔医生 is a dentist, 网络安全工程师 an engineer.
Retired people keep the code: a retired teacher is still greeted on Teachers' Day.
"""

import unicodedata
from functools import lru_cache

WORDS = {
    "auxiliary_police": ["辅警", "协警"],
    "firefighter": ["消防"],
    "veteran": ["退役军人", "退伍", "转业军人", "复员", "老兵", "veteran"],
    "military_family": ["军属", "军嫂"],
    "soldier": ["军人", "现役", "部队", "士兵", "军官", "武警", "当兵", "解放军", "soldier", "army"],
    "police": ["警察", "民警", "公安", "交警", "刑警", "狱警", "特警", "police"],
    "customs": ["海关"],
    "dentist": ["牙医", "牙科", "口腔", "dentist"],
    "tcm_doctor": ["中医"],
    "midwife": ["助产", "midwife"],
    "nurse": ["护士", "护理", "护师", "nurse"],
    "pharmacist": ["药师", "药剂师", "药房", "pharmacist"],
    "doctor": ["医生", "医师", "大夫", "主任医", "内科", "外科", "儿科", "妇科", "doctor", "physician"],
    "teacher": ["教师", "老师", "教授", "讲师", "校长", "班主任", "幼师", "教员", "teacher", "professor"],
    "editor": ["编辑", "editor"],
    "journalist": ["记者", "媒体", "主持人", "journalist", "reporter"],
    "judge": ["法官", "judge"],
    "prosecutor": ["检察官", "检察院", "prosecutor"],
    "lawyer": ["律师", "律所", "lawyer"],
    "interior_designer": ["室内设计", "家装设计", "interior designer"],
    "architect": ["建筑师", "architect"],
    "designer": ["设计师", "设计", "美工", "designer"],
    "programmer": ["程序员", "软件", "码农", "IT", "互联网技术", "programmer", "developer"],
    "aerospace": ["航天"],
    "scientist": ["科学家", "研究员", "科研", "scientist"],
    "researcher": ["研究所", "researcher"],
    "pilot": ["飞行员", "机长", "pilot"],
    "cabin_crew": ["空姐", "空少", "空乘", "乘务员", "flight attendant"],
    "aviation": ["民航", "航空", "机场", "空管"],
    "meteorologist": ["气象"],
    "engineer": ["工程师", "技术员", "engineer"],
    "tour_guide": ["导游"],
    "social_worker": ["社工", "社会工作者"],
    "seafarer": ["海员", "船员", "船长", "航海"],
    "translator": ["翻译", "translator"],
    "postal_worker": ["邮政", "邮递"],
    "courier": ["快递", "外卖", "courier"],
    "chef": ["厨师", "厨子", "大厨", "chef", "cook"],
    "sanitation_worker": ["环卫", "清洁工", "保洁"],
    "farmer": ["农民", "务农", "种植", "养殖", "farmer"],
    "volunteer": ["志愿者", "义工"],
    "business_owner": [
        "企业主", "老板", "个体", "经商", "做生意", "自营", "创业", "总经理", "董事长", "开店",
        "business owner",
    ],
}  # fmt: skip


@lru_cache(maxsize=10_000)
def occupation_code(words: str) -> str:
    """The code of what was typed ('小学老师' -> 'teacher'), or '' where no profession day fits.

    Short Latin words must stand alone: 'IT' is no part of 'credit'.
    """
    text = unicodedata.normalize("NFKC", words or "").casefold().strip()
    if not text:
        return ""
    latin = set("".join(letter if letter.isascii() and letter.isalpha() else " " for letter in text).split())
    for code, keywords in WORDS.items():
        for keyword in keywords:
            key = keyword.casefold()
            if key in latin if len(key) < 3 and key.isascii() else key in text:
                return code
    return ""
