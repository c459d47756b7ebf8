"""Filling a Record with what a row says of the customer."""

import re
from functools import lru_cache

from customers.minors import without_child_birthdays, without_children
from dealercrm.lib.birthdays import Birthday, parse_birthday
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones, is_mobile, with_tails
from workbooks.reading.cells import half_width, is_nothing, parse_name, says_lunar, split_day
from workbooks.reading.filling import LENGTHS, fill
from workbooks.reading.headers import squeeze
from workbooks.reading.places import take_place
from workbooks.reading.relatives import AGE, PERSON, is_age, take_members
from workbooks.reading.sheets import as_text
from workbooks.reading.words import known_field

_PLAIN = {
    "household": "household",
    "occupation": "occupation",
    "introducer": "introducer_name",
    "best_time": "best_time",
    "avoid": "avoid",
    "salutation": "salutation",
    "education": "education",
    "small_talk": "small_talk",
}
_WECHAT = re.compile(r"[A-Za-z0-9_\-]{4,}")
_SAME_AS_PHONE = re.compile(r"同(?:手机号?|电话|号|上?手机|左)|手机号?|电话|手机同号|same.*")
_SOURCES = [
    ("repurchase", "复购|回购|二次购|再次购|重复购|again|repeat"),
    ("referral", "介绍|推荐|转介|朋友|亲戚|熟人|口碑|老带新|refer|friend"),
    ("designer", "设计师|家装公司|装修公司|装企|designer"),
    ("intermediary", "中间人|中介|工长|异业|联盟|intermediary"),
    ("event", "活动|展会|团购|砍价|家博会|event"),
    ("promotion", "推广|促销|广告|地推|传单|宣传|promotion|advert"),
    ("outside_sales", "外勤|扫楼|电销|电话营销|陌拜|跑盘|outside"),
    (
        "online",
        "网络|网上|线上|网店|网站|抖音|美团|淘宝|天猫|京东|小红书|快手|公众号|微信|百度|点评|online|internet|web",
    ),
    ("walk_in", "自然|进店|路过|门店|上门|到店|walk"),
]
SOURCES = [(code, re.compile(words, re.IGNORECASE)) for code, words in _SOURCES]


def take_person(record, view, *, today, area_code, epoch_1904=False, own=False):
    """Read a row's facts of the customer into the record; the first value of a field stays, later ones are noted.

    `own` reads only what the row itself says: the row goes on with the record of the row above.
    """
    _take_name(record, view, own)
    _take_phones(record, view, area_code, own)
    _take_wechat(record, view, own)
    take_place(record, view, own)
    _read_birthday(record, view, own, today, epoch_1904)
    for source, target in _PLAIN.items():
        for header, value in view.all(source, own):
            text = without_children(as_text(value), today, under=header)
            fill(record, target, without_child_birthdays(text, today) if source == "household" else text, header)
    header, value = view.first("source", own)
    if value is not None:
        code = next((code for code, words in SOURCES if words.search(as_text(value))), None)
        if code and record.facts.get("source", code) == code:
            record.facts["source"] = code
        else:
            record.note(as_text(value), under=header)
    for header, value in view.all("wedding_day", own):
        try:
            record.facts.setdefault("wedding_day", parse_date(value, today=today))
        except ValueError:
            record.keep_raw("unreadable_date", as_text(value), header)
    take_members(record, view, own, today)
    take_extras(record, view, own)
    for header, value in view.all("notes", own):
        if text := without_children(as_text(value), today, under=header):
            record.note(text, under="" if _is_remark(header) else header)


def take_extras(record, view, own):
    """Tags, and the cells of the dealer's own fields; what these hold is for the archive to say (intake.extras)."""
    for _header, value in view.all("tags", own):
        names = [" ".join(name.split()) for name in re.split(r"[、，,;；/\n]", as_text(value))]
        record.tags += [name for name in names if name and name not in record.tags]
    for name, columns in view.own_fields():
        for column in columns:
            if column in view.values and not (own and column in view.row.below):
                record.own.setdefault(name, (view.header(column), view.values[column]))


def _take_name(record, view, own):
    header, value = view.first("name", own)
    if value is None:
        return
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


def _take_phones(record, view, area_code, own):
    for header, value in view.all("phone", own):
        phones, rest = find_phones(value, area_code)
        record.phones += [phone for phone in phones if phone not in record.phones]
        if rest and not is_nothing(rest):
            if any(letter.isdigit() for letter in rest) or not phones:
                record.keep_raw("unusable_phone", rest if phones else as_text(value), header)
            elif not record.name and not view.columns("name") and PERSON.fullmatch(rest):
                record.name = rest  # 客户及电话: one column for both
            else:
                # Of several numbers the words say which is whose; the numbers themselves are not for everybody's eyes.
                record.note(rest if len(phones) == 1 else with_tails(half_width(value)), under=header)


def _take_wechat(record, view, own):
    for header, value in view.all("wechat", own):
        text = half_width(value)
        if _SAME_AS_PHONE.fullmatch(text) and record.phones:
            text = next(filter(is_mobile, record.phones), record.phones[0])
        if _WECHAT.fullmatch(text):
            fill(record, "wechat", text, header)
        else:
            record.keep_raw("no_wechat_id", as_text(value), header)


def _read_birthday(record, view, own, today, epoch_1904):
    _header, calendar = view.first("birthday_calendar", own)
    columns = [(found, None) for found in view.all("birthday", own)] + [
        (found, "lunar") for found in view.all("birthday_lunar", own)
    ]
    columns.sort(key=lambda column: is_age(column[0][0]))  # the day says more
    for (header, value), said in columns:
        if calendar is not None and said is None and not re.search("[农阴]", as_text(value)):
            lunar = says_lunar(calendar)
            said = None if lunar is None else "lunar" if lunar else "solar"
        if epoch_1904 and isinstance(value, int) and 10_000 < value < 80_000:
            value += 1462
        try:
            birthday = _birthday(record, value, header, today, said)
        except ValueError:
            record.keep_raw("unreadable_birthday", as_text(value), header)
            continue
        if record.facts.setdefault("birthday", birthday) != birthday:
            record.note(as_text(value), under=header)


def _birthday(record, value, header, today, calendar):
    """The Birthday in a cell; what it says besides, as in 1985.3.5(身份证), goes into the notes."""
    if is_age(header) and (age := AGE.fullmatch(half_width(value))):
        return Birthday("age", age=int(age[1]), as_of=today)
    try:
        return parse_birthday(value, today=today, calendar=calendar)
    except ValueError:
        day, remark = split_day(value)
        if not remark:
            raise
        birthday = parse_birthday(day, today=today, calendar=calendar)
        record.note(as_text(value), under=header)
        return birthday


@lru_cache(maxsize=1000)
def _is_remark(header):
    squeezed = squeeze(header)
    return known_field(squeezed)[0] == "notes" and bool(
        re.search("备注|说明|备忘|附注|remark|note|comment|memo", squeezed)
    )
