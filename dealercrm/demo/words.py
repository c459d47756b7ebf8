"""The demo's words, in data/: who the families are (names.json), what is said (talk.json), what is sold (goods.csv).

All invented. In names.json SURNAMES, OCCUPATIONS, BEST_TIMES and AVOID are rows of (words, weight, ...), GIVEN and
HOUSEHOLDS begin with the latest year of birth, COMMUNITIES are (name, weight, latest building, storeys) around each
shop, and MEMBERS say of a household's words who lives there: (relation, age or age band, occupation). In talk.json
{product} and {place} are filled with the family's own.
"""

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Goods(NamedTuple):
    """`weight` is how often an order holds it, `margin` the gross profit as a part of the price in yuan a measure.

    `category` is a code of customers/reference/care_cycles.csv.
    """

    product: str
    category: str
    weight: int
    cheapest: int
    dearest: int
    fewest: int
    most: int
    measure: str
    margin: float


def _load(name):
    return SimpleNamespace(**json.loads((DATA / name).read_text(encoding="utf-8")))


def _goods():
    with open(DATA / "goods.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Goods(**{name: type(row[name]) for name, type in Goods.__annotations__.items()})


talk, names, GOODS = _load("talk.json"), _load("names.json"), tuple(_goods())
names.GIVEN = {born: (men.split(), women.split()) for born, men, women in names.GIVEN}
names.HOUSEHOLDS = dict(names.HOUSEHOLDS)
