"""Two thousand families as they stand in the archive: name, phones, home, birthday."""

from datetime import date

from customers.models import Customer, CustomerPhone
from customers.occupations import occupation_code
from dealercrm.demo.clashes import agree
from dealercrm.demo.words import names
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.lunar import leap_month, month_length, to_lunar
from dealercrm.lib.pinyin import pinyin_sort_key

WALKED_IN = Customer.Source.WALK_IN
SOURCES = {
    WALKED_IN: 34,
    Customer.Source.PROMOTION: 30,
    Customer.Source.ONLINE: 11,
    Customer.Source.OUTSIDE_SALES: 9,
    Customer.Source.DESIGNER: 8,
    Customer.Source.EVENT: 5,
    Customer.Source.INTERMEDIARY: 3,
}


def pick(rng, weighted):
    """One row of (thing, weight, ...) by weight; the thing alone where nothing else is in the row."""
    row = rng.choices(weighted, weights=[row[1] for row in weighted])[0]
    return row if len(row) > 2 else row[0]


def of_age(by_latest_year, born):
    return next(things for latest, things in by_latest_year.items() if born <= latest)


def phone_numbers():
    """Numbers nobody has: 154 is a prefix that was never given out. The last digits differ, as in life."""
    number = 4321
    while True:
        number = (number + 7919) % 100_000
        yield f"154{number // 10_000}000{number % 10_000:04}"


def person(rng, today):
    """(name, sex 0 man / 1 woman, year of birth)."""
    born = min(max(int(rng.gauss(1984, 11)), 1948), today.year - 23)
    sex = int(rng.random() < 0.56)
    given = of_age(names.GIVEN, born)[sex]
    return pick(rng, names.SURNAMES) + rng.choice(given), sex, born


def family(rng, *, store, keeper, source, today, community=None):
    """An unsaved Customer with everything but the day it became one."""
    name, sex, born = person(rng, today)
    occupation, _weight, title = pick(rng, names.OCCUPATIONS)
    surname = name[:2] if name[:2] in ("欧阳", "司马", "上官") else name[0]
    if not title:
        age = today.year - born
        title = (("哥", "姐") if age < 56 else ("叔", "阿姨"))[sex]
    household = rng.choice(of_age(names.HOUSEHOLDS, born)) if rng.random() < 0.6 else ""
    best_time = pick(rng, [row for row in names.BEST_TIMES if agree(household, row[0])])
    customer = Customer(
        store=store,
        keeper=keeper,
        name=name,
        pinyin=pinyin_sort_key(name),
        salutation=surname + title,
        wechat="" if rng.random() < 0.55 else f"{pinyin_sort_key(name).replace(' ', '')}{born % 100:02}",
        birthday=birthday(rng, born),
        occupation=occupation,
        occupation_code=occupation_code(occupation),
        household=household,
        source=source or rng.choices(list(SOURCES), weights=SOURCES.values())[0],
        best_time=best_time,
        avoid=pick(rng, [row for row in names.AVOID if agree(occupation, household, best_time, row[0])]),
    )
    move_in(rng, customer, community)
    return customer


def move_in(rng, customer, community):
    """Give a home in one of the communities around the shop; in `community` if one is named."""
    around = names.COMMUNITIES[customer.store.code]
    known = [row for row in around if row[0] == community]
    customer.community, _weight, buildings, storeys = known[0] if known else pick(rng, around)
    customer.building = str(rng.randint(1, buildings))
    customer.unit = str(rng.randint(1, 3))
    customer.room = f"{rng.randint(1, storeys)}0{rng.randint(1, 4)}"


def birthday(rng, born):
    """Solar or lunar, with or without a year, in a leap month or not known: as archives are."""
    day = date(born, 1, 1).toordinal() + rng.randrange(365)
    solar = date.fromordinal(day)
    lunar = to_lunar(solar)
    kind = rng.choices(("solar", "lunar", "leap", "yearless", "lunar yearless", ""), weights=(50, 13, 2, 9, 4, 22))[0]
    if kind == "solar":
        return Birthday("solar", solar.year, solar.month, solar.day)
    if kind == "lunar":
        return Birthday("lunar", *lunar[:3], leap=lunar.leap)
    if kind == "leap":
        year = next(year for year in range(born, born + 4) if leap_month(year))
        month = leap_month(year)
        return Birthday("lunar", year, month, rng.randint(1, month_length(year, month, True)), leap=True)
    if kind == "yearless":
        return Birthday("solar", None, solar.month, solar.day)
    if kind == "lunar yearless":
        return Birthday("lunar", None, lunar.month, lunar.day)
    return None


def phones_of(rng, customer, numbers):
    """One phone, now and then a second."""
    count = 2 if rng.random() < 0.18 else 1
    return [CustomerPhone(customer=customer, number=next(numbers), position=position) for position in range(count)]
