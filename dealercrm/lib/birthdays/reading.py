"""Reading a date of birth as people type it and as spreadsheets keep it."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from re import Pattern
from typing import Any

from django.utils.translation import gettext as _

from dealercrm.lib.moments import day_in, day_of, serial_of, without_time
from dealercrm.lib.texts import LONGEST_VALUE

from .value import AGE, FIRST_YEAR, LUNAR, SOLAR, Birthday
from .words import DIGITS, ENGLISH_MONTHS, LUNAR_ONLY_MONTHS, number

LUNAR_WORD = re.compile(
    r"\(?(?:农历|農曆|阴历|陰曆|旧历|老历|古历|夏历|lunar)\)?|\([阴农]\)"
    r"|[阴农](?=\d|[正闰冬腊一二三四五六七八九十])",
    re.IGNORECASE,
)
SOLAR_WORD = re.compile(r"\(?(?:公历|公元|阳历|陽曆|新历|西历|solar)\)?|\(阳\)|阳(?=\d)", re.IGNORECASE)
# 1604 and 0000 are how address books write that the year is unknown, as --10-14 is.
NO_YEAR = re.compile(r"(?:(?:1604|000[01])[-./年]?|[xX*?]{4}[-./年]|--)(\d{1,2})[-./月]?(\d{2}|(?<=\D)\d)日?")
CHINESE = "〇零○一二三四五六七八九"
YEARS = rf"(?<!\d)(\d{{1,3}}|[{CHINESE}两十]+)(?:多|来)?(?:周?岁|虚岁)(?:半|多|\d{{1,2}}个月)?"
AGED = re.compile(rf"(?:{YEARS}|(\d{{1,3}}|[{CHINESE}两十]+)个月)(?:左右|多|大)?", re.IGNORECASE)
AGE_APART = re.compile(r"(?<=\d)\s+(?=\d{1,3}(?:多|来)?(?:周?岁|虚岁))")
ABOUT = re.compile(r"(?:今年|现年)?(?:大约|大概|约|about)?$", re.IGNORECASE)
END = r"[./\-]|$|(?=时)"
TOLD_ON = re.compile(
    rf"(?:截至|截止)?(\d{{4}})(?:年|{END})(?:(\d{{1,2}})(?:月|{END})(?:(\d{{1,2}})[日号]?)?)?"
    r"(?:时|那年|的?时候)?"
)
SAID_THEN = re.compile(r"截至|截止|时|那年")
WRITTEN_HERE = re.compile(r"约\d{1,3}岁\(\d{4}-\d\d-\d\d\)")  # words.in_chinese of an age
ONLY_A_YEAR = re.compile(r"(?:(?:19|20)\d\d年?|\d\d年)(?:的|出)?")
IN_WORDS = re.compile(
    rf"(?:(?:(\d{{4}}|\d{{2}}|[{CHINESE}]{{4}}|[{CHINESE}]{{2}})年|(\d{{4}})(?=[闰正元冬腊臘{CHINESE}十])))?"
    rf"(闰?)(\d{{1,2}}|[正元冬腊臘]|[{CHINESE}十]{{1,2}})月份?(初?\d{{1,2}}|[初廿念卅{CHINESE}十]{{1,3}})([日号]?)"
)
YEAR_LAST = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{4})")
# 5-Mar is what a spreadsheet makes of 3-5; but Mar-05 is a month and a year.
IN_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[-/.,]?([a-z]{3,9})|([a-z]{3,9})\.?(\d{1,2})(?:st|nd|rd|th)?)(?:[-/.,]?(\d{4}|(?<=\D)\d{2}))?",
    re.IGNORECASE,
)
IN_FIGURES = re.compile(r"(?:(\d{4}|\d{2})([./\-]))?(闰?)(\d{1,2})([./\-])(\d{1,2})")
# A day number of 1900 date system; it counts a 29 February 1900 that never was, so serials below 61 are a day off.
EXCEL_EPOCH, FIRST_SURE_SERIAL = date(1899, 12, 30), 10_000


def parse_birthday(value: Any, *, today: date, calendar: str | None = None) -> Birthday:
    """The Birthday in a text, number or date. ValueError with a sentence that says what is wrong with it.

    Lunar where it says so, and where only the lunar calendar speaks so: 正月, 冬月, 腊月, 闰, or a day in Chinese
    numerals without 日 (初五, 廿三, 八月十五). `calendar` 'solar' or 'lunar' overrules the text. A year of two
    digits is 19xx if it lies after today's; an age counts from `today`; nothing may lie in the future or before 1900.
    """
    found = _read(value, today, calendar)
    born = found.as_of if found.calendar == AGE else found.born_on()
    if born and born > today:
        raise ValueError(_("A date of birth cannot lie in the future."))
    return found


def parse_anniversary(value: Any, *, today: date, calendar: str | None = None) -> Birthday:
    """The day of a wedding in what `parse_birthday` reads: solar or lunar, with its year or without, never an age."""
    try:
        found = _read(value, today, calendar)
    except ValueError as error:
        raise ValueError(
            _("“%(text)s” is no day: write it such as 2010-05-01, 5月1日 or 农历八月十五.") % {"text": str(value)[:40]}
        ) from error
    if found.calendar == AGE:
        raise ValueError(_("An age says nothing of a wedding: write its day, such as 2010-05-01 or 5月1日."))
    day = found.born_on()
    if day and day > today:
        raise ValueError(_("The day of a wedding cannot lie in the future: write it down once they are married."))
    return found


def _read(value: Any, today: date, calendar: str | None) -> Birthday:
    if isinstance(value, datetime):
        value = day_of(value)
    if isinstance(value, date):
        return _of_day(value, calendar)
    if isinstance(value, Birthday):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, today, calendar)
    return _from_text("" if value is None else str(value), today, calendar)


def _from_text(raw: str, today: date, calendar: str | None) -> Birthday:
    if len(raw) > LONGEST_VALUE:
        raise _unreadable(f"{raw[:40]}…")
    text = unicodedata.normalize("NFKC", raw).strip().lstrip("'’‘")
    shorter = without_time(text).strip()
    if found := NO_YEAR.fullmatch(shorter):
        return Birthday(calendar or SOLAR, None, int(found[1]), int(found[2]))
    try:
        day = day_in(text) or day_in(shorter)
    except ValueError:
        raise _unreadable(raw) from None
    if day:
        return _of_day(day, calendar)
    text = shorter
    text = AGE_APART.sub(",", text)
    text = re.sub(r"\s+|^生日:?|^出生(日期)?:?|^生于|出?生$", "", text).replace("。", ".").replace("—", "-")
    if not text:
        raise ValueError(_("No date is given."))
    if ONLY_A_YEAR.fullmatch(text):
        raise ValueError(_("That is only a year: write the age instead, such as 42岁."))
    if re.fullmatch(r"\d+(\.\d+)?", text) and not re.fullmatch(r"\d{1,2}\.\d{1,2}", text):
        return _from_number(float(text), today, calendar)
    if aged := _aged(text, today, calendar):
        return aged
    lunar, text = _says(LUNAR_WORD, text)
    solar, text = _says(SOLAR_WORD, text)
    if lunar and solar:
        raise ValueError(_("It says both solar and lunar: give one of the two dates."))
    said = calendar or (LUNAR if lunar else SOLAR if solar else None)
    text = text.strip(":,")
    try:
        read = _in_words(text) or _in_figures(text) or _year_last(text) or _in_english(text)
    except ValueError:
        read = None
    if not read:
        raise _unreadable(raw)
    year, leap, month, day, sounds_lunar = read
    if leap and said == SOLAR:
        raise ValueError(_("Only a lunar month can be a leap month."))
    return Birthday(said or (LUNAR if sounds_lunar else SOLAR), _full_year(year, today), month, day, leap=leap)


def _aged(text: str, today: date, calendar: str | None) -> Birthday | None:
    """The Birthday in '约42岁', '8个月', '2021年5月1日时42岁', '42岁(2021-05)' and '1985.3.5(41岁)', else None.

    A day beside an age is the day of birth where the two agree (41 since 1985), and the day the age was told where it
    says so or cannot be the other (42 since 2021). What may be either is refused: one of the two is decades wrong.
    """
    found = AGED.search(text)
    if not found:
        return None
    try:
        age = number(found[1]) if found[1] else number(found[2]) // 12
    except ValueError:
        raise _unreadable(text) from None
    before, after = ABOUT.sub("", text[: found.start()]).strip("(),"), text[found.end() :].strip("(),")
    if not before and not after:
        return Birthday(AGE, age=age, as_of=today)
    beside = before or after
    if (before and after) or AGED.search(beside):
        return None
    told = _told_on(beside, today)
    if told and (SAID_THEN.search(beside) or WRITTEN_HERE.fullmatch(text)):
        return Birthday(AGE, age=age, as_of=told)
    born = _born(beside, today, calendar)
    since = born or (told and Birthday(SOLAR, told.year, told.month, told.day))
    if not since:
        return None
    too_old = age - since.age_on(today)  # by a year as the Chinese count, or if told a while ago
    if abs(too_old) <= 1:
        return born or Birthday(AGE, age=age, as_of=today)
    if told and too_old > 2:
        return Birthday(AGE, age=age, as_of=told)
    raise _unreadable(text)


def _told_on(text: str, today: date) -> date | None:
    """The day in '截至2021年5月1日', '2021-05' and '2021年时': of a year its middle, of a month its first; or None."""
    found = TOLD_ON.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(figures) if figures else None for figures in found.groups())
    if year < FIRST_YEAR:
        raise _unreadable(text)
    try:
        told = date(year, month or 7, day or 1)
    except ValueError:
        raise _unreadable(text) from None
    return min(told, today) if year == today.year and not month else told


def _born(text: str, today: date, calendar: str | None) -> Birthday | None:
    """The Birthday in a text, None where it holds none or not its year."""
    try:
        born = _from_text(text, today, calendar)
    except ValueError:
        return None
    return born if born.year else None


def _says(word: Pattern, text: str) -> tuple[bool, str]:
    return bool(word.search(text)), word.sub("", text)


def _in_words(text: str) -> tuple[int | None, bool, int, int, bool] | None:
    """(year, leap, month, day, sounds lunar) of '1979年闰六月初二' and '3月5日', else None."""
    if not (found := IN_WORDS.fullmatch(text)):
        return None
    year, year_alone, leap, month, day, sign = found.groups()
    sounds_lunar = bool(leap) or month in LUNAR_ONLY_MONTHS or not (day.isascii() or sign)
    figures = "".join(str(DIGITS.get(figure, figure)) for figure in year or year_alone or "")
    year_said = int(figures) if figures else None
    return year_said, bool(leap), LUNAR_ONLY_MONTHS.get(month) or number(month), number(day), sounds_lunar


def _year_last(text: str) -> tuple[int, bool, int, int, bool] | None:
    """The same of '12/31/1985' and '3.5.1985', else None: as long as day and month can be told apart.

    With points the day comes first wherever people write so.
    """
    found = YEAR_LAST.fullmatch(text)
    if not found:
        return None
    if found[2] == ".":
        return int(found[4]), False, int(found[3]), int(found[1]), False
    first, second = sorted((int(found[1]), int(found[3])))
    return (int(found[4]), False, first, second, False) if second > 12 or first == second else None


def _in_english(text: str) -> tuple[int | None, bool, int, int, bool] | None:
    """The same of '5-Mar', 'March 5' and '5-Mar-85', else None."""
    if not (found := IN_ENGLISH.fullmatch(text)):
        return None
    name = (found[2] or found[3]).lower()
    months = [
        place for place, month in enumerate(ENGLISH_MONTHS, 1) if month.lower() == name or month[:3].lower() == name
    ]
    year = int(found[5]) if found[5] else None
    return (year, False, months[0], int(found[1] or found[4]), False) if months else None


def _in_figures(text: str) -> tuple[int | None, bool, int, int, bool] | None:
    """The same of '1979-08-16', '64/4/23', '8.16' and '闰6.2', else None."""
    found = IN_FIGURES.fullmatch(text)
    if not found or found[2] not in (None, found[5]):
        return None
    return int(found[1]) if found[1] else None, bool(found[3]), int(found[4]), int(found[6]), bool(found[3])


def _from_number(value: float | int, today: date, calendar: str | None) -> Birthday:
    """19710913, 710913, an Excel day number, or 8.16 where a spreadsheet made a number of a month and day."""
    if 1e9 <= abs(value) < 1e15 and (day := day_in(str(int(value)))):
        return _of_day(day, calendar)
    if not 0 <= value < 1e8:
        raise _unreadable(value)
    whole = int(value)
    text = str(whole)
    if value < 13 and value != whole:
        return _from_fraction(f"{value:.10g}", calendar)
    if len(text) == 8 and value == whole:
        return Birthday(calendar or SOLAR, int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6 and value == whole and not (text[:2] in ("19", "20") and 1 <= int(text[4:]) <= 12):
        return Birthday(calendar or SOLAR, _full_year(int(text[:2]), today), int(text[2:4]), int(text[4:]))
    if len(text) == 5 and whole >= FIRST_SURE_SERIAL:
        return _of_day(EXCEL_EPOCH + timedelta(days=serial_of(value)), calendar)
    raise _unreadable(f"{value:.10g}")


def _of_day(day: date, calendar: str | None) -> Birthday:
    return Birthday(calendar or SOLAR, None if day.year in (1, 1604) else day.year, day.month, day.day)


def _full_year(year: int | None, today: date) -> int | None:
    if year is None or year > 99:
        return year
    return year + (1900 if year > today.year % 100 else 2000)


def _from_fraction(text: str, calendar: str | None) -> Birthday:
    month, _point, day = text.partition(".")
    if len(day) == 1:
        raise ValueError(
            _("%(value)s may be day %(day)s or %(day)s0: write it with 月 and 日.") % {"value": text, "day": day}
        )
    if len(day) != 2:
        raise _unreadable(text)
    return Birthday(calendar or SOLAR, None, int(month), int(day))


def _unreadable(raw: float | int | str) -> ValueError:
    return ValueError(_("“%(text)s” cannot be read as a birthday.") % {"text": str(raw).strip()})
