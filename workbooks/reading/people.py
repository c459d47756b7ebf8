"""Filling a Record with what a row says of the customer: a reader for each group of fields.

A reader is given (record, {field: [(header, value)]}, Reading). The first value of a field stays, later ones are noted.
"""

import re
from functools import lru_cache

from customers.minors import is_about_children
from dealercrm.lib.birthdays import Birthday, parse_anniversary, parse_birthday
from dealercrm.lib.phones import find_phones, is_mobile, with_tails
from workbooks.reading.cells import (
    half_width,
    is_nothing,
    is_yes,
    is_yes_no,
    of_the_living,
    parse_name,
    says_lunar,
    split_day,
)
from workbooks.reading.filling import LENGTHS, PLAIN_TEXTS, fill
from workbooks.reading.headers import squeeze
from workbooks.reading.places import PLACE, read_place
from workbooks.reading.relatives import AGE, MEMBER, PERSON, is_age, read_members
from workbooks.reading.sheets import as_text
from workbooks.reading.standing import read_keeper, read_standing
from workbooks.reading.words import known_field

_WECHAT = re.compile(r"[A-Za-z0-9_\-]{4,}")
_SAME_AS_PHONE = re.compile(r"同(?:手机号?|电话|号|上?手机|左)|手机号?|电话|手机同号|same.*")
_SOURCES = [
    ("repurchase", "复购|回购|二次购|再次购|重复购|again|repeat"),
    ("referral", "介绍|推荐|转介|朋友|亲戚|熟人|口碑|老带新|refer|friend"),
    ("designer", "设计师|家装公司|装修公司|装企|designer"),
    ("intermediary", "中间人|中介|工长|异业|联盟|intermediary"),
    ("promotion", "促销"),
    ("event", "活动|展会|团购|砍价|家博会|event"),
    ("promotion", "推广|促销|广告|地推|传单|宣传|promotion|advert"),
    ("outside_sales", "外勤|扫楼|电销|电话营销|陌拜|跑盘|outside"),
    ("online",
     "网络|网上|线上|网店|网站|抖音|美团|淘宝|天猫|京东|小红书|快手|公众号|微信|百度|点评|online|internet|web"),
    ("walk_in", "自然|进店|路过|门店|上门|到店|walk"),
]  # fmt: skip
SOURCES = [(code, re.compile(words, re.IGNORECASE)) for code, words in _SOURCES]


def readers_for(reading, readers):
    """Those of [(fields, reader)] whose fields the sheet has."""
    has = set(reading.columns) | ({"own"} if reading.own_fields else set())
    return [read for fields, read in readers if not has.isdisjoint(fields)]


def read_name(record, cells, reading):
    for header, value in cells.get("name", ())[:1]:
        name, salutation, remark = parse_name(value)
        if remark:
            record.note(remark, under=header)
        if record.name and name != record.name:
            record.note(name, under=header)
            return
        if len(name) > LENGTHS["name"]:
            record.keep_raw("too_long", name, header)
        record.name = name[: LENGTHS["name"]]
        if salutation:
            fill(record, "salutation", salutation, header)


def read_phones(record, cells, reading):
    for header, value in cells.get("phone", ()):
        phones, rest = find_phones(value, reading.area_code)
        record.phones += [phone for phone in phones if phone not in record.phones]
        if rest and not is_nothing(rest):
            if any(letter.isdigit() for letter in rest) or not phones:
                record.keep_raw("unusable_phone", rest if phones else as_text(value), header)
            elif not record.name and "name" not in reading.columns and PERSON.fullmatch(rest):
                record.name = rest  # 客户及电话: one column for both
            else:
                # Of several numbers the words say which is whose; the numbers themselves are not for everybody's eyes.
                record.note(rest if len(phones) == 1 else with_tails(half_width(value)), under=header)


def read_wechat(record, cells, reading):
    for header, value in cells.get("wechat", ()):
        text = half_width(value)
        if _SAME_AS_PHONE.fullmatch(text) and record.phones:
            text = next(filter(is_mobile, record.phones), record.phones[0])
        if _WECHAT.fullmatch(text):
            fill(record, "wechat", text, header)
        elif is_yes_no(value):
            record.note(as_text(value), under=header)
        else:
            record.keep_raw("no_wechat_id", as_text(value), header)


def read_birthday(record, cells, reading):
    calendar = next((value for _header, value in cells.get("birthday_calendar", ())), None)
    found = [(cell, None) for cell in cells.get("birthday", ())]
    found += [(cell, "lunar") for cell in cells.get("birthday_lunar", ())]
    if len(found) > 1:
        found.sort(key=lambda column: is_age(column[0][0]))  # the day says more
    for (header, value), said in found:
        if calendar is not None and said is None and not re.search("[农阴]", as_text(value)):
            lunar = says_lunar(calendar)
            said = None if lunar is None else "lunar" if lunar else "solar"
        try:
            birthday, is_all = _birthday(reading.day_number(value), is_age(header), reading.today, said)
        except ValueError:
            record.keep_raw("unreadable_birthday", as_text(value), header)
            continue
        if not reading.is_own_export:
            birthday = of_the_living(birthday)
        if record.facts.setdefault("birthday", birthday) != birthday or not is_all:
            record.note(as_text(value), under=header)


def read_texts(record, cells, reading):
    for source, target in PLAIN_TEXTS.items():
        for header, value in cells.get(source, ()):
            fill(record, target, as_text(value), header)


def read_source(record, cells, reading):
    for header, value in cells.get("source", ())[:1]:
        code = next((code for code, words in SOURCES if words.search(as_text(value))), None)
        if code and record.facts.get("source", code) == code:
            record.facts["source"] = code
        else:
            record.note(as_text(value), under=header)


def read_wedding_day(record, cells, reading):
    for header, value in cells.get("wedding_day", ()):
        try:
            day = parse_anniversary(reading.day_number(value), today=reading.today)
            record.facts.setdefault("wedding_day", of_the_living(day))
        except ValueError:
            record.keep_raw("unreadable_date", as_text(value), header)


def read_tags(record, cells, reading):
    for _header, value in cells.get("tags", ()):
        names = [" ".join(name.split()) for name in re.split(r"[、，,;；/\n]", as_text(value))]
        record.tags += [name for name in names if name and name not in record.tags]


def read_own_fields(record, cells, reading):
    """The cells of the dealer's own fields; what they hold is for the archive to say (intake.decide_parts)."""
    for key, name in reading.own_fields:
        for header, value in cells.get(name, ()):
            record.own_fields.setdefault(key, (header, value))


def read_no_contact(record, cells, reading):
    """Yes is the person's word, kept as one; other words say when or how not to reach them."""
    for header, value in cells.get("no_contact", ()):
        if is_yes(value):
            record.no_contact = f"{header}：{as_text(value)}"
            record.say("wants_no_contact", column=header)
        elif not is_yes_no(value) and as_text(value) != "0":
            fill(record, "avoid", as_text(value), header)


def read_notes(record, cells, reading):
    for header, value in cells.get("notes", ()):
        record.note(as_text(value), under="" if _is_remark(header) else header)


PERSON_READERS = [
    ({"name"}, read_name),
    ({"phone"}, read_phones),
    ({"wechat"}, read_wechat),
    (PLACE, read_place),
    ({"birthday", "birthday_lunar"}, read_birthday),
    (PLAIN_TEXTS, read_texts),
    ({"source"}, read_source),
    ({"kind", "bought_by"}, read_standing),
    ({"keeper"}, read_keeper),
    ({"wedding_day"}, read_wedding_day),
    ({*MEMBER, "member"}, read_members),
    ({"tags"}, read_tags),
    ({"own"}, read_own_fields),
    ({"no_contact"}, read_no_contact),
    ({"notes"}, read_notes),
]


@lru_cache(maxsize=20_000, typed=True)
def _birthday(value, is_age_column, today, calendar):
    """(Birthday, does it say all?) of a cell; what it says besides, as in 1985.3.5(身份证), goes into the notes."""
    if is_age_column and (age := AGE.fullmatch(half_width(value))):
        return Birthday("age", age=int(age[1]), as_of=today), True
    try:
        return parse_birthday(value, today=today, calendar=calendar), True
    except ValueError:
        day, remark = split_day(value)
        if not remark:
            raise
        return parse_birthday(day, today=today, calendar=calendar), False


@lru_cache(maxsize=1000)
def _is_remark(header):
    """Does the header say no more than that these are remarks? One that names a child says whose."""
    squeezed = squeeze(header)
    is_of_remarks = re.search("备注|说明|备忘|附注|remark|note|comment|memo", squeezed)
    return bool(is_of_remarks) and known_field(squeezed)[0] == "notes" and not is_about_children(header)
