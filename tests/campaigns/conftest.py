import pytest

from tests.campaigns.contact_days import kept, told


@pytest.fixture(autouse=True)
def contact_days_are_kept(request):
    """Whatever a test here lets happen, the days in the lists are those of the contacts."""
    if request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    yield
    assert kept() == told()
