"""The command that photographs every page."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def take_pictures(**options):
    """In a thread of its own: the browser of the other tests has a loop running in this one."""

    def take():
        try:
            call_command("pictures", **options)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(take).result()


def test_every_page_of_a_role_is_photographed_at_both_widths(live_server, assets, crew, tmp_path):
    take_pictures(address=live_server.url, role="crew", folder=tmp_path)
    taken = {picture.name for picture in tmp_path.iterdir()}
    assert {"crew-360-customers-installation-list.png", "crew-1280-stores-password-change.png"} <= taken


def test_where_nothing_is_served_it_is_said(crew, tmp_path):
    with pytest.raises(CommandError, match="localhost:9"):
        take_pictures(address="http://localhost:9", role="crew", folder=tmp_path)
