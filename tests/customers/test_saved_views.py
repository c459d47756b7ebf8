from urllib.parse import urlencode

import pytest
from django.urls import reverse

from customers.actions.own_fields import add_own_field
from customers.actions.saved_views import change_view, remove_view, save_view
from customers.actions.tags import add_tag, remove_tag, tag_customer
from customers.models import Category, OwnField, SavedView
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.customers.lists import names
from tests.factories import make_customer, make_staff

LIST, VIEWS, NEW = (reverse(f"customers:{name}") for name in ("customer-list", "view-list", "view-create"))


def test_a_list_is_kept_and_comes_back(store, assistant, client_of):
    make_customer(store, name="王伟", occupation="教师")
    make_customer(store, name="李萍")
    client = client_of(assistant)
    query = urlencode({"occupation": "教师", "older": "1", "q": ""})
    answer = client.post(NEW, {"name": " 教师  们 ", "query": query}, follow=True)
    assert names(answer) == ["王伟"]
    view = SavedView.objects.get()
    assert (view.name, view.query, view.by, view.store, view.is_shared) == (
        "教师 们", urlencode({"occupation": "教师"}), assistant, store, False,
    )  # fmt: skip
    assert "教师 们" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "query": "tier=A"},
        {"name": "x", "query": ""},
        {"name": "x", "query": "tier=Z"},
        {"name": "A级", "query": "tier=A"},
        {"name": "x", "query": "notes=a&" + "&".join(f"tag={n}" for n in range(400))},
    ],
)
def test_what_is_no_view_is_refused(assistant, client_of, wrong):
    save_view(name="A级", query="tier=A", by=assistant)
    client_of(assistant).post(NEW, wrong)
    assert SavedView.objects.count() == 1


def test_ones_own_are_ones_own_until_shared(assistant, manager, owner, outsider, client_of):
    view = save_view(name="A级", query="tier=A", by=assistant)
    assert [seen(client_of(who)) for who in (assistant, manager, owner, outsider)] == [True, False, False, False]
    change_view(view, by=assistant, is_shared=True)
    assert [seen(client_of(who)) for who in (assistant, manager, owner, outsider)] == [True, True, True, False]
    for_all = save_view(name="B级", query="tier=B", by=owner, is_shared=True)
    assert SavedView.objects.visible_to(outsider).get() == for_all


def seen(client):
    return "A级" in client.get(VIEWS).content.decode()


def test_only_the_maker_or_a_manager_changes_a_shared_one(store, assistant, manager, owner, outsider, client_of):
    colleague = make_staff(store)
    other_manager = make_staff(outsider.store, Role.MANAGER)
    view = save_view(name="A级", query="tier=A", by=assistant, is_shared=True)
    for who in (colleague, outsider, other_manager):
        with pytest.raises(Refused):
            change_view(view, by=who, name="x")
        with pytest.raises(Refused):
            remove_view(view, by=who)
    for who in (assistant, manager, owner):
        assert change_view(view, by=who, name=f"{who.name}的").name == f"{who.name}的"
    page = client_of(colleague).get(VIEWS).content.decode()
    assert reverse("customers:view-rename", args=[view.pk]) not in page


def test_verbs_of_the_page(assistant, manager, client_of):
    view = save_view(name="A级", query="tier=A", by=assistant, is_shared=True)
    client = client_of(manager)
    client.post(reverse("customers:view-rename", args=[view.pk]), {"name": "大客户"})
    client.post(reverse("customers:view-share", args=[view.pk]), {"shared": "0", "name": "x"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("大客户", False)
    # No longer shared, it is the maker's alone.
    assert client.post(reverse("customers:view-remove", args=[view.pk])).status_code == 404
    client_of(assistant).post(reverse("customers:view-remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_page_costs_the_same_for_many(assistant, client_of, django_assert_max_num_queries):
    for n in range(15):
        save_view(name=f"v{n}", query="tier=A", by=assistant)
    client = client_of(assistant)
    with django_assert_max_num_queries(6):
        client.get(VIEWS)


@pytest.fixture
def what_goes(store, owner):
    """{what a view may ask for: (its query, how it goes)}."""
    tag, sofa = add_tag("茶友", by=owner), Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa")
    style = add_own_field(label="风格", type="choice", choices="北欧\n美式", by=owner)
    number = add_own_field(label="孩子数", type="number", choices="", by=owner)
    colleague = make_staff(store)
    customer = make_customer(store, name="王伟")
    tag_customer(customer, by=owner, add=[tag])
    make_customer(store, name="李萍")
    return {
        "tag": (f"tag={tag.pk}", lambda: remove_tag(tag, by=owner)),
        "not_tag": (f"not_tag={tag.pk}", lambda: remove_tag(tag, by=owner)),
        "choice": (f"own{style.pk}=北欧", lambda: OwnField.objects.filter(pk=style.pk).update(choices="美式")),
        "field": (f"own{number.pk}_from=1", lambda: OwnField.objects.filter(pk=number.pk).update(is_active=False)),
        "unknown": (f"own{number.pk}_none=1", lambda: OwnField.objects.filter(pk=number.pk).update(is_active=False)),
        "category": ("bought=sofa", sofa.delete),
        "keeper": (f"keeper={colleague.pk}", colleague.delete),
    }


@pytest.mark.parametrize("what", ["tag", "not_tag", "choice", "field", "unknown", "category", "keeper"])
def test_a_view_of_what_is_gone_says_so_and_shows_nobody(what, what_goes, store, owner, manager, client_of):
    query, goes = what_goes[what]
    view = save_view(name="看板", query=query, by=owner, is_shared=True)
    client = client_of(manager)
    assert "已经没有" not in client.get(f"{LIST}?{view.query}").text
    goes()
    page = client.get(f"{LIST}?{view.query}")
    assert names(page) == [] and "已经没有" in page.text
    # One more filter, chosen on that page, does not bring everybody back.
    asked = [field for each in page.context["list"].chosen for field in each.asked]
    assert all(f'name="{name}" value="{text}"' in page.text for name, text in asked)
    for verb in ("tag", "untag", "keeper"):
        chosen = {"verb": verb, "whom": "all", "query": view.query}
        answer = client.get(reverse("customers:customer-bulk"), chosen, follow=True)
        assert "已经没有" in answer.text and answer.redirect_chain
    exported = client_of(owner).get(reverse("workbooks:export-new"), {"whom": "all", "query": view.query}, follow=True)
    assert "已经没有" in exported.text
