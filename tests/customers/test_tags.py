import pytest
from django.urls import reverse

from customers import facts
from customers.actions.tags import add_tag, remove_tag, rename_tag, tag_customer
from customers.forms.tags_and_own_fields import TagForm
from customers.models import Activity, RowChange, Tag
from dealercrm.lib.errors import Refused
from tests.factories import make_customer

LIST = reverse("customers:tag-list")


@pytest.fixture
def tags(manager):
    return [add_tag(name, by=manager) for name in ("老业主", "爱喝茶", "投诉过")]


def posted(customer, **extra):
    return {
        "name": customer.name, "phones": customer.phones.get().number, "kind": "consumer",
        "seen": customer.updated_at.isoformat(), **extra,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", "  ", "老业主", " 老业主 ", "长" * 21])
def test_a_tag_needs_a_name_of_its_own(tags, manager, name):
    with pytest.raises(Refused):
        add_tag(name, by=manager)
    assert Tag.objects.count() == 3


def test_a_tag_takes_another_name_but_not_that_of_another(tags, manager):
    assert rename_tag(tags[0], to="老  邻居", by=manager)
    assert not rename_tag(tags[0], to="老 邻居", by=manager)
    assert Tag.objects.get(pk=tags[0].pk).name == "老 邻居"
    with pytest.raises(Refused):
        rename_tag(tags[0], to="爱喝茶", by=manager)


def test_giving_and_taking_are_told_and_what_is_there_is_passed_over(tags, customer, assistant):
    tag_customer(customer, by=assistant, add=tags[:2])
    assert tag_customer(customer, by=assistant, add=tags[:2], remove=tags[2:]) == ([], [])
    tag_customer(customer, by=assistant, add=tags[2:], remove=tags[:1])
    told = [fact.data for fact in Activity.objects.filter(kind=facts.CUSTOMER_TAGGED).order_by("pk")]
    assert told == [
        {"added": ["老业主", "爱喝茶"], "removed": []},
        {"added": ["投诉过"], "removed": ["老业主"]},
    ]
    assert RowChange.objects.filter(customer=customer, table="customers_customertag").count() == 4


def test_a_removed_tag_leaves_everybody(tags, customer, assistant, manager):
    tag_customer(customer, by=assistant, add=tags)
    assert remove_tag(tags[0], by=manager) == 1
    assert set(customer.tagged.values_list("tag__name", flat=True)) == {"爱喝茶", "投诉过"}


def test_tags_are_given_on_the_form_and_shown_on_the_page(tags, customer, assistant, client_of):
    client, url = client_of(assistant), reverse("customers:customer-update", args=[customer.pk])
    assert "爱喝茶" in client.get(url).content.decode()
    assert client.post(url, posted(customer, **{"extra-tags": [tags[1].pk], "extra-had": ""})).status_code == 302
    page = client.get(customer.get_absolute_url()).content.decode()
    assert "爱喝茶" in page and "老业主" not in page
    assert f'value="{tags[1].pk}" id="id_extra-tags_1" checked' in client.get(url).content.decode()


def test_a_form_takes_away_only_what_it_showed(tags, customer, assistant, client_of):
    tag_customer(customer, by=assistant, add=tags[:2])  # the second one after the form was drawn
    url = reverse("customers:customer-update", args=[customer.pk])
    client_of(assistant).post(url, posted(customer, **{"extra-tags": [], "extra-had": f"{tags[0].pk},x,"}))
    assert [each.tag.name for each in customer.tagged.all()] == ["爱喝茶"]


@pytest.mark.parametrize("nonsense", ["x", "0", "99999999999999999999"])
def test_a_tag_that_is_none_is_refused(tags, customer, assistant, client_of, nonsense):
    url = reverse("customers:customer-update", args=[customer.pk])
    assert client_of(assistant).post(url, posted(customer, **{"extra-tags": [nonsense]})).status_code == 422
    assert not customer.tagged.exists()


def test_leaders_keep_the_list(manager, client_of, customer, assistant, other_store):
    client = client_of(manager)
    client.post(reverse("customers:tag-create"), {"name": "爱喝茶"})
    tag = Tag.objects.get()
    tag_customer(customer, by=assistant, add=[tag])
    tag_customer(make_customer(other_store), by=assistant, add=[tag])
    page = client.get(LIST)
    assert "爱喝茶" in page.content.decode() and page.context["rows"][0][0].carried == 1  # of one's own store
    seen = TagForm(instance=tag).initial["seen"]
    client.post(reverse("customers:tag-rename", args=[tag.pk]), {"name": "爱喝咖啡", "seen": seen})
    assert Tag.objects.get().name == "爱喝咖啡"
    client.post(reverse("customers:tag-remove", args=[tag.pk]))
    assert not Tag.objects.exists()


def test_a_name_that_is_taken_is_answered(tags, manager, client_of):
    answer = client_of(manager).post(reverse("customers:tag-create"), {"name": "老业主"}, follow=True)
    assert "老业主" in answer.content.decode() and Tag.objects.count() == 3
