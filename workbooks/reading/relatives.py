"""Who is who in a household, as dealers write it (老公, 大儿子, 岳母), and relatives in the cells of a row."""

import re
from functools import lru_cache

from customers.archive_facts.table import imported, longest, plain_texts
from customers.minors import CHILD_UNDER, YOUNG_RELATIONS, is_child, kept
from customers.models import HouseholdMember
from dealercrm.lib.birthdays import Birthday, parse_birthday
from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import half_width, is_nothing, of_the_living, parse_name
from workbooks.reading.drafts import MemberDraft, put, value_of
from workbooks.reading.sheets import as_text

# Codes of HouseholdMember.Relation, read from top to bottom: 孙子 before 子, 岳母 and 公公 are parents to the family.
_WORDS = [
    ("grandchild", "孙子|孙女|外孙|孙儿|孙辈|grandchild|grandson|granddaughter"),
    ("grandparent", "爷爷|奶奶|姥姥|姥爷|外公|外婆|祖父|祖母|外祖|grandparent|grandfather|grandmother"),
    ("parent", "父亲|母亲|爸|妈|父母|岳父|岳母|公公|婆婆|老人|^父$|^母$|parent|father|mother|dad|mom"),
    ("spouse", "配偶|爱人|老公|老婆|先生|太太|妻|丈夫|夫人|^夫$|媳妇|spouse|wife|husband"),
    ("sibling", "哥|弟|姐|妹|兄|sibling|brother|sister"),
    ("child", "孩|子女|儿子|女儿|宝宝|^子$|^女$|^儿$|老大|老二|child|son|daughter|kid"),
    ("other", "^其[他它]$|亲戚|同住|保姆|other"),
]
_COMPILED = [(relation, re.compile(words, re.IGNORECASE)) for relation, words in _WORDS]
# What says no more than the relation does.
_PLAIN = re.compile(
    r"配偶|爱人|孩子?|小孩|子女|父母|祖父母|孙辈|兄弟姐妹|其[他它]|老人|(?:家庭)?成员|家属|家人"
    r"|spouse|child|parent|grandparent|grandchild|brotherorsister|other|member",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(联系)?(姓名|名字|生日|生辰|出生(日期|年月日?|时间)?|电话|手机|号码?|职业|工作|单位|年龄|信息|备注|说明|农历|阴历|关系"
    r"|name|birthday|birth|dob|phone|mobile|tel|occupation|job|age|lunar|relation(ship)?|的|['\s_])",
    re.IGNORECASE,
)
MEMBER = tuple(fact.column_name for fact in imported(HouseholdMember))
TEXTS = plain_texts(HouseholdMember)
LIMITS = longest(HouseholdMember)
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤尉单区仇查解"
)
PERSON = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
AGE = re.compile(r"(\d{1,3})(?:周?岁)?")


def relation_of(text):
    """The relation a word means, "" where it is none: 大儿子 is a child, 表姐 a sister, 同事 nobody of the family."""
    text = half_width(text)
    return next((relation for relation, words in _COMPILED if words.search(text)), "")


def closer_word(text):
    """The word itself where it says more than the relation: 母亲 is more than a parent, 配偶 is just a spouse."""
    word = re.sub(r"[\s\d]", "", half_width(text))
    return "" if not word or _PLAIN.fullmatch(word) else word[:20]


@lru_cache(maxsize=1000)
def is_age(header):
    """Does the column say how old somebody is, rather than when they were born?"""
    return bool(re.search("年龄|age", header, re.IGNORECASE))


def read_members(record, cells, reading):
    """Make members of a row's household columns; columns of one relative go together: 孩子1姓名, 孩子1生日."""
    relatives = {}
    for field in MEMBER:
        for header, value in cells.get(field, ()):
            relatives.setdefault(_whose(header), []).append((field, header, value))
    for whose, found in relatives.items():
        if member := read_member(record, found, today=reading.today, word=whose):
            record.members.append(member)
    for header, value in cells.get("member", ()):
        _read_cell(record, header, value, reading.today)


def read_member(record, cells, *, today, word=""):
    """The MemberDraft of [(field, header, cell)], or None; what cannot be read goes into the record's notes.

    `word` says who it is where no cell does: 配偶 of the header 配偶姓名.
    """
    found = {field: as_text(value) for field, _header, value in cells}
    said = found.get("member_relation", "") or word
    draft = MemberDraft(relation_of(said) or "other")
    notes = [closer_word(said) if relation_of(said) or "member_relation" in found else ""]
    for field, header, value in cells:
        text = as_text(value)
        if field == "member_name":
            name, _salutation, remark = (text, "", "") if record.is_own_export else parse_name(text)
            draft.name = _within(record, "name", name, header)
            notes.append(remark)
        elif field == "member_birthday":
            _read_birthday(record, draft, header, value, today)
        elif field == "member_phone":
            phones, rest = ([text[:20]], "") if record.is_own_export else find_phones(value)
            draft.phone = phones[0] if phones else ""
            notes += [*phones[1:], rest if rest and not is_nothing(rest) else ""]
        elif field in TEXTS:
            put(draft, TEXTS[field], _within(record, TEXTS[field], text, header))
        elif field == "member_notes":
            notes.append(text)
    draft.notes = _within(record, "notes", "; ".join(dict.fromkeys(filter(None, notes))), "")
    is_somebody = (
        draft.name
        or draft.birthday
        or draft.age_band
        or draft.phone
        or any(value_of(draft, name) for name in TEXTS.values())
    )
    return draft if is_somebody or "member_relation" in found else None


def _read_birthday(record, draft, header, value, today):
    """The birthday, or the age band of a child: no consent can be recorded in a workbook (customers.minors)."""
    text = half_width(value)
    calendar = "lunar" if re.search("农历|阴历|lunar", header, re.IGNORECASE) else None
    try:
        if is_age(header) and (age := AGE.fullmatch(text)):
            birthday = Birthday("age", age=int(age[1]), as_of=today)
        else:
            birthday = parse_birthday(value, today=today, calendar=calendar)
            if not record.is_own_export:
                birthday = of_the_living(birthday)
    except ValueError:
        if draft.relation in YOUNG_RELATIONS:  # whatever it says is about a child
            record.say("unreadable_childs_birthday", column=header)
        else:
            record.keep_raw("unreadable_birthday", as_text(value), header)
        return
    if is_child(draft.relation, birthday, today) and birthday.age_on(today) is None:
        record.say("child_of_unknown_age", column=header, age=CHILD_UNDER)
        return
    draft.birthday, draft.age_band = kept(draft.relation, birthday, has_consent=False, today=today)


def _read_cell(record, header, value, today):
    """A relative in one cell: 李红 13800138000, 儿子8岁; whatever else stands there is kept as a note."""
    found = []
    for piece in re.split(r"[，,;；、\n]+", as_text(value).strip()):
        member = _read_piece(record, piece.strip(), header, today)
        if member is None:
            record.note(as_text(value), under=header)
            return
        found.append(member)
    record.members += found


def _read_piece(record, piece, header, today):
    relation, word = relation_of(header), header
    if match := re.match(r"(大|小|二)?(儿子|女儿|孙子|孙女|老公|老婆|父亲|母亲|爸爸|妈妈)[:：]?\s*", piece):
        relation, word = relation_of(match.group()), match.group().strip(" :：")
        piece = piece[match.end() :]
    cells = []
    for part in filter(None, re.split(r"[\s/()（）]+", re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", " ", piece))):
        if find_phones(part)[0]:
            cells.append(("member_phone", header, part))
        elif PERSON.fullmatch(part):
            cells.append(("member_name", header, part))
        elif _is_birthday(part, today):
            cells.append(("member_birthday", header, part))
        else:
            return None
    if not cells or not relation or len({field for field, _header, _value in cells}) < len(cells):
        return None
    return read_member(record, cells, today=today, word=word)


def _is_birthday(text, today):
    try:
        return bool(parse_birthday(text, today=today))
    except ValueError:
        return False


def _whose(header):
    """What the headers of one relative share: 孩子1 of 孩子1姓名 and of 孩子生日1; 成员 where it names nobody."""
    text = re.sub(r"[()\[\]（）【】]", "", half_width(header))
    number = "".join(re.findall(r"\d", text))
    word = re.sub(r"\d", "", _ATTRIBUTE.sub("", text))
    return (word if relation_of(word) else "成员") + number


def _within(record, field, text, header):
    if len(text) > LIMITS[field]:
        record.keep_raw("too_long", text, header)
    return text[: LIMITS[field]]
