"""What to say: which words fit this customer today, from one table a shop owner can read (reference/words.csv).

A rule's text names a slot, {开场}, {日子}, {关照} ..., and the row of the table that fits fills it. What is chosen
never contradicts the card: how long ago the last contact was, what they bought, how late it is, who speaks.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "reference" / "words.csv"
JUST, LONG = 45, 300  # days since the last contact: nobody says "long time no see" after six weeks
PROMISED = "{开场}{约定}"  # what is said where no rule has words


@dataclass(frozen=True)
class Situation:
    """What a card shows, as far as words turn on it."""

    today: date
    day: date  # of the birthday, the festival, the promise
    called: str = ""  # what day it is: 您生日, 端午节
    by_message: bool = False  # written, not spoken
    is_care: bool = False  # customer care speaks
    has_met: bool = False  # whoever speaks was in touch with them before
    last_on: date | None = None  # of the last contact by anybody
    category: str = ""  # code of what they bought
    has_product: bool = False
    installed_on: date | None = None


def slots(situation: Situation) -> dict[str, str]:
    """{slot: words}; the words may hold slots of their own: {称呼}, {产品}, {我} ..."""
    days = (situation.day - situation.today).days
    return {
        "开场": _said("开场", _speaker(situation)),
        "近况": _said("近况", _contact(situation)),
        "日子": _said("日子", _nearness(days)),
        "约定": _said("约定", "过了" if days < 0 else "当天"),
        "关照": _said("关照", _goods(situation)),
        "装好": _age(situation.installed_on, situation.today),
        "什么日子": situation.called,
        "几天": str(days),
        "月日": f"{situation.day.month}月{situation.day.day}日",
    }


def _speaker(situation: Situation) -> str:
    if situation.is_care:
        return "客服"
    if situation.last_on and not situation.has_met:
        return "接手"
    if situation.by_message:
        return "微信" if situation.last_on else "微信 初次"
    return "电话"


def _contact(situation: Situation) -> str:
    if situation.last_on is None:
        return "没联系过"
    days = (situation.today - situation.last_on).days
    return "刚联系过" if days <= JUST else "有阵子" if days < LONG else "很久"


def _nearness(days: int) -> str:
    near = {-1: "昨天", 0: "当天", 1: "明天"}
    return near.get(days, "往后" if days > 0 else "过了")


def _goods(situation: Situation) -> str:
    """The longest beginning of the category's code that the table knows."""
    fits = [when for slot, when in _table() if slot == "关照" and situation.category.startswith(when)]
    return max(fits, key=len, default="别的" if situation.has_product else "没买过")


def _age(installed_on: date | None, today: date) -> str:
    """'7天', '一个月', '半年', '2年多': how long ago it was installed, as it is said."""
    days = (today - installed_on).days if installed_on else 0
    if days < 28:
        return f"{days}天"
    if 165 <= days <= 200:
        return "半年"
    if days < 345:
        return "一个月" if days <= 45 else f"{round(days / 30)}个月"
    return "一年" if days <= 400 else f"{days // 365}年多"


def _said(slot: str, when: str) -> str:
    return _table()[slot, when]


@cache
def _table() -> dict[tuple[str, str], str]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {(row["slot"], row["when"]): row["words"] for row in csv.DictReader(lines)}
