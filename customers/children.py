"""What may be kept of a child's birthday: a rule without a database (AR-16).

Data of a child under 14 is sensitive by law (CHINA.md). Without a guardian's recorded consent neither a date of birth
nor an age is kept, only the band it falls into. Every way into the archive goes through `kept`.
"""

import re

from dealercrm.lib.birthdays import Birthday, parse_birthday

CHILD_UNDER = 14
BANDS = ((2, "0-2"), (6, "3-6"), (13, "7-13"))  # up to this age, in full years
# A day with its year, as people write it: 2019-05-03, 2019年5月3日, 2019年农历五月初三, 20190503.
BORN = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:(?:[-./]\d{1,2}[-./]\d{1,2})(?!\d)|\d{4}(?!\d)"
    r"|年(?:农历|阴历)?闰?[\d正一二三四五六七八九十冬腊]{1,2}月(?:[\d初廿一二三四五六七八九十]{1,3})[日号]?)(?:出?生)?"
)
# Who may be one, in a remark about anything.
_CHILD = re.compile(r"儿子|女儿|孩|闺女|宝宝|[大小二]宝|孙子|孙女|外孙|\b(?:son|daughter|child|kid)", re.IGNORECASE)
_GROWN_UP = re.compile(
    r"[父母]亲|爸|妈|老[人公婆]|先生|太太|爱人|配偶|丈夫|妻子|本人|业主|爷爷|奶奶|外公|外婆|岳|husband|wife|mother|father"
)
_OF_BIRTH = re.compile(r"生日|生辰|出生|[\d日号年]生|born|birth", re.IGNORECASE)
_NUMERALS = "正一二三四五六七八九十冬腊"
_MONTH_DAY = re.compile(
    rf"(?:农历|阴历)?闰?(?:\d{{1,2}}|[{_NUMERALS}]{{1,2}})月(?:\d{{1,2}}|[初廿{_NUMERALS}]{{1,3}})[日号]?"
    r"|(?<![\d.\-/])\d{1,2}[.\-/]\d{1,2}(?![\d.\-/岁])"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?(?:出?生)?")
_AGE = re.compile(r"(?<![\d\-])(\d{1,2})(?=周?岁)")
YOUNG_RELATIONS = frozenset({"child", "grandchild"})


def is_child(relation, birthday, today):
    """Must this birthday be treated as a child's? A son's without a year may be, an aunt's without a year is not."""
    age = None if birthday is None else birthday.age_on(today)
    return relation in YOUNG_RELATIONS if age is None else age < CHILD_UNDER


def age_band(birthday, today):
    """'0-2', '3-6' or '7-13'; '' for who is older, or of unknown age."""
    age = None if birthday is None else birthday.age_on(today)
    return "" if age is None else next((band for upto, band in BANDS if age <= upto), "")


def kept(relation, birthday, *, has_consent, today):
    """(birthday, age band) as they may be written down: one of the two at most."""
    if birthday is None or has_consent or not is_child(relation, birthday, today):
        return birthday, ""
    return None, age_band(birthday, today)


def without_child_birthdays(text, today):
    """Words about a family with every child's date of birth turned into its age band: '儿子2019-05-03' -> '儿子7-13岁'.

    For what is typed or imported as words, where no consent can be recorded.
    """

    def shorten(found):
        try:
            birthday = parse_birthday(found.group(), today=today)
        except ValueError:
            return found.group()
        band = age_band(birthday, today)
        return f"{band}岁" if band else found.group()

    return BORN.sub(shorten, text)


def without_children(text, today):
    """The same for a remark about anything, where most days are no birthdays: '女儿2021年3月3日生，橱柜3月5日送'.

    A child's day without a year is left out, for how old the child is nobody can say.
    """
    if not _CHILD.search(text):
        return text
    pieces, is_childs = re.split(r"([，,。;；\n、|]|\s(?=\D))", text), False
    for number in range(0, len(pieces), 2):
        piece = pieces[number]
        is_childs = bool(_CHILD.search(piece)) or (is_childs and not _GROWN_UP.search(piece))
        if is_childs:
            pieces[number] = _without_birth(piece, today)
    return "".join(pieces)


def _without_birth(piece, today):
    piece = _AGE.sub(lambda found: _band_of(int(found[1]), today) or found[0], piece)
    is_nothing_else = re.fullmatch(rf"(?:{_CHILD.pattern})\w{{0,4}}[:：\s]*", BORN.sub("", piece), re.IGNORECASE)
    if not (_OF_BIRTH.search(piece) or is_nothing_else):
        return piece
    shorter = without_child_birthdays(piece, today)
    if BORN.search(shorter):  # somebody's who is grown up
        return shorter
    for found in reversed(list(_YEAR.finditer(shorter))):
        if band := _band_of(today.year - int(found[1]), today):
            shorter = f"{shorter[: found.start()]}{band}岁{shorter[found.end() :]}"
    return _MONTH_DAY.sub("", shorter)


def _band_of(age, today):
    return age_band(Birthday("age", age=max(age, 0), as_of=today), today)
