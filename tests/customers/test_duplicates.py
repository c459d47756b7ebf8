import pytest
from django.urls import reverse

from customers.actions.duplicates import find_duplicates
from customers.actions.merge import merge
from customers.matching import near_names
from customers.models import Customer, LikelyDuplicate, Merge
from tests.factories import NOW, TODAY, make_customer, make_order

LIST, CHECK, SCAN = (reverse(f"customers:duplicate-{name}") for name in ("list", "check", "scan"))
HOME = {"community": "万科城", "building": "23", "unit": "2", "room": "1191"}


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("张小美", "张小美", True),
        ("张 小美", "张小美", True),
        ("张小美", "章小美", True),  # read the same
        ("王晓伟", "王小韦", True),
        ("张小美", "张大美", True),
        ("张小美", "张美", True),
        ("欧阳小美", "阳小美", True),
        ("汪晓伟", "王晓伟", True),  # a slip in the surname
        ("王伟", "伟王", True),  # given name first
        ("小美张", "张小美", True),
        ("王伟", "王芳", False),  # a couple
        ("张三", "李四", False),
        ("张小美", "王小丽", False),
        ("张小美", "张", False),
        ("Li Ming", "LiMing", True),
    ],
)
def test_names_that_are_nearly_the_same(one, other, near, store):
    assert near_names(one, other) is near_names(other, one) is near
    make_customer(store, name=one, **HOME)
    make_customer(store, name=other, **HOME)
    find_duplicates(TODAY)
    assert LikelyDuplicate.objects.exists() is near  # the night's SQL says the same


def test_the_night_finds_the_same_phone_and_near_names_at_one_place(store, other_store):
    make_customer(store, name="甲", phones=["13800000001"])
    make_customer(store, name="乙", phones=["13800000001"])
    make_customer(other_store, name="丙", phones=["13800000001"])
    make_customer(store, name="李小红", **HOME)
    make_customer(store, name="李晓红", **HOME)
    make_customer(store, name="李小虹", community="万科城")  # the door is not known
    make_customer(store, name="李小红", **(HOME | {"room": "1"}))
    make_customer(store, name="王建国", address="花园路1号")
    make_customer(store, name="王建国", address="花园路1号")
    find_duplicates(TODAY)
    pairs = [(p.first.name, p.second.name, p.reason) for p in LikelyDuplicate.objects.order_by("first_id", "second_id")]
    assert (
        ("甲", "乙", "phone") in pairs
        and ("李小红", "李晓红", "name") in pairs
        and ("王建国", "王建国", "name") in pairs
    )
    assert ("李小红", "李小红", "name") not in pairs
    assert len(pairs) == 6 and not any("丙" in pair for pair in pairs)


def test_a_number_on_many_archives_is_no_pair(store):
    for __ in range(11):
        make_customer(store, phones=["13800000001"])
    find_duplicates(TODAY)
    assert not LikelyDuplicate.objects.exists()


def test_what_no_longer_holds_goes_and_two_people_stay_two(store, manager, client_of):
    for n in (1, 2):
        make_customer(store, name="甲", phones=[f"1380000000{n}"])
        make_customer(store, name="乙", phones=[f"1380000000{n}"])
    find_duplicates(TODAY)
    said, mended = LikelyDuplicate.objects.order_by("pk")
    client = client_of(manager)
    url = reverse("customers:duplicate-dismiss", args=[said.pk])
    client.post(url)
    assert "alert-danger" in client.post(url, HTTP_REFERER=f"http://testserver{LIST}", follow=True).content.decode()
    mended.second.phones.update(number="13900000000")
    find_duplicates(TODAY)
    assert LikelyDuplicate.objects.get() == said
    assert str(said.first.get_absolute_url()) not in client.get(LIST).content.decode()


def test_the_page_masks_and_merging_there_works(store, manager, owner, client_of, django_assert_max_num_queries):
    for n in range(5):
        make_customer(store, name="甲", phones=[f"1380013800{n}"], notes="旧")
        make_customer(store, name="乙", phones=[f"1380013800{n}"], notes="新")
    client = client_of(manager)
    client.post(SCAN, {"store": store.pk})
    with django_assert_max_num_queries(12):
        page = client.get(LIST).content.decode()
    pair = LikelyDuplicate.objects.first()
    url = reverse("customers:customer-merge", args=[pair.first_id, pair.second_id])
    assert url in page
    with django_assert_max_num_queries(22):
        side_by_side = client.get(url).content.decode()
    assert "choice:name" in side_by_side and 'value="both"' in side_by_side
    client.post(url, {"choice:name": "gone", "choice:notes": "both", "choice:rubbish": "x"})
    kept = Customer.objects.get(pk=pair.first_id)
    assert (kept.name, kept.notes) == ("乙", "旧\n新")
    assert reverse("customers:merge-undo", args=[Merge.objects.get().pk]) in client.get(LIST).content.decode()
    client.post(reverse("customers:merge-undo", args=[Merge.objects.get().pk]))
    assert Customer.objects.get(pk=pair.first_id).name == "甲" and Customer.objects.get(pk=pair.second_id).name == "乙"


def test_an_owner_is_led_to_a_store_that_has_pairs(store, other_store, owner, manager, client_of):
    for __ in range(2):
        make_customer(other_store, name="两个档案", phones=["13800000001"])
    find_duplicates(TODAY)
    assert "两个档案" in client_of(owner).get(LIST).text
    assert "两个档案" not in client_of(owner).get(LIST, {"store": store.pk}).text
    assert "两个档案" not in client_of(manager).get(LIST).text


def test_older_merges_can_be_undone_too(store, manager, client_of, django_assert_max_num_queries):
    for __ in range(43):
        merge(make_customer(store), make_customer(store), by=manager, choices={}, now=NOW)
    client, seen, page = client_of(manager), set(), LIST
    for __ in range(3):
        with django_assert_max_num_queries(12):
            answer = client.get(page)
        seen |= {merged.pk for merged in answer.context["merges"]}
        page = f"{LIST}?before={answer.context['older']}"
    assert seen == set(Merge.objects.values_list("pk", flat=True)) and answer.context["older"] is None


def test_what_no_scan_finds_a_manager_knows(store, other_store, manager, assistant, client_of):
    one, other = make_customer(store, name="赵敏"), make_customer(store, name="敏敏特穆尔")
    page = reverse("customers:customer-merge-choose", args=[one.pk])
    client = client_of(manager)
    assert page in client.get(one.get_absolute_url()).text
    assert page not in client_of(assistant).get(one.get_absolute_url()).text
    assert 'name="other_words"' in client.get(page).text
    side_by_side = reverse("customers:customer-merge", args=[one.pk, other.pk])
    assert client.get(page, {"other": other.pk})["Location"] == side_by_side
    for nobody in ("", "x", one.pk, make_customer(other_store).pk):
        assert client.get(page, {"other": nobody}).status_code == 422
    elsewhere = reverse("customers:customer-merge-choose", args=[make_customer(other_store).pk])
    assert client.get(elsewhere).status_code == 404


def test_the_old_address_forwards_for_those_who_may_see(store, manager, assistant, owner, outsider, client_of):
    keep, gone = make_customer(store), make_customer(store)
    make_order(gone)
    old, merged = gone.get_absolute_url(), merge(keep, gone, by=manager, choices={}, now=NOW)
    answer = client_of(assistant).get(old)
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (
        301,
        keep.get_absolute_url(),
        "no-cache",
    )
    assert client_of(outsider).get(old).status_code == 404
    client_of(manager).post(reverse("customers:merge-undo", args=[merged.pk]))
    assert client_of(assistant).get(old).status_code == 200


def test_an_assistant_merges_nothing_and_a_manager_nothing_of_another_store(
    store, other_store, assistant, manager, client_of
):
    one, other = make_customer(other_store), make_customer(other_store)
    url = reverse("customers:customer-merge", args=[one.pk, other.pk])
    assert client_of(assistant).post(url).status_code == 403
    assert client_of(manager).post(url).status_code == 404
    assert client_of(manager).post(SCAN, {"store": other_store.pk}).status_code == 404
