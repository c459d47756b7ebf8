"""The household, and the rule for children on every way into the archive."""

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.household import add_member, change_member, remove_member
from customers.models import Activity, HouseholdMember, RowChange
from dealercrm.lib.birthdays import Birthday, parse_birthday
from dealercrm.lib.errors import Refused
from tests.factories import NOW, TODAY, make_customer, make_member, make_staff

MOTHER = Birthday("lunar", 1950, 8, 15)
CHILD = Birthday("solar", 2020, 5, 3)


def url(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def test_a_parents_birthday_is_kept_as_entered_and_told(customer, assistant):
    member = add_member(
        HouseholdMember(customer=customer, relation="parent", name="王桂英", birthday=MOTHER), by=assistant, now=NOW
    )
    member.refresh_from_db()
    assert (member.birthday, member.age_band) == (MOTHER, "")
    told = Activity.objects.get(kind=facts.MEMBER_ADDED)
    assert told.data == {"relation": "parent", "name": "王桂英"} and told.subject_id == member.pk


def test_a_child_without_consent_leaves_an_age_band_and_no_name_in_the_timeline(customer, assistant):
    member = add_member(
        HouseholdMember(customer=customer, relation="child", name="豆豆", birthday=CHILD), by=assistant, now=NOW
    )
    member.refresh_from_db()
    assert (member.birthday, member.age_band, member.age_band_on) == (None, "3-6", TODAY)
    assert "豆豆" not in str(Activity.objects.get().data)
    assert member.is_child(TODAY)


def test_consent_is_kept_with_who_when_and_to_whom(customer, assistant):
    child = HouseholdMember(customer=customer, relation="child", birthday=CHILD, guardian_name="李雷")
    member = add_member(child, by=assistant, now=NOW)
    member.refresh_from_db()
    assert (member.birthday, member.guardian_consent_at, member.guardian_consent_by) == (CHILD, NOW, assistant)
    assert member.is_child(TODAY)  # kept, yet still a child's: never exported


def test_withdrawn_consent_takes_the_birthday_out_of_the_archive_and_its_history(customer, assistant):
    child = HouseholdMember(customer=customer, relation="child", birthday=CHILD, guardian_name="李雷")
    member = add_member(child, by=assistant, now=NOW)
    row = {"birthday": CHILD.text, "name": "豆豆"}
    RowChange.objects.create(
        table="customers_householdmember", row_id=member.pk, customer=customer, action="update", before=row, after=row,
        at=NOW,
    )  # fmt: skip
    change_member(member, by=assistant, now=NOW, guardian_name="")
    member.refresh_from_db()
    assert (member.birthday, member.age_band, member.guardian_consent_at) == (None, "3-6", None)
    assert not any(CHILD.text in f"{change.before}{change.after}" for change in RowChange.objects.all())
    assert RowChange.objects.filter(before__name="豆豆").exists()


def test_a_removed_childs_birthday_is_in_no_history(customer, assistant):
    child = HouseholdMember(customer=customer, relation="child", birthday=CHILD, guardian_name="李雷")
    member = add_member(child, by=assistant, now=NOW)
    RowChange.objects.create(
        table="customers_householdmember", row_id=member.pk, customer=customer, action="delete",
        before={"birthday": CHILD.text}, at=NOW,
    )  # fmt: skip
    remove_member(member, by=assistant)
    assert not HouseholdMember.objects.exists()
    assert not any(CHILD.text in str(change.before) for change in RowChange.objects.all())


def test_a_child_whose_age_nobody_can_tell_is_refused(customer, assistant):
    day = Birthday("solar", None, 5, 3)
    with pytest.raises(Refused):
        add_member(HouseholdMember(customer=customer, relation="child", birthday=day), by=assistant, now=NOW)
    assert not HouseholdMember.objects.exists()
    grown_up = HouseholdMember(customer=customer, relation="spouse", birthday=day)
    assert add_member(grown_up, by=assistant, now=NOW).birthday == day


def test_a_band_stays_when_something_else_changes(customer, assistant):
    member = add_member(HouseholdMember(customer=customer, relation="child", birthday=CHILD), by=assistant, now=NOW)
    assert change_member(member, by=assistant, now=NOW, notes="爱画画") == {"notes"}
    member.refresh_from_db()
    assert (member.age_band, member.notes) == ("3-6", "爱画画")
    assert change_member(member, by=assistant, now=NOW, notes="爱画画") == set()


def test_members_are_added_changed_and_removed_on_the_customers_page(customer, assistant, client_of):
    client, htmx = client_of(assistant), {"HX-Request": "true"}
    new = url("member-create", customer.pk)
    assert "<form" in client.get(new, headers=htmx).content.decode()
    shown = client.post(new, {"relation": "parent", "name": "王桂英", "birthday_0": "1950年农历八月十五"}, headers=htmx)
    assert "王桂英" in shown.content.decode()
    member = HouseholdMember.objects.get()
    assert member.birthday == MOTHER
    form = {"relation": "parent", "name": "王桂英", "birthday_0": member.birthday.in_chinese(), "notes": "爱跳广场舞"}
    form["seen"] = client.get(url("member-update", member.pk)).context["form"].initial["seen"]
    assert client.post(url("member-update", member.pk), form).status_code == 302
    assert "爱跳广场舞" in client.get(url("customer-household", customer.pk)).content.decode()
    client.post(url("member-remove", member.pk), headers=htmx)
    assert not HouseholdMember.objects.exists()
    timeline = client.get(url("customer-timeline", customer.pk)).content.decode()
    assert timeline.count("王桂英") == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"relation": ""},
        {"relation": "cat"},
        {"birthday_0": "某天"},
        {"birthday_0": "2031-01-01"},
        {"phone": "12345"},
        {"phone": "19911112222 19911113333"},
    ],
)
def test_bad_input_is_answered_beside_its_field(customer, assistant, client_of, wrong):
    sent = {"relation": "parent", "name": "王桂英"} | wrong
    response = client_of(assistant).post(url("member-create", customer.pk), sent)
    assert response.status_code == 422 and "invalid-feedback" in response.content.decode()
    assert not HouseholdMember.objects.exists()


def test_a_child_on_the_form_without_age_is_answered_with_a_sentence(customer, assistant, client_of):
    response = client_of(assistant).post(
        url("member-create", customer.pk), {"relation": "child", "birthday_0": "5月3日"}
    )
    assert response.status_code == 422 and response.context["form"].errors["birthday"]
    assert not HouseholdMember.objects.exists()


def test_a_colleague_sees_a_members_phone_masked_and_cannot_read_it_off_the_form(customer, store, client_of):
    member = make_member(customer, phone="19911115678")
    client = client_of(make_staff(store))
    for name, pk in (("customer-household", customer.pk), ("member-update", member.pk)):
        page = client.get(url(name, pk))
        assert "19911115678" not in page.content.decode()
    sent = {"relation": "parent", "name": "王桂香", "seen": page.context["form"].initial["seen"]}
    client.post(url("member-update", member.pk), sent)
    member.refresh_from_db()
    assert (member.name, member.phone) == ("王桂香", "19911115678")


def test_the_tab_asks_the_same_few_questions_for_any_household(
    customer, assistant, client_of, django_assert_max_num_queries
):
    client = client_of(assistant)
    for _n in range(8):
        make_member(customer)
    client.get(url("customer-household", customer.pk))  # that its numbers were read is noted once a day
    with django_assert_max_num_queries(11):
        client.get(url("customer-household", customer.pk))
    with django_assert_max_num_queries(19):  # thirteen (five keep the search), and six for savepoints
        client.post(url("member-create", customer.pk), {"relation": "spouse", "name": "李雷"})


def test_two_who_change_the_same_member_do_not_undo_each_other_unseen(customer, assistant, client_of):
    member = make_member(customer, occupation="教师")
    client, update = client_of(assistant), reverse("customers:member-update", args=[member.pk])
    form = client.get(update).context["form"]
    sent = {"relation": member.relation, "name": "王桂英", "occupation": "教师", "seen": form.initial["seen"]}
    HouseholdMember.objects.filter(pk=member.pk).update(occupation="退休教师")
    late = client.post(update, sent | {"notes": "腰不好"})
    assert late.status_code == 422 and "退休教师" in late.content.decode()
    member.refresh_from_db()
    assert (member.occupation, member.notes) == ("退休教师", "")


def test_another_stores_household_is_not_there(customer, other_store, client_of):
    member = make_member(make_customer(other_store))
    assert client_of(customer.keeper).get(url("member-update", member.pk)).status_code == 404


def test_a_typed_age_reads_back(customer, assistant):
    aged = parse_birthday("42岁", today=TODAY)
    member = add_member(HouseholdMember(customer=customer, relation="spouse", birthday=aged), by=assistant, now=NOW)
    member.refresh_from_db()
    assert member.birthday.age_on(TODAY) == 42
