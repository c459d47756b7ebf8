"""Addresses as written in workbooks, taken apart into community, building, unit and room (CHINA.md 5.4)."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dealercrm.lib.texts import LONGEST_VALUE

_N = r"[A-Za-z]?\d{1,4}[A-Za-z]?|[A-Za-z]"
_HAN = r"[一二三四五六七八九十]{1,3}"
_DOOR = re.compile(
    rf"(?:(?:(?P<building>{_N}|{_HAN}|东|西|南|北)(?:号楼|号院|栋楼?|幢楼?|座|#楼?|号?楼(?=.)))|(?:(?P<lane>\d{{1,4}}弄\d{{1,4}})号))?"
    rf"[-,，\s]*(?:(?P<unit>{_N}|{_HAN}|东|西|中)(?:单元|门(?!牌)|梯))?"
    rf"[-,，\s]*(?:\d{{1,2}}[楼层](?=[-\s]*\d{{3,5}}))?"
    rf"[-,，\s]*(?:(?P<room>[A-Za-z]?\d{{1,5}}(?:-\d{{1,3}})?[A-Za-z]?|\d{{1,2}}[楼层][东西南北中]{{0,2}}户?|[东西南北中]{{1,2}}户)(?:室|房|号|户)?)?"
)
_DASHED = re.compile(
    rf"({_N})(?:#|号楼|栋|幢|座)?\s*[-/_#]\s*({_N})(?:单元)?\s*[-/_]\s*(\d{{1,5}}[A-Za-z]?)(?:室|号|房)?"
)
_DASHED_TWO = re.compile(rf"({_N})(?:#|号楼|栋|幢|座)?\s*[-/_#]\s*(\d{{1,5}}[A-Za-z]?)(?:室|号|房)?")
_BUILDING_DASH = re.compile(rf"({_N})(?:#|号楼|栋|幢|座)[-\s]*({_N})(?:单元)?-(\d{{1,5}}[A-Za-z]?)(?:室|号|房)?")
_ROOM = re.compile(r"([A-Za-z]?\d{1,5}[A-Za-z]?)(?:室|房|号房)?")
# What delivery addresses begin with, a word each: 河南省 郑州市 中原区 秦岭路街道.
# A province, a city or a district alone: 郑州市中原区, 金水区; but 幸福小区 and 南区 are where somebody lives.
_ONLY_AN_AREA = re.compile(
    r"(?=.{3})(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,5}?市)?"
    r"(?:[\u4e00-\u9fff]{1,5}(?<![小社园东西南北中校厂矿景家一二三四五六七八九十])区|[\u4e00-\u9fff]{1,4}县)?"
)
_AREAS = re.compile(r"(?:[\u4e00-\u9fff]{2,9}(?:省|自治区|市|区|县|街道|镇|乡)\s+)+(?=\S)")
_START = re.compile(
    rf"(?:{_N}|{_HAN}|[东西南北])\s*(?:号楼|栋|幢|座|#)|(?<![路街巷道\d])(?:{_N}|{_HAN})\s*号院|\d{{1,4}}弄|(?<![\d期区])\d{{1,3}}号?楼|{_HAN}单元|\d+\s*单元|\d{{1,3}}\s*[-/]\s*\d{{1,5}}|\d{{3,5}}(?:室|房)?$"
)
_DISTRICT = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,5}?市)?(?:[\u4e00-\u9fff]{1,4}?(?:新区|区|县|市)(?=[\u4e00-\u9fff]{2,}))?"
    r"(?:[\u4e00-\u9fff\d]{1,8}?(?:大道|大街|路|街|巷)(?:与[\u4e00-\u9fff\d]{1,8}?(?:路|街|大道)(?:交叉口|交汇处)?)?(?:\d+号院?)?)?"
)


class Place(NamedTuple):
    community: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    is_whole: bool = True  # False where words were left that no part could take


def parse_door(text):
    """The `Place` of a door: 23栋2单元1191, 28-1-2068, 3#-2-1502, A座1502, 10号楼1321室, 123弄45号601室, 5门, 1502."""
    text = _plain(text)
    if len(text) > LONGEST_VALUE:
        return Place("", "", "", "", is_whole=False)
    if match := _DASHED.fullmatch(text) or _BUILDING_DASH.fullmatch(text):
        return Place("", *match.groups())
    if match := _DASHED_TWO.fullmatch(text):
        building, room = match.groups()
        return Place("", building, "", room)
    if match := _ROOM.fullmatch(text):
        return Place("", "", "", match.group(1))
    match = _DOOR.fullmatch(text)
    if match and any(match.groups()):
        return Place("", _arabic(match["building"] or match["lane"]), _arabic(match["unit"]), match["room"] or "")
    return Place("", "", "", "", is_whole=False)


def parse_address(text):
    """The `Place` of a whole address: 郑州市金水区花园路1号万科城3栋2单元1502室 is 万科城, 3, 2, 1502."""
    text = _plain(text)
    if len(text) > LONGEST_VALUE:
        return Place(text)
    if (remark := re.fullmatch(r"([^()]+)\([^()]*\)", text)) and not parse_door(text).is_whole:
        return parse_address(remark[1])._replace(is_whole=False)
    if _ONLY_AN_AREA.fullmatch(text):
        return Place(is_whole=False)
    if areas := _AREAS.match(text):
        return parse_address(text[areas.end() :])._replace(is_whole=False)
    door = parse_door(text)
    if door.is_whole:
        return door
    for start in _START.finditer(text):
        door = parse_door(text[start.start() :])
        if door.is_whole:
            before = text[: start.start()].strip(" ,，-")
            community = _DISTRICT.sub("", before)
            return door._replace(community=community or before, is_whole=community == before or not before)
    community = _DISTRICT.sub("", text)
    return Place(community or text, is_whole=community == text)


@lru_cache(maxsize=20_000)
def split_community(text):
    """The `Place` of a community cell that may hold the door too: 万科城3栋2单元1502, 万科城三期."""
    place = parse_address(text)
    is_area = not place.is_whole and not any(place[:4])
    return place if is_area or (place.building and place.community) else Place(_plain(text))


def _arabic(text):
    """三 -> 3, 十二 -> 12, so that 三栋 and 3栋 are one building."""
    if not text or not re.fullmatch(_HAN, text):
        return text or ""
    tens, ten, ones = text.rpartition("十")
    digit = "零一二三四五六七八九".index
    return str(
        (digit(tens) if tens else 1) * 10 + (digit(ones) if ones else 0)
        if ten
        else digit(ones)
        if len(ones) == 1
        else text
    )


def _plain(text):
    return re.sub(r"[—–~－]", "-", unicodedata.normalize("NFKC", text)).strip()
