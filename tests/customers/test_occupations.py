import csv

import pytest
from django.conf import settings

from customers.occupations import WORDS, occupation_code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("教师", "teacher"),
        ("小学老师", "teacher"),
        ("护士长", "nurse"),
        ("口腔医生", "dentist"),
        ("医生", "doctor"),
        ("军人", "soldier"),
        ("退役军人", "veteran"),
        ("记者", "journalist"),
        ("个体户", "business_owner"),
        ("软件工程师", "programmer"),
        ("工程师", "engineer"),
        ("ＩＴ", "programmer"),
        ("Nurse", "nurse"),
        ("退休教师", "teacher"),
        ("退休", ""),
        ("公务员", ""),
        ("credit manager", ""),
        ("", ""),
    ],
)
def test_what_people_write_for_an_occupation_finds_its_profession_day(words, code):
    assert occupation_code(words) == code


def test_every_code_belongs_to_a_profession_day():
    table = settings.BASE_DIR / "campaigns" / "reference" / "profession_days.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        known = {code for row in csv.DictReader(lines) for code in row["occupation_codes"].split(";")}
    assert set(WORDS) <= known
