"""Whom the list of customers shows."""

import re


def names(response):
    return re.findall(r'<a href="/customers/\d+/">([^<]+)</a>', response.content.decode())
