"""What may be kept of a child's birthday: a rule without a database (AR-16).

Data of a child under 14 is sensitive by law (CHINA.md). Without a guardian's recorded consent neither a date of birth
nor an age is kept, only the band it falls into. Every way into the archive goes through `kept`.
"""

import re

from dealercrm.lib.birthdays import parse_birthday

CHILD_UNDER = 14
BANDS = ((2, "0-2"), (6, "3-6"), (13, "7-13"))  # up to this age, in full years
# A day with its year, as people write it: 2019-05-03, 2019年5月3日, 2019年农历五月初三, 20190503.
BORN = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:(?:[-./]\d{1,2}[-./]\d{1,2})(?!\d)|\d{4}(?!\d)"
    r"|年(?:农历|阴历)?闰?[\d正一二三四五六七八九十冬腊]{1,2}月(?:[\d初廿一二三四五六七八九十]{1,3})[日号]?)(?:出?生)?"
)
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
