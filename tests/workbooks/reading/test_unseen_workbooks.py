"""Workbooks nobody has seen before come out as the truth they were made from."""

import random
from datetime import date

import pytest

from tests.workbooks.reading.workbooks import Maker
from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

TODAY = date(2026, 11, 22)


def read(maker):
    content, name = maker.write()
    sheets = read_workbook(content, name)
    return list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code="0371"))


@pytest.mark.parametrize("seed", range(150))
def test_a_workbook_comes_out_as_it_was_meant(seed):
    maker = Maker(random.Random(seed))
    found, refused, passed_over = {}, 0, 0
    for record in read(maker):
        if isinstance(record, PassedOver):
            passed_over += 1
        elif record.is_refused:
            refused += 1
        else:
            facts = record.facts
            birthday = facts.get("birthday")
            found[record.phones[0]] = {
                "name": record.name,
                "phones": record.phones,
                "community": facts.get("community"),
                "place": tuple(facts.get(part, "") for part in ("building", "unit", "room")),
                "birthday": birthday and (birthday.calendar, birthday.year, birthday.month, birthday.day),
                "orders": [
                    {
                        "signed": order.signed_on,
                        "installed": order.installed_on,
                        "lines": len(order.lines),
                        "total": order.amount,
                    }
                    for order in record.orders
                ],
            }
    assert found == maker.truth.customers
    assert (refused, passed_over) == (maker.truth.refused, maker.truth.passed_over)
