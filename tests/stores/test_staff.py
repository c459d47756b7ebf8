import pytest
from django.urls import reverse

from dealercrm.lib.errors import Refused
from stores.actions.staff import add_staff, change_staff
from stores.forms import StaffForm
from stores.models import Role, Staff
from tests.factories import PASSWORD, make_customer, make_staff

LIST, CREATE = reverse("stores:staff-list"), reverse("stores:staff-create")
NEW_PERSON = {
    "name": "小王",
    "role": "assistant",
    "username": "xiaowang",
    "password": PASSWORD,
    "phone": "138 0013 8000",
}


def update_of(staff):
    return reverse("stores:staff-update", args=[staff.pk])


def as_entered(staff, **changes):
    """The form of a member of staff as a browser sends it, with changes; None unticks or leaves out."""
    fields = {"name": staff.name, "role": staff.role, "store": staff.store_id or "", "username": staff.username}
    fields |= {"password": "", "phone": staff.phone, "email": staff.email, "is_active": "on"}
    fields |= {"seen": StaffForm(instance=Staff.objects.get(pk=staff.pk), by=staff).initial["seen"]} | changes
    return {name: value for name, value in fields.items() if value is not None}


def test_a_manager_takes_on_an_assistant_for_the_own_store(client_of, client, manager, other_store):
    response = client_of(manager).post(CREATE, NEW_PERSON | {"store": other_store.pk})
    assert response["Location"] == LIST
    person = Staff.objects.get(username="xiaowang")
    assert (person.store, person.role, person.phone) == (manager.store, Role.ASSISTANT, "13800138000")
    login = client.post(reverse("stores:login"), {"username": "xiaowang", "password": PASSWORD})
    assert login.status_code == 302


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_a_manager_can_make_neither_managers_nor_owners(client_of, manager, role):
    assert client_of(manager).post(CREATE, NEW_PERSON | {"role": role}).status_code == 422
    with pytest.raises(Refused):
        add_staff(Staff(username="x", name="x", role=role, store=manager.store), by=manager, password=PASSWORD)
    assert not Staff.objects.filter(username__in=["x", "xiaowang"]).exists()


def test_the_owner_takes_on_a_manager_for_any_store(client_of, owner, other_store):
    client = client_of(owner)
    assert client.post(CREATE, NEW_PERSON | {"role": "manager"}).status_code == 422  # of which store?
    assert client.post(CREATE, NEW_PERSON | {"role": "manager", "store": other_store.pk}).status_code == 302
    assert Staff.objects.get(username="xiaowang").store == other_store


@pytest.mark.parametrize(
    "mistake",
    [{"password": "12345678"}, {"password": ""}, {"username": "a b"}, {"phone": "abc"}, {"email": "nowhere"}],
    ids=lambda mistake: next(iter(mistake)),
)
def test_a_mistake_in_a_new_person_is_shown(client_of, manager, mistake):
    response = client_of(manager).post(CREATE, NEW_PERSON | mistake)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == mistake.keys()


def test_a_login_name_is_given_once(client_of, manager, assistant):
    response = client_of(manager).post(CREATE, NEW_PERSON | {"username": assistant.username})
    assert "username" in response.context["form"].errors


def test_a_manager_sees_and_changes_only_staff_of_the_own_store(client_of, manager, assistant, outsider, owner):
    client = client_of(manager)
    shown = client.get(LIST).content.decode()
    assert assistant.name in shown
    assert outsider.name not in shown
    assert client.post(update_of(assistant), as_entered(assistant, name="刘洋")).status_code == 302
    assistant.refresh_from_db()
    assert assistant.name == "刘洋"
    for somebody in (outsider, owner, manager, make_staff(manager.store, Role.MANAGER)):
        assert client.get(update_of(somebody)).status_code == 404
        assert client.post(update_of(somebody), as_entered(somebody, name="x")).status_code == 404


def test_a_manager_cannot_move_a_person_to_another_store(client_of, manager, assistant, other_store):
    client_of(manager).post(update_of(assistant), as_entered(assistant, store=other_store.pk))
    assistant.refresh_from_db()
    assert assistant.store == manager.store
    assistant.store = other_store
    with pytest.raises(Refused):
        change_staff(assistant, by=manager)


def test_a_new_password_replaces_the_old_one_and_an_empty_field_keeps_it(client_of, manager, assistant):
    client, phone = client_of(manager), client_of(assistant)
    client.post(update_of(assistant), as_entered(assistant))
    assert phone.get(reverse("stores:password-change")).status_code == 200
    client.post(update_of(assistant), as_entered(assistant, password="quite-another-one-8"))
    assistant.refresh_from_db()
    assert assistant.check_password("quite-another-one-8")
    assert phone.get(reverse("stores:password-change")).status_code == 302  # logged out everywhere


def test_an_account_is_closed_only_when_nobody_is_kept_any_more(client_of, manager, assistant):
    customer = make_customer(manager.store, keeper=assistant)
    client = client_of(manager)
    response = client.post(update_of(assistant), as_entered(assistant, is_active=None))
    assert response.status_code == 422
    assert assistant.name in str(response.context["form"].non_field_errors())
    assistant.refresh_from_db()
    assert assistant.is_active
    customer.keeper = manager
    customer.save()
    assert client.post(update_of(assistant), as_entered(assistant, is_active=None)).status_code == 302
    assistant.refresh_from_db()
    assert not assistant.is_active


@pytest.mark.parametrize("change", ["store", "crew"])
def test_who_keeps_customers_neither_moves_nor_joins_the_crew(owner, assistant, other_store, change):
    make_customer(assistant.store, keeper=assistant)
    if change == "store":
        assistant.store = other_store
    else:
        assistant.role = Role.CREW
    with pytest.raises(Refused):
        change_staff(assistant, by=owner)


def test_the_last_owner_stays(client_of, owner, store):
    second = make_staff(None, Role.OWNER)
    second.is_active = False
    change_staff(second, by=owner)
    owner.role, owner.store = Role.MANAGER, store
    with pytest.raises(Refused):
        change_staff(owner, by=second)


def test_of_oneself_one_changes_neither_role_nor_account(client_of, owner):
    make_staff(None, Role.OWNER)  # so that it is not the last owner who is kept
    client = client_of(owner)
    sent = as_entered(owner, name="周总", role="crew", is_active=None, password="quite-another-one-8")
    assert client.post(update_of(owner), sent).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.role, owner.is_active) == ("周总", Role.OWNER, True)
    assert owner.check_password(PASSWORD)


def test_the_list_of_staff_asks_the_same_of_the_database_however_many_there_are(
    client_of, owner, store, django_assert_num_queries
):
    client = client_of(owner)
    with django_assert_num_queries(5):  # session, person, top of the page, count, rows
        client.get(LIST)
    for _n in range(60):
        make_staff(store)
    with django_assert_num_queries(5):
        assert "page=2" in client.get(LIST).content.decode()


def test_saving_a_person_asks_little_of_the_database(client_of, manager, assistant, django_assert_max_num_queries):
    client = client_of(manager)
    sent = as_entered(assistant, name="刘洋")
    with django_assert_max_num_queries(12):
        client.post(update_of(assistant), sent)
