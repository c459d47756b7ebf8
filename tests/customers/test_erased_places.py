"""Somebody who was erased is found in other archives' words too; the owner settles each place (AR-16)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from customers import facts
from customers.actions.customers import change_customer
from customers.actions.erase import erase
from customers.actions.erased_places import settle_place
from customers.actions.homes import change_home
from customers.actions.household import add_member, remove_member
from customers.actions.marked_texts import mark_all, mark_texts
from customers.actions.merge import merge, undo_merge
from customers.activity import record
from customers.models import Activity, Customer, HouseholdMember, MarkedText, OwnField, OwnValues, Tie
from dealercrm.lib.errors import Refused
from tests.database import where, whole_database
from tests.factories import NOW, TODAY, make_customer, make_item, make_member, make_referral, make_signed_order

pytestmark = pytest.mark.django_db
NUMBER, NAME, WECHAT = "13911112222", "韩梅梅", "Hanmm_1985"


@pytest.fixture
def gone(store, assistant):
    return make_customer(store, name=NAME, phones=[NUMBER, "0371-68414514"], wechat=WECHAT, keeper=assistant)


@pytest.fixture
def neighbour(store, assistant):
    return make_customer(store, name="赵六", keeper=assistant)


def places(**where_):
    return {(mark.customer, mark.model.partition(".")[2], mark.field) for mark in MarkedText.objects.filter(**where_)}


@pytest.mark.parametrize("words", [
    "和韩梅梅一起来的", "和韩 梅梅一起", f"她邻居{NUMBER}", "她邻居139-1111-2222", "１３９ １１１１ ２２２２",
    "139.1111.2222", "8613911112222", "一三九一一一一二二二二", "座机68414514", "（0371）6841 4514", "微信hanmm_1985",
])  # fmt: skip
def test_found_however_it_is_written(words, gone, neighbour, owner):
    change_customer(neighbour, by=owner, notes=words)
    assert erase(gone, why="本人要求", by=owner, now=NOW) == 1
    mark = MarkedText.objects.get()
    assert (mark.customer, mark.kind, mark.field, mark.words) == (neighbour, "erased", "notes", [])
    assert len(mark.spans) == 2 and words[slice(*mark.spans)] in words
    settle_place(mark, how="strike", by=owner)
    neighbour.refresh_from_db()
    assert neighbour.notes in (words.replace(words[slice(*mark.spans)], "***"), "") and not where([words])


@pytest.mark.parametrize("words", ["韩梅来过", "1391111222", "编号913911112", "684145141", "hanmm_19851"])
def test_what_is_somebody_elses_is_left(words, gone, neighbour, owner):
    change_customer(neighbour, by=owner, notes=words)
    assert erase(gone, why="本人要求", by=owner, now=NOW) == 0 and not MarkedText.objects.exists()


def test_in_every_table_of_other_archives_and_not_in_a_namesakes_own(gone, neighbour, store, owner, assistant):
    other = make_customer(store, name="李雷", introducer_name=NAME, notes="好")
    member = make_member(neighbour, name=NAME, phone=NUMBER, relation="spouse")
    make_member(neighbour, name="韩梅梅子", relation="other")
    make_signed_order(neighbour, salesperson_name=NAME, designer_name=NAME)
    Tie.objects.create(first=neighbour, second=other, relation="friend", note="都认识韩梅梅")
    OwnValues.objects.create(
        customer=other, values={str(OwnField.objects.create(label="备注", type="text").pk): "韩梅梅的同学"}
    )
    record(facts.OLD_CONTACT_NOTED, customer=other, data={"note": "韩梅梅接的电话"}, imported=True)
    namesake = make_customer(store, name=NAME, notes="韩梅梅喜欢茶")
    make_customer(store, name="李丽", phones=[NUMBER], notes=f"号码{NUMBER}")
    told = erase(gone, why="本人要求", by=owner, now=NOW)
    assert places() == {
        (other, "customer", "introducer_name"), (other, "activity", "note"),
        (neighbour, "householdmember", "name"), (neighbour, "householdmember", "phone"),
        (neighbour, "order", "designer_name"), (neighbour, "tie", "note"),
        (other, "ownvalues", OwnValues.objects.get().values.popitem()[0]),
    }  # fmt: skip
    assert told == 7 and Activity.objects.get(kind=facts.ARCHIVE_ERASED).data["places"] == 7
    for mark in MarkedText.objects.all():
        settle_place(mark, how="strike", by=owner)
    member.refresh_from_db()
    assert (member.name, member.phone) == ("", "")
    left = "".join("".join(rows) for table, rows in whole_database().items() if table != "customers_suppression")
    assert left.count(NAME) == left.count(namesake.name) and "韩梅梅的同学" not in left and "韩梅梅接" not in left


def test_the_owner_alone_sees_the_list_and_settles(gone, neighbour, owner, manager, assistant, client_of):
    change_customer(neighbour, by=owner, notes="和韩梅梅一起来的，爱喝茶")
    page = client_of(owner).post(
        reverse("customers:customer-erase", args=[gone.pk]), {"why": "本人要求", "sure": "on"}, follow=True
    )
    assert page.redirect_chain[0][0] == reverse("customers:erased-place-list")
    assert "<mark>韩梅梅</mark>一起来的" in page.text and "1 处" in page.text
    mark = MarkedText.objects.get()
    settle, children = (reverse("customers:erased-place-settle", args=[mark.pk]), reverse("customers:marked-text-list"))
    for staff in (manager, assistant):
        assert client_of(staff).get(reverse("customers:erased-place-list")).status_code == 403
        assert client_of(staff).post(settle, {"how": "strike"}).status_code == 403
        assert "韩梅梅" not in client_of(staff).get(children).text
        of_child = reverse("customers:marked-text-settle", args=[mark.pk])
        assert client_of(staff).post(of_child, {"how": "no_child"}).status_code == 404
    assert client_of(manager).get(reverse("campaigns:board")).context["counts"]["marked"] == 0
    assert reverse("customers:erased-place-list") not in client_of(manager).get(reverse("campaigns:board")).text
    assert reverse("customers:erased-place-list") in client_of(owner).get(reverse("campaigns:board")).text
    assert "这里没有" not in client_of(owner).post(settle, {"how": "strike"}, follow=True).text
    neighbour.refresh_from_db()
    assert neighbour.notes == "和***一起来的，爱喝茶"
    told = client_of(owner).get(reverse("customers:customer-timeline", args=[neighbour.pk])).text
    assert "已从一段文字中去掉" in told and not where(["和韩梅梅"])


def test_a_namesake_is_settled_as_somebody_else_and_stays_readable(store, neighbour, owner, assistant, client_of):
    change_customer(neighbour, by=owner, notes="王伟介绍的")
    erase(make_customer(store, name="王伟"), why="本人要求", by=owner, now=NOW)
    page = client_of(assistant).get(reverse("customers:customer-detail", args=[neighbour.pk]))
    assert "王伟介绍的" in page.text
    settle_place(MarkedText.objects.get(), how="other", by=owner)
    neighbour.refresh_from_db()
    assert neighbour.notes == "王伟介绍的"
    with pytest.raises(Refused):
        settle_place(MarkedText.objects.get(), how="strike", by=owner)
    assert erase(make_customer(store, name="王伟"), why="本人要求", by=owner, now=NOW) == 1
    assert MarkedText.objects.unsettled().get().how == ""


def test_changed_by_a_person_the_history_forgets_it_too(gone, neighbour, owner):
    change_customer(neighbour, by=owner, notes="和韩梅梅一起来的")
    member = make_member(neighbour, name="李四", relation="other")
    add_member(HouseholdMember(customer=neighbour, name=NAME, relation="spouse"), by=owner)
    erase(gone, why="本人要求", by=owner, now=NOW)
    note, name = MarkedText.objects.get(field="notes"), MarkedText.objects.get(field="name")
    with pytest.raises(Refused, match="先修改"):
        settle_place(note, how="changed", by=owner)
    change_customer(neighbour, by=owner, notes="和邻居一起来的")
    remove_member(neighbour.members.exclude(pk=member.pk).get(), by=owner)
    with pytest.raises(Refused):
        settle_place(note, how="strike", by=owner)
    for mark in (note, name):
        settle_place(mark, how="changed", by=owner)
    assert not where([NAME])


def test_nothing_of_the_erased_is_written_again(gone, neighbour, owner):
    change_customer(neighbour, by=owner, notes=f"{NAME} {NUMBER}")
    erase(gone, why="本人要求", by=owner, now=NOW)
    mark = MarkedText.objects.get()
    assert mark.spans == [0, 3, 4, 15] and not [each for each in where([NAME, NUMBER]) if "marked" in each[0]]
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkedText.objects.update(words=[NAME])


def test_the_night_and_forms_leave_the_marks_and_both_kinds_stand_side_by_side(gone, neighbour, owner):
    change_customer(neighbour, by=owner, notes="韩梅梅的女儿2021年3月3日生")
    mark_texts([neighbour.pk], by=owner)
    erase(gone, why="本人要求", by=owner, now=NOW)
    assert sorted(MarkedText.objects.values_list("kind", flat=True)) == ["child", "erased"]
    Customer.objects.filter(pk=neighbour.pk).update(notes="好")
    mark_all(TODAY)
    assert MarkedText.objects.get().kind == "erased"


def test_a_merge_that_joins_the_text_carries_the_place_and_its_undo_brings_it_back(
    gone, neighbour, store, owner, manager,
):  # fmt: skip
    second = make_customer(store, name="赵六六", notes="和韩梅梅一起来的")
    home = make_item(second).home
    change_home(home, by=owner, community="万科城", notes="韩梅梅量的房")
    change_customer(neighbour, by=owner, notes="爱喝茶")
    erase(gone, why="本人要求", by=owner, now=NOW)
    before = sorted(MarkedText.objects.values_list("pk", "customer", "model", "row_id", "spans", "digest"))
    merged = merge(neighbour, second, choices={"notes": "both"}, by=manager)
    neighbour.refresh_from_db()
    mark = MarkedText.objects.get(field="notes", model="customers.customer")
    assert (mark.row_id, mark.customer) == (neighbour.pk, neighbour) and neighbour.notes[slice(*mark.spans)] == NAME
    assert MarkedText.objects.get(model="customers.home").customer == neighbour
    undo_merge(merged, by=manager)
    assert sorted(MarkedText.objects.values_list("pk", "customer", "model", "row_id", "spans", "digest")) == before
    for mark in MarkedText.objects.all():
        settle_place(mark, how="strike", by=owner)
    home.refresh_from_db()
    assert home.notes == "***量的房" and not where([NAME])


def test_two_who_are_erased_stand_in_one_text_and_go_together(gone, neighbour, store, owner):
    second = make_customer(store, name="王小明")
    change_customer(neighbour, by=owner, notes="韩梅梅和王小明是邻居")
    for each in (gone, second):
        erase(each, why="本人要求", by=owner, now=timezone.now())
    settle_place(MarkedText.objects.get(), how="strike", by=owner)
    neighbour.refresh_from_db()
    assert neighbour.notes == "***和***是邻居"


def test_numbers_they_once_had_go_from_what_friends_recommended(gone, neighbour, owner):
    once = (NUMBER, "13911113333")
    change_customer(gone, by=owner, phones=[*once])
    change_customer(gone, by=owner, phones=["13911114444"])
    for number in once:
        make_referral(neighbour, name="小韩", phone=number)
    assert erase(gone, why="本人要求", by=owner, now=NOW) == 2
    for mark in MarkedText.objects.all():
        settle_place(mark, how="strike", by=owner)
    assert not where(once)
