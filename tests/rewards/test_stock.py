"""What lies in a store: only added to, never below zero, also for two who take the last at once."""

from threading import Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from django.urls import reverse

from dealercrm.lib.errors import Refused
from rewards.actions.giving import give
from rewards.actions.stock import correct, receive
from rewards.models import Gift, GiftGiven, Stock, StockEntry
from tests.factories import NOW, make_customer, make_store


@pytest.fixture
def tea(db):
    return Gift.objects.create(name="信阳毛尖", cost=80, words="茶 喝茶")


def lying(gift, store):
    entries = StockEntry.objects.filter(gift=gift, store=store).aggregate(sum=Sum("pieces"))["sum"] or 0
    kept = Stock.objects.filter(gift=gift, store=store).values_list("pieces", flat=True).first() or 0
    assert entries == kept
    return kept


def test_pieces_come_go_and_are_counted_anew(tea, store, manager):
    receive(tea, store=store, pieces=5, why="春茶", by=manager, now=NOW)
    give(make_customer(store), gift=tea, pieces=2, by=manager, now=NOW)
    assert lying(tea, store) == 3 and lying(tea, make_store()) == 0
    entry = correct(tea, store=store, counted=1, why="受潮两盒", by=manager, now=NOW)
    assert (entry.kind, entry.pieces) == ("corrected", -2) and lying(tea, store) == 1
    assert correct(tea, store=store, counted=1, why="盘点", by=manager, now=NOW) is None


def test_what_makes_no_sense_gets_a_sentence(tea, store, manager):
    receive(tea, store=store, pieces=1, by=manager, now=NOW)
    customer = make_customer(store)
    for verb in (
        lambda: receive(tea, store=store, pieces=0, by=manager, now=NOW),
        lambda: correct(tea, store=store, counted=-1, why="?", by=manager, now=NOW),
        lambda: correct(tea, store=store, counted=4, why=" ", by=manager, now=NOW),
        lambda: give(customer, gift=tea, pieces=2, by=manager, now=NOW),
        lambda: give(customer, gift=tea, pieces=0, by=manager, now=NOW),
        lambda: give(customer, gift=tea, cost=-1, by=manager, now=NOW),
        lambda: give(customer, words="", by=manager, now=NOW),
        lambda: give(customer, words="鲜花", by=manager, now=NOW),
    ):
        with pytest.raises(Refused):
            verb()
    assert lying(tea, store) == 1 and not GiftGiven.objects.exists()


def test_entries_are_changed_by_nobody_and_the_stock_stays_above_zero_also_in_sql(tea, store, manager):
    receive(tea, store=store, pieces=2, by=manager, now=NOW)
    for statement in (
        "UPDATE rewards_stockentry SET pieces = 9",
        "DELETE FROM rewards_stockentry",
        f"""INSERT INTO rewards_stockentry (gift_id, store_id, kind, pieces, why, by_id, at)
            VALUES ({tea.pk}, {store.pk}, 'given', -3, '', {manager.pk}, now())""",
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert lying(tea, store) == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_the_last_pieces_at_once_as_many_get_one_as_there_are(store, manager):
    tea = Gift.objects.create(name="信阳毛尖", cost=80)
    receive(tea, store=store, pieces=3, by=manager, now=NOW)
    customers, told = [make_customer(store) for _ in range(6)], []

    def take(customer):
        try:
            give(customer, gift=tea, by=manager, now=NOW)
            told.append("given")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=take, args=[customer]) for customer in customers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [words for words in told if words != "given"]
    assert len(told) == 6 and len(refused) == 3 and all("信阳毛尖" in words for words in refused)
    assert lying(tea, store) == 0 and GiftGiven.objects.count() == 3


def test_a_manager_keeps_the_catalogue_and_the_stock_of_their_store(store, manager, owner, client_of):
    other, client = make_store(name="南店"), client_of(manager)
    listed = reverse("rewards:gift-list")
    assert "还没有礼品" in client.get(listed).text
    new = {"name": "猫粮", "cost": "45", "for_whom": "pets", "words": "猫", "is_active": "on"}
    assert "不能小于 0" in client.post(reverse("rewards:gift-create"), new | {"cost": "-1"}).text
    client.post(reverse("rewards:gift-create"), new)
    gift = Gift.objects.get(name="猫粮")
    stock = reverse("rewards:gift-stock", args=[gift.pk, store.pk])
    client.post(stock, {"way": "received", "pieces": "4", "why": "进货"})
    assert client.post(stock, {"way": "counted", "pieces": "3"}).status_code == 422
    client.post(stock, {"way": "counted", "pieces": "3", "why": "盘点"})
    page = client.get(stock).text
    assert "现有 3 件" in page and "盘点" in page and "-1" in page
    assert client.get(reverse("rewards:gift-stock", args=[gift.pk, other.pk])).status_code == 404
    assert "南店" not in client.get(listed).text and "南店 0" in client_of(owner).get(listed).text
