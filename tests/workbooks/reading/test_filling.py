"""The importer knows no database, and yet must not read more than its columns hold."""

from customers.models import Customer
from workbooks.reading.filling import LENGTHS


def test_a_field_takes_as_much_of_a_cell_as_its_column_holds():
    assert {name: Customer._meta.get_field(name).max_length for name in LENGTHS} == LENGTHS
