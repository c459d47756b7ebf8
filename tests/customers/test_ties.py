import pytest
from django.urls import reverse

from customers.actions.ties import tie, untie
from customers.models import Activity, Tie
from dealercrm.lib.errors import Refused
from referrals.circle import circle_of, drawn
from tests.doors import undo_of
from tests.factories import TODAY, make_customer, make_referral


def url(name, row):
    return reverse(name, args=[row.pk])


@pytest.fixture
def friend(store):
    return make_customer(store, name="李梅")


def test_a_tie_is_kept_once_and_told_on_both_timelines(customer, friend, assistant):
    tie(friend, customer, relation="friend", by=assistant)
    tie(customer, friend, relation="relative", note=" 表妹 ", by=assistant)
    kept = Tie.objects.get()
    assert (kept.first, kept.second, kept.relation, kept.note) == (customer, friend, "relative", "表妹")
    assert Activity.objects.filter(kind="customers.tie_added", customer=friend, data__name=customer.name).exists()
    untie(kept, by=assistant)
    assert not Tie.objects.exists()
    with pytest.raises(Refused):
        untie(kept, by=assistant)
    with pytest.raises(Refused):
        tie(customer, customer, relation="friend", by=assistant)


def test_a_tie_is_noted_and_removed_on_the_page(customer, friend, assistant, client_of):
    client = client_of(assistant)
    create = url("customers:tie-create", customer)
    answer = client.post(create, {"other": friend.pk, "relation": "neighbour", "note": "楼上"})
    assert answer["Location"] == f"{customer.get_absolute_url()}?tab=ties#tie-{Tie.objects.get().pk}"
    for one, other in ((customer, friend), (friend, customer)):
        page = client.get(url("customers:customer-ties", one)).content.decode()
        assert other.get_absolute_url() in page and "楼上" in page
    timeline = client.get(url("customers:customer-timeline", customer)).content.decode()
    assert friend.name in timeline
    gone = client.post(url("customers:tie-remove", Tie.objects.get()) + f"?of={friend.pk}", follow=True)
    assert not Tie.objects.exists()
    client.post(undo_of(gone))
    assert (Tie.objects.get().first, Tie.objects.get().note) == (customer, "楼上")


def test_bad_input_is_answered(customer, other_store, assistant, client_of):
    create, stranger = url("customers:tie-create", customer), make_customer(other_store)
    for other in ("", "x", customer.pk, stranger.pk, 10**12):
        assert client_of(assistant).post(create, {"other": other, "relation": "friend"}).status_code == 422
    assert client_of(assistant).post(create, {"other": customer.pk, "relation": "?"}).status_code == 422
    assert not Tie.objects.exists()


def test_a_tie_into_another_store_is_the_owners_to_see(customer, other_store, assistant, owner, client_of):
    stranger = make_customer(other_store, name="外店客户")
    tie(customer, stranger, relation="friend", by=owner)
    for name in ("customers:customer-ties", "referrals:circle"):
        assert stranger.name not in client_of(assistant).get(url(name, customer)).content.decode()
        assert stranger.name in client_of(owner).get(url(name, customer)).content.decode()
    assert client_of(assistant).post(url("customers:tie-remove", Tie.objects.get())).status_code == 404


def test_the_circle_reaches_two_hops_and_says_who_can_bring_whom(store, assistant, owner):
    home = {"community": "万科城", "building": "1", "unit": "1", "room": "101"}
    centre = make_customer(store, name="中心", customer_since=TODAY, **home)
    husband = make_customer(store, name="丈夫", **home)
    sent = make_customer(store, name="推荐来的", customer_since=TODAY)
    make_referral(centre, referee=sent)
    brought = make_customer(store, name="介绍来的", introduced_by=sent, customer_since=TODAY)
    lead = make_customer(store, name="潜客")
    tie(brought, lead, relation="colleague", by=assistant)  # three hops away
    near_lead = make_customer(store, name="邻居")
    tie(sent, near_lead, relation="neighbour", by=assistant)
    circle = circle_of(centre, reader=owner)
    hops = {person.customer.name: person.hops for person in circle.people}
    assert hops == {"丈夫": 1, "推荐来的": 1, "介绍来的": 2, "邻居": 2}
    can_bring = {p.customer.name: [c.name for c in p.can_bring] for p in [circle.centre, *circle.people] if p.can_bring}
    assert can_bring == {"中心": ["丈夫"], "推荐来的": ["邻居"]}
    picture = drawn(circle)
    assert {node["id"] for node in picture["nodes"]} == {str(c.pk) for c in (centre, husband, sent, brought, near_lead)}
    assert {(link["source"], link["target"], link["kind"]) for link in picture["links"]} == {
        (str(centre.pk), str(husband.pk), "home"),
        (str(centre.pk), str(sent.pk), "sent"),
        (str(sent.pk), str(brought.pk), "sent"),
        (str(sent.pk), str(near_lead.pk), "tie"),
    }


def test_two_people_with_several_ties_are_one_line_that_names_them_all(store, assistant, owner):
    first = make_customer(store, name="王金凤", customer_since=TODAY)
    second = make_customer(store, name="吕红伟", introduced_by=first)
    tie(second, first, relation="friend", by=assistant)
    (line,) = drawn(circle_of(first, reader=owner))["links"]
    assert (line["source"], line["target"], line["kind"]) == (str(first.pk), str(second.pk), "sent")
    assert line["words"] == "介绍了、朋友"


def test_a_lead_known_by_many_is_asked_for_by_the_one_who_has_brought_somebody(store, assistant, owner):
    """Said of all sixteen who know them, it would say nothing of anybody."""
    lead = make_customer(store, name="准客户")
    friends = [make_customer(store, name=f"邻居{n}", customer_since=TODAY) for n in range(16)]
    for friend in friends:
        tie(friend, lead, relation="neighbour", by=assistant)
    make_customer(store, customer_since=TODAY, introduced_by=friends[9])
    found = circle_of(lead, reader=owner)
    assert [person.customer.name for person in found.people if person.can_bring] == ["邻居9"]
    assert next(person for person in found.people if person.can_bring).sent == 1


def test_who_sent_many_is_said_once_with_all_their_names(store, owner, client_of):
    sender = make_customer(store, name="李春霞")
    for name in ("杨帅", "宋秀丽"):
        make_customer(store, name=name, introduced_by=sender)
    assert circle_of(sender, reader=owner).centre.ties_in_words == [("介绍了", "杨帅、宋秀丽")]
    assert "介绍了 杨帅、宋秀丽" in client_of(owner).get(url("referrals:circle", sender)).text


def test_a_large_circle_costs_no_more_and_is_cut(store, assistant, client_of, django_assert_max_num_queries):
    centre = make_customer(store, customer_since=TODAY)
    for __ in range(65):
        first, second = centre, make_customer(store)
        Tie.objects.create(first=first, second=second, relation="friend")
    client = client_of(assistant)
    with django_assert_max_num_queries(13):
        page = client.get(url("referrals:circle", centre)).content.decode()
    assert page.count('<th scope="row">') == 60
    with django_assert_max_num_queries(8):
        client.get(url("customers:customer-ties", centre))


def test_nobody_in_the_circle_yet(customer, assistant, client_of):
    page = client_of(assistant).get(url("referrals:circle", customer)).content.decode()
    assert url("customers:tie-create", customer) in page and "echarts" not in page


def test_an_id_of_another_store_draws_nobody(customer, other_store, assistant, client_of):
    stranger = make_customer(other_store, name="欧阳外人")
    for address, field in (("customers:tie-create", "other"), ("customers:customer-update", "introduced_by")):
        page = client_of(assistant).post(url(address, customer), {field: stranger.pk})
        assert page.status_code == 422 and stranger.name not in page.text
