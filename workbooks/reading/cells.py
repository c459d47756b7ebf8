"""What single cells say: names with remarks, quantities, signs for 'as above' and for 'nothing'."""

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from dealercrm.lib.texts import LONGEST_NAMES, LONGEST_VALUE
from workbooks.reading.sheets import as_text

_NOTHING = (
    "无 不详 未知 不清楚 不知道 没有 暂无 未填 未登记 空 待定 待补 待补充 略 保密 "
    "- -- --- — —— – / \\ // ? ?? * ** . … "
    "\\n (null) <null> undefined n/a na none null nil unknown #n/a #ref! #value! #name? #null! #div/0! #num!"
)
_ABOVE = "同上 同 同前 仝 仝上 〃 ″ \" ” “ '' ′′ `` ´´ 〞 〝 ＂ ditto do do."
NOTHING, ABOVE = set(_NOTHING.split()), set(_ABOVE.split())
_GAPS = re.compile(r"[\s—\-]")
_SUM = re.compile(
    r"(?:本?[页月年季周日]|[\d一二三四五六七八九十]{1,4}[年月]?份?(?:\d{1,2}月份?)?|[^\d\s]{0,6})"
    r"(?:合计|小计|总计|共计|累计|总和|汇总)(?:[:：金（(¥￥\d].*|数|)"
)
_SUM_ENGLISH = re.compile(r"(?:sub|grand)?\s*-?\s*total\b.*|sum", re.IGNORECASE)
_REMARK = re.compile(r"[(（\[【](.*?)[)）\]】]?$")
_TITLES = "先生|女士|小姐|太太|夫人|老师|阿姨|叔叔|大姐|大哥|大叔|大妈|大爷|经理|老板娘?|主任|医生|师傅|教授|院长|校长"
# Han with its rare signs, of which many a name is made.
_HAN = r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_SHORT_NAME = re.compile(rf"{_HAN}{{1,3}}")
# 张小美女士, 买买提·吐尔逊先生, 买买提吐尔逊先生, John Smith先生; but 某某装饰公司经理 is a place of work.
_TITLED = re.compile(
    rf"({_HAN}{{2,4}}?|{_HAN}+(?:·{_HAN}+)+?|{_HAN}{{5,12}}?(?=先生|女士|小姐)|[A-Za-z][A-Za-z .'\-]*[A-Za-z.])"
    rf"\s*({_TITLES})"
)
_PLACE_OF_WORK = re.compile("公司|集团|单位|学校|医院|酒店|门店|商行|工作室|中心|[店厂局部院行]$")
_COMPOUND = (
    "欧阳 上官 司马 诸葛 东方 尉迟 公孙 令狐 皇甫 夏侯 慕容 司徒 长孙 宇文 端木 万俟 澹台 单于 "
    "南宫 闻人 赫连 轩辕 百里 呼延"
)
_PAIR = re.compile(r"\s*[/、,，;；&+]\s*|\n")
# 2021.3.5(预定), 2021.3.5安装; not 未装, 左右 or 改期, which make it another day or none.
_DAY_WITH_REMARK = re.compile(
    r"(.*\d[日号]?+)\s*(?:[(（\[【]([^\d()（）]{1,12})[)）\]】]|([\u4e00-\u9fff]{1,8}))", re.DOTALL
)
_ANOTHER_DAY = re.compile(r"[未没待不前后初底旬左右至到起或约改退消误错?？]|月|年|农历|阴历")
_QUANTITY = re.compile(
    r"(?:约|共|计)?\s*(\d+(?:\.\d+)?|[一二两三四五六七八九十半])\s*([^\d\s.,、/()（）]{0,6}?2?)\s*(?:[(（](.*)[)）])?"
)
_NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "半": Decimal("0.5")}
_MEASURES = "片|樘|张|套|台|米|平方米?|平米|㎡|个|件|扇|块|箱|组|把|床|只|卷|付|副|支|包|桶|延米"
_OWN_QUANTITY = re.compile(rf"(.+?)\s*[x×*]?\s*(\d+(?:\.\d+)?)\s*({_MEASURES})", re.IGNORECASE)
_LUNAR = re.compile(r"农|阴|旧|lunar|^[lny是]", re.IGNORECASE)
_YES_NO = re.compile(
    r"是的?|否|不是|有|无|没有?|(已经?|未|没有?|待)(加|添加|关注|绑定|通过|装|安装|送|收|付|签|完成)?(微信|好友)?了?|"
    r"加了|[√✓✔×✗✘]|yes|no|true|false|[yn]",
    re.IGNORECASE,
)
_YES = re.compile("是的?|有|对|真|已|1|[√✓✔]|yes|true|[yt]", re.IGNORECASE)
_SOLAR = re.compile(r"阳|公|新|solar|^[s否]", re.IGNORECASE)


def half_width(value):
    text = as_text(value)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def is_nothing(value):
    """True for an empty cell and for what people write instead of leaving one empty: 不详, 无, -, /."""
    return value is None or (isinstance(value, str) and len(value) <= 9 and half_width(value).lower() in NOTHING)


@lru_cache(maxsize=50_000)
def sign(text):
    """What a text stands for beside itself: "above" for 同上, "nothing" for 无, "sum" for 合计, else "".

    Asked for every cell of a file, and the same words come again and again.
    """
    if len(text) <= 9:
        if _GAPS.sub("", text).lower() in ABOVE:
            return "above"
        if is_nothing(text):
            return "nothing"
    return "sum" if is_sum(text) else ""


def may_be_sum(text):
    """Is it worth looking closer at this text in small letters, which may be that of a whole row?"""
    return "计" in text or "总" in text or "sum" in text or "total" in text


def is_sum(value):
    """合 计, 本页小计:, 三月合计, Total: a row that adds up others."""
    if len(value) > 24 or not may_be_sum(value.lower()):
        return False
    text = re.sub(r"\s", "", value)
    return bool(_SUM.fullmatch(text) or _SUM_ENGLISH.fullmatch(value.strip()))


def is_yes_no(value):
    """是, 未加, √, FALSE: whether something holds, which is no fact of its own."""
    return isinstance(value, bool) or (isinstance(value, str) and bool(_YES_NO.fullmatch(half_width(value))))


def is_yes(value):
    """是, 有, √, TRUE, 1: it holds."""
    return value is True or value == 1 or bool(_YES.fullmatch(half_width(value)))


def is_calendar(value):
    """农历, 阳历, 阴, lunar ...: the cell of a column that says how birthdays are meant."""
    text = half_width(value)
    return len(text) <= 6 and bool(
        re.fullmatch(r"(?:农历?|阴历?|旧历|阳历?|公历?|新历|lunar|solar|是|否|[ynls])", text, re.IGNORECASE)
    )


def says_lunar(value):
    """True for 农历, False for 阳历, None for an empty or unknown word."""
    text = half_width(value)
    return True if _LUNAR.search(text) else False if _SOLAR.search(text) else None


@lru_cache(maxsize=20_000, typed=True)
def parse_name(value):
    """(name, form of address, remark) of a name cell.

    王 莉 is 王莉; 高丽泽(老板娘) is 高丽泽 with a remark; 张小美女士 is 张小美, to be addressed as 女士; 王先生 and
    张姐 stay as they are, for nothing better is known (CHINA.md 5.2). Of two people in a cell the first is meant.
    """
    text = as_text(value)
    if _SHORT_NAME.fullmatch(text):  # as nearly all are, and too short for a title behind it
        return text, "", ""
    text = re.sub(r"[•・․‧∙]", "·", text.replace("\u3000", " ").strip())
    if len(text) > LONGEST_NAMES:
        return text, "", ""
    remarks = []
    if match := _REMARK.search(text):
        remarks.append(match.group(1).strip())
        text = text[: match.start()].strip()
        if not text:
            text, remarks = remarks[0], []
    first, *others = [part for part in _PAIR.split(text) if part] or [""]
    remarks += others
    first = re.sub(rf"(?<={_HAN})\s+|\s+(?={_HAN})", "", re.sub(r"\s+", " ", first))
    salutation = ""
    match = _TITLED.fullmatch(first)
    if match and match.group(1) not in _COMPOUND.split() and not _is_place_of_work(match.group(1)):
        first, salutation = match.groups()
    elif len(remarks) == 1 and re.fullmatch(_TITLES, remarks[0]):
        salutation = remarks.pop()
    return first, salutation, "; ".join(remark for remark in remarks if remark)


def _is_place_of_work(name):
    return len(name) > 4 and bool(_PLACE_OF_WORK.search(name))


def of_the_living(birthday):
    """1900 is how many a program writes that the year of birth is unknown; nobody of that age is left."""
    return replace(birthday, year=None) if birthday.year == 1900 else birthday


def split_day(value):
    """(day as written, remark) of a cell that says more than a day: 2021.3.5(预定); the remark is '' where none is."""
    is_short = isinstance(value, str) and len(value) <= LONGEST_VALUE
    match = _DAY_WITH_REMARK.fullmatch(value.strip()) if is_short else None
    remark = match and (match[2] or match[3]).strip()
    return (match[1], remark) if remark and not _ANOTHER_DAY.search(remark) else (value, "")


@lru_cache(maxsize=20_000)
def parse_quantity(value):
    """(Decimal, measure, remark): '6套' is 6, '套'. ValueError for what holds no quantity."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value)), "", ""
    text = half_width(value).replace(",", "")
    match = _QUANTITY.fullmatch(text) if len(text) <= LONGEST_VALUE else None
    if not match:
        raise ValueError(f"{text[:40]}: no quantity")
    number, measure, remark = match.groups()
    return Decimal(_NUMERALS.get(number, number)), measure, remark or ""


@lru_cache(maxsize=20_000, typed=True)
def split_products(product, quantity):
    """[(product, quantity)] of a cell that names several: 床垫/沙发 with 1张/2套, 地砖 52片/木门 5樘.

    Split only where each part has a quantity of its own; otherwise the cell is one product: 床头柜/妆台 may be one.
    """
    names = [part.strip() for part in re.split(r"[\n、;；/+＋]", as_text(product)) if part.strip()]
    if len(names) < 2 or len(as_text(product)) > LONGEST_NAMES:
        return [(product, quantity)]
    quantities = [part.strip() for part in re.split(r"[\n、;；/+＋]", as_text(quantity)) if part.strip()]
    if len(quantities) == len(names):
        return list(zip(names, quantities, strict=True))
    own = [_OWN_QUANTITY.fullmatch(name) for name in names]
    if not quantities and all(own):
        return [(match.group(1), match.group(2) + match.group(3)) for match in own]
    return [(product, quantity)]
