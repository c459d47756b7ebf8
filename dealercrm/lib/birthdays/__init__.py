"""Dates of birth: the value (`Birthday`), reading what people type (`parse_birthday`), and who is due (`day_keys`)."""

from .reading import parse_anniversary, parse_birthday
from .value import Birthday
from .window import day_keys

__all__ = ["Birthday", "day_keys", "parse_anniversary", "parse_birthday"]
