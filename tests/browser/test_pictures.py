"""The command that photographs every page."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_a_role_is_photographed_at_both_widths(live_server, assets, crew, tmp_path):
    call_command("pictures", address=live_server.url, role="crew", folder=tmp_path)
    taken = {picture.name for picture in tmp_path.iterdir()}
    assert {"crew-360-customers-installation-list.png", "crew-1280-stores-password-change.png"} <= taken


def test_where_nothing_is_served_it_is_said(crew, tmp_path):
    with pytest.raises(CommandError, match="localhost:9"):
        call_command("pictures", address="http://localhost:9", role="crew", folder=tmp_path)
