from datetime import timedelta

import pytest
from django.urls import reverse

from customers.actions.tiers import recompute_tiers
from customers.filtering.kinds import UNKNOWN_ASKED
from customers.filtering.table import conditions_for
from customers.models import Customer, OwnField, SavedView, Tag
from stores.signing import signed_by
from tests.cast import day
from tests.customers.lists import names
from tests.factories import (
    NOW,
    TODAY,
    make_check,
    make_customer,
    make_item,
    make_signed_order,
)

URL = reverse("customers:customer-list")
ALL, ZHANG, WANG, LI = ["李萍", "王伟", "张小美"], "张小美", "王伟", "李萍"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("occupation=教师", [WANG, ZHANG]),
        ("occupation=小学", [WANG]),
        ("occupation_none=1", [LI]),
        ("notes=喝茶&occupation=教师", [ZHANG]),
        ("address=100%", []),
        ("source=walk_in", [ZHANG]),
        ("source=none", [LI, WANG]),
        ("born=lunar-08", [ZHANG]),
        ("born=lunar-06", [LI]),
        ("born=solar-03", [WANG]),
        ("birthday=八月十五", [ZHANG]),
        ("birthday=1980年农历八月十五", [ZHANG]),
        ("birthday=农历1981.8.15", []),
        ("birthday=闰六月初二", [LI]),
        ("birthday=3月5日&source=none", [WANG]),
        ("birthday_none=1", []),
        ("wedding_day=2010-05-20", [ZHANG]),
        ("wedding_day=5月20日", [ZHANG]),
        ("wedding_day=2011-05-20", []),
        ("wedding_day_none=1", [LI, WANG]),
        (f"signed_from={day(20)}", [ZHANG]),
        (f"signed_to={day(20)}", [WANG]),
        (f"installed_from={day(2)}&installed_to={day(2)}", [ZHANG]),
        ("delivered_from=2020-01-01", []),
        (f"last_order_to={day(300)}", [WANG]),
        ("spent_from=3000.5", [ZHANG]),
        ("spent_to=3000", [WANG]),
        ("orders_from=2", []),
        ("bought=sofa", [ZHANG]),
        (f"touched_from={day(5)}&touched_to={day(5)}", [ZHANG]),
        (f"touched_to={day(90)}", [WANG]),
        (f"touched_from={day(6)}&touched_to={day(6)}", []),
        ("touched_none=1", [LI]),
        ("untouched=90", [LI, WANG]),
        ("home=bare", [WANG]),
        ("home=renewed", []),
        ("round_from=2", [WANG]),
        ("round_from=1.5", [WANG]),
        ("area_from=100", [WANG]),
        ("area_from=90&area_to=119", []),
        (f"handed_over_from={day(30)}&handed_over_to={day(30)}", [WANG]),
        (f"handed_over_from={day(29)}", []),
        (f"planned_from={day(-3)}&planned_to={day(-4)}", [ZHANG]),
        (f"planned_from={day(-5)}", [WANG]),
        ("withdrew=sms", [LI]),
        ("withdrew=all", []),
        ("introduced=yes", [LI]),
        ("introduced=none", [WANG, ZHANG]),
        ("studio=木言", [LI]),
        ("style_none=1", [LI]),
        ("studio_none=1", []),
        ("sells_none=1", []),
        ("stock_checked_from=2020-01-01", []),
        ("missing=occupation", [LI]),
        ("missing=home", [ZHANG]),
        ("lacks=sofa", [WANG]),
        (f"written_to={day(9000)}", []),
        ("written_from=2020-01-01", ALL),
        ("tag=茶友", [WANG, ZHANG]),
        ("tag=茶友&tag=老邻居", [ZHANG]),
        ("not_tag=老邻居", [LI, WANG]),
        ("tag=茶友&not_tag=老邻居&source=none", [WANG]),
        ("车牌=豫a", [ZHANG]),
        ("车牌_none=1", [LI]),
        ("孩子数_from=2&孩子数_to=9", [ZHANG]),
        ("孩子数_from=9", [WANG]),
        ("孩子数_none=1", [LI]),
        ("交房日_from=2026-01-01", [ZHANG]),
        ("交房日_to=2026-01-01", [WANG]),
        ("风格=北欧", [ZHANG]),
        ("风格=none", [LI]),
        ("风格=北欧&tag=茶友&tier=A&spent_from=1&touched_from=2020-01-01", [ZHANG]),
        # What makes no sense counts as not asked.
        ("born=solar-13&spent_from=NaN&signed_from=2026-02-30&untouched=1&missing=x", ALL),
        ("birthday=某天", ALL),
        ("birthday=42岁", ALL),
        ("spent_from=1e999&wedding_day=0岁&notes=%20&tag=&bought=", ALL),
        # A tag, a choice, a kind of goods that is no longer there: nobody has it.
        ("tag=99999999", []),
        ("tag=99999999999999999", []),
        ("tag=茶友&tag=99999999", []),
        ("not_tag=99999999", []),
        ("风格=x", []),
        ("bought=x", []),
        ("own99999999_from=3", []),
        ("keeper=99999999", []),
    ],
)
def test_everything_can_be_filtered_by(shop, assistant, client_of, query, expected):
    for field in OwnField.objects.all():
        query = query.replace(field.label, f"own{field.pk}")
    for tag in Tag.objects.all():
        query = query.replace(tag.name, str(tag.pk))
    assert names(client_of(assistant).get(f"{URL}?{query}&sort=newest")) == expected


@pytest.mark.parametrize("asked", ["notes=喝", "address=3", "车牌=豫", "车牌=豫A"])
def test_only_letters_are_folded(shop, manager, client_of, asked):
    asked = asked.replace("车牌", f"own{OwnField.objects.get(label='车牌').pk}")
    listed = client_of(manager).get(f"{URL}?{asked}").context["list"]
    assert ("UPPER" in str(listed.customers.query)) is asked.endswith("A")


def test_chips_say_what_is_filtered_and_lead_to_the_list_without_it(shop, assistant, client_of):
    tag, style = Tag.objects.get(name="茶友"), OwnField.objects.get(label="风格")
    query = f"q=张&status=old&tier=A&tag={tag.pk}&own{style.pk}=北欧&spent_from=1&spent_to=90000&sort=name"
    listed = client_of(assistant).get(f"{URL}?{query}").context["list"]
    assert names(client_of(assistant).get(f"{URL}?{query}")) == [ZHANG]
    words = [words for words, __ in listed.chips]
    assert len(words) == 5
    assert any("茶友" in each for each in words) and any("北欧" in each for each in words)
    without = dict(listed.chips)[next(each for each in words if "1 – 90000" in each)]
    assert "spent" not in without and f"tag={tag.pk}" in without and "sort=name" in without


def test_a_filter_can_be_added_once(shop, assistant, client_of):
    client, url = client_of(assistant), reverse("customers:customer-filter")
    choice = client.get(url).content.decode()
    for name in conditions_for():
        assert f'<option value="{name}">' in choice
        assert 'class="condition"' in client.get(url, {"add": name}).content.decode()
    assert client.get(url, {"add": "occupation", "occupation": ""}).status_code == 204
    assert client.get(url, {"add": "password"}).status_code == 404
    page = client.get(URL, {"occupation": "教师"}).content.decode()
    assert 'name="occupation" value="教师"' in page


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ALL),
        ("oldest", ALL[::-1]),
        ("name", [LI, WANG, ZHANG]),
        ("since", [ZHANG, WANG]),
        ("tier", [ZHANG, WANG]),
    ],
)
def test_the_list_is_put_in_order(shop, assistant, client_of, sort, expected):
    assert names(client_of(assistant).get(URL, {"sort": sort})) == expected


@pytest.mark.parametrize("sort", ["oldest", "since", "tier"])
def test_pages_of_every_order_lead_to_everybody_once_and_back(store, assistant, client_of, sort):
    for n in range(55):
        make_signed_order(make_customer(store), signed_on=day(n % 3), amount=1000 * (n % 4))
    recompute_tiers(TODAY)
    client, seen, query = client_of(assistant), [], f"sort={sort}"
    while query:
        last = client.get(f"{URL}?{query}").context["list"]
        seen += [customer.pk for customer in last.rows]
        query = last.older
    assert len(seen) == len(set(seen)) == 55
    back = client.get(f"{URL}?{last.newer}").context["list"]
    assert [customer.pk for customer in back.rows] == seen[25:50]


def test_what_nobody_has_brought_up_to_date_is_listed(store, assistant, manager, client_of):
    _old, changed, found_true, not_reached = (make_customer(store, name=name) for name in ("甲", "乙", "丙", "丁"))
    Customer.objects.update(updated_at=NOW - timedelta(days=800))
    with signed_by(assistant):
        make_item(changed)
    for customer, result in ((found_true, "true"), (not_reached, "unreachable")):
        make_check(customer, result=result, checked_by=manager, checked_at=NOW)
    assert sorted(names(client_of(manager).get(f"{URL}?outdated=365"))) == ["丁", "甲"]
    assert names(client_of(manager).get(f"{URL}?outdated=1")) == names(client_of(manager).get(URL))


def test_every_filter_at_once_costs_few_statements(shop, owner, client_of, django_assert_max_num_queries):
    asked = {"text": "教", "range": "1", "tags": str(Tag.objects.first().pk)}
    query = {"q": "张", "sort": "tier", "below": 80, "due": 1}
    for condition in conditions_for().values():
        first = next((value for value, __ in condition.all_options), "") if condition.kind == "choice" else ""
        is_day = getattr(condition, "type", "") == "date" or condition.name in ("birthday", "wedding_day")
        value = "2026-01-01" if is_day else asked.get(condition.kind, first)
        query[condition.params[0]] = value
    client = client_of(owner)
    with django_assert_max_num_queries(19):  # three of them for the choices in the inputs
        listed = client.get(URL, query).context["list"]
    assert len(listed.chosen) == len(conditions_for())
    query = {
        condition.params[-1]: "1" for condition in conditions_for().values() if condition.kind in ("text", "range")
    }
    assert all(each.value is UNKNOWN_ASKED for each in client.get(URL, query).context["list"].chosen)


def test_a_choice_takes_several_and_means_any_of_them(store, assistant, client_of):
    for name, source in (("王一", "online"), ("王二", "event"), ("王三", "walk_in"), ("王四", "")):
        make_customer(store, name=name, source=source)
    client = client_of(assistant)

    def found_by(query):
        page = client.get(f"{reverse('customers:customer-list')}?{query}")
        return {row.name for row in page.context["list"].rows}, page

    assert found_by("source=online&source=event")[0] == {"王一", "王二"}
    found, page = found_by("source=online&source=none&q=王")
    assert found == {"王一", "王四"} and "网上 或 " in page.text
    assert page.text.count('name="source" value="online"') == 1 and 'value="online" id="source-8" checked' in page.text
    client.post(reverse("customers:view-create"), {"name": "两种来源", "query": "source=online&source=event"})
    view = SavedView.objects.get(name="两种来源")
    assert found_by(view.query)[0] == {"王一", "王二"}
    assert found_by("source=online&source=nonsense")[0] == {"王一"}
