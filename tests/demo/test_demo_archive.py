"""What the demo dealer knows beside sales: every page of an archive has something to show, and keeps the law."""

import pytest
from django.core.management import call_command
from django.http import QueryDict

from campaigns.models import Contact
from customers.consent import left_alone
from customers.listing import CustomerList
from customers.models import (
    ArchiveCheck,
    Attachment,
    Completeness,
    Consent,
    Customer,
    CustomerTag,
    DesignerProfile,
    DesignReview,
    DistributorProfile,
    Home,
    HomeItem,
    HouseholdMember,
    LikelyDuplicate,
    OwnField,
    OwnValues,
    RowChange,
    SavedView,
    Suspicion,
    Tie,
)
from dealercrm.demo import photos
from dealercrm.demo.fill import fill
from dealercrm.demo.words import names
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small_dealer(django_db_setup, django_db_blocker):
    """A dealer of 500 customers, made once for the file and taken away again."""
    with django_db_blocker.unblock():
        fill(TODAY, NOW, count=500)
        yield
        call_command("flush", interactive=False, verbosity=0)


def test_every_part_of_an_archive_is_there(small_dealer):
    tables = (
        HouseholdMember, Home, HomeItem, CustomerTag, OwnValues, Consent, Tie, DesignReview, DesignerProfile,
        DistributorProfile, LikelyDuplicate,
    )  # fmt: skip
    assert [model.__name__ for model in tables if not model.objects.exists()] == []
    assert Customer.objects.orphans().exists()
    assert set(HomeItem.objects.values_list("state", flat=True)) == {"good", "worn", "broken", "missing"}
    assert {len(set(Home.objects.values_list(field, flat=True))) for field in ("kind", "renovation_round")} == {4, 2}
    assert Customer.objects.filter(introduced_by__kind="designer").exists()
    assert Completeness.objects.count() == 500 and Completeness.objects.filter(percent__lt=60).exists()


def test_children_stand_there_as_the_law_allows(small_dealer):
    children = [member for member in HouseholdMember.objects.all() if member.is_child(TODAY)]
    with_birthday = [member for member in children if member.birthday]
    assert with_birthday and len(with_birthday) < len(children)
    assert all(member.guardian_name and member.guardian_consent_at for member in with_birthday)
    assert not [m for m in children if not m.birthday and m.name]


def test_the_words_of_a_household_have_their_people():
    told = {words for some in names.HOUSEHOLDS.values() for words in some}
    assert names.MEMBERS.keys() <= told and len(told - names.MEMBERS.keys()) <= 1  # who lives alone


def test_own_fields_of_every_type_are_known_of_somebody(small_dealer):
    keys = {key for values in OwnValues.objects.values_list("values", flat=True) for key in values}
    fields = {field.key: field.type for field in OwnField.objects.all()}
    assert keys == fields.keys() and set(fields.values()) == set(OwnField.Type)


def test_every_saved_view_narrows_and_most_find_somebody(small_dealer):
    views = list(SavedView.objects.select_related("by"))
    lists = [CustomerList(QueryDict(view.query), view.by) for view in views]
    everybody = [CustomerList(QueryDict(""), view.by).count for view in views]
    found = [listed.count for listed in lists]
    assert all(some < all_of_them for some, all_of_them in zip(found, everybody, strict=True))
    assert sum(map(bool, found)) >= len(views) - 1


def test_who_wants_no_contact_is_left_alone(small_dealer):
    silent = Consent.objects.filter(is_given=False)
    assert silent.filter(channel="all").exists() and silent.exclude(channel="all").exists()
    planned = Contact.objects.planned().filter(customer__in=left_alone())
    assert not planned.exclude(leading__rule__trigger="after_install").exists()


def test_archives_were_checked_and_some_ask_for_a_look(small_dealer):
    assert {"", "true"} < set(ArchiveCheck.objects.values_list("result", flat=True))
    assert not ArchiveCheck.objects.exclude(result="").filter(checked_by=None).exists()
    assert Suspicion.objects.filter(reason="address").count() == 4
    assert LikelyDuplicate.objects.filter(reason="phone").count() == 1


def test_the_history_tells_of_keepers_and_days_not_of_the_night_it_was_made(small_dealer):
    assert not RowChange.objects.exclude(action="insert").exists()
    assert not RowChange.objects.filter(at__gt=NOW).exists()
    assert RowChange.objects.filter(staff_id__isnull=False).count() > RowChange.objects.count() * 0.9


def test_photos_of_homes_whose_families_allowed_it(small_dealer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photos.hang_photos(TODAY, NOW)
    rows = Attachment.objects.select_related("home")
    assert rows.count() == 2 * photos.HOMES and all(row.home.photo_permission_on for row in rows)
    assert all(row.file.size and row.thumbnail.size for row in rows)
