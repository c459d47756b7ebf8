"""What happens to every row when its customer or keeper changes is said in PARTS, and so it happens."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone, translation

from customers.actions.erase import erase
from customers.actions.merge import merge, undo_merge
from customers.actions.tiers import recompute_tiers
from customers.at_risk import keep_risks
from customers.households import keep_households
from customers.models import Customer
from customers.needs_of_many import keep_next_purchases
from customers.search import keep_search
from dealercrm.lib.parts import ADDED, NOTED, PAIR, STAY
from dealercrm.lib.texts import label_of
from dealercrm.parts import PARTS
from stores.actions.handover import hand_over
from stores.handover import kinds_of_work, work_of
from stores.models import Role, Staff
from tests.any_rows import AnyRows, database
from tests.factories import NOW, TODAY, make_customer, make_signed_order, make_staff
from tests.floors import FLOORS

BY_MODEL = {part.model: part for part in PARTS}
# Words of the house in rows that stay: what was sold, who did it, which time it was.
OF_THE_HOUSE = {
    "customers.activity.by_name", "customers.order.salesperson_name", "customers.order.designer_name",
    "customers.order.crew_name", "customers.orderline.product", "customers.orderline.measure",
    "customers.designreview.designer_name", "campaigns.revisit.by_name",
    "rewards.giftgiven.cause_kind",
}  # fmt: skip


def keys(model, to=None):
    """Foreign keys of a model, or those to another model."""
    found = [field for field in model._meta.concrete_fields if field.is_relation]
    return [field for field in found if to is None or field.related_model is to]


def leads_to(model, targets, seen=frozenset()):
    """Is there a way from a row to one of `targets`, by however many keys?"""
    return any(
        key.related_model in targets or leads_to(key.related_model, targets, seen | {model})
        for key in keys(model)
        if key.related_model not in seen
    )


def our_models():
    return [model for app in FLOORS for model in apps.get_app_config(app).get_models()]


def test_every_model_with_a_way_to_a_customer_or_to_staff_has_its_part():
    assert len(BY_MODEL) == len(PARTS)
    for model in our_models():
        if leads_to(model, {Customer, Staff}):
            assert model in BY_MODEL, f"say in {model._meta.app_label}/parts.py what happens to {model.__name__}"
        if leads_to(model, {Customer}):
            part = BY_MODEL[model]
            assert {key.name for key in keys(model, Customer)} == {link.name for link in part.links}, model
            assert part.paths or not keys(model, Customer), model


def test_what_hangs_on_a_row_comes_after_it():
    places = {model: n for n, model in enumerate(BY_MODEL)}
    for part in PARTS:
        for key in keys(part.model) if part.undo in (NOTED, ADDED) else ():
            assert places.get(key.related_model, -1) <= places[part.model], (part.model, key)


def test_every_column_of_staff_is_handed_over_or_says_who_did_something():
    for part in PARTS:
        handed_over = {work.column for work in part.hand_over}
        for key in keys(part.model, Staff):
            says_who = key.name == "by" or key.name.endswith("_by")
            assert key.name in handed_over or key.name in part.stays_with or says_who, (part.model, key)


@pytest.mark.django_db
def test_the_database_keeps_the_history_that_the_parts_say():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname, tgargs FROM pg_trigger WHERE NOT tgisinternal")
        found = [(table, name, bytes(given).decode().split("\0")[:-1]) for table, name, given in cursor.fetchall()]
    kept = {(table, name, *given[:2], frozenset(given[2].split(","))) for table, name, given in found
            if name.startswith("history_")}  # fmt: skip
    assert kept == {
        (part.table, f"history_{event}{suffix}", part.key, leads, frozenset(part.untold_columns))
        for part in PARTS if part.history
        for suffix, leads in (("", part.leads), *([("_second", "second_id")] if part.merge is PAIR else []))
        for event in ("insert", "update", "delete")
    }  # fmt: skip
    noted = {(table, name, *given) for table, name, given in found if name.startswith("import_")}
    assert noted == {
        (part.table, f"import_{event}", part.key, part.leads)
        for part in PARTS
        for event in {NOTED: ("insert", "update", "delete"), ADDED: ("insert",)}.get(part.undo, ())
    }  # fmt: skip


def test_every_table_and_column_that_a_person_reads_is_called_by_a_name_in_their_language():
    def is_chinese(name):
        return any("一" <= letter <= "鿿" for letter in str(name))

    with translation.override("zh-hans"):
        for part in PARTS:
            read = part.model._meta.concrete_fields if part.history or (part.subject_access and part.paths) else ()
            hidden = part.untold_columns if part.history else {part.key, *part.untold}
            assert not read or is_chinese(part.model._meta.verbose_name), part.model
            told = [field for field in read if field.column not in hidden]
            assert [field.name for field in told if not is_chinese(label_of(field))] == [], part.model


@pytest.fixture
def somebody(store):
    """An archive with a row of every model, and in each text a word of its own."""
    return filled(staff=make_staff(store, name="老陈"), store=store, friend=make_customer(store, name="朋友"))


def filled(**given):
    rows = AnyRows(**given)
    for part in PARTS:
        rows.row(part.model)
    return rows


def test_merged_nothing_is_with_the_one_that_goes_and_undone_all_is_as_it_was(somebody, owner):
    shared = {model: row for model, row in somebody.made.items() if not leads_to(model, {Customer})}
    other = filled(staff=somebody.staff, store=somebody.store, friend=somebody.friend, shared=shared)
    keep, gone = somebody.customer, other.customer
    for customer in (keep, gone):  # what the house counts is right before
        make_signed_order(customer)
    keep_search([keep.pk, gone.pk])
    keep_households([keep.pk, gone.pk])
    keep_next_purchases([keep.pk, gone.pk], timezone.localdate())
    recompute_tiers(TODAY)  # rests on the others
    keep_risks([keep.pk, gone.pk], timezone.localdate())
    told = ("customers_rowchange", "customers_merge", "insights_periodfigures")

    def as_it_is():
        found = database(without=told)
        mine = [row for row in found["customers_activity"] if "merge" not in row["kind"]]
        return found | {"customers_activity": mine}

    before, gone_id = as_it_is(), gone.pk
    merged = merge(keep, gone, by=owner, choices={}, now=NOW)
    for part in PARTS:
        for link in part.links if part.merge is not STAY else ():
            assert not part.model._default_manager.filter(**{link.attname: gone_id}).exists(), (part.model, link)
    assert as_it_is() != before
    undo_merge(merged, by=owner, now=NOW)
    after = as_it_is()
    for table, rows_before in before.items():
        assert after[table] == rows_before, table


def about_somebody(origin):
    """Is the text app.model.field one of a row that hangs on a customer?"""
    part = BY_MODEL.get(apps.get_model(origin.rpartition(".")[0]))
    return part is not None and bool(part.paths)


def test_erased_no_word_about_the_person_is_left(somebody, owner):
    known = json.dumps(database(), ensure_ascii=False)
    words = {word: origin for word, origin in somebody.words.items() if about_somebody(origin)}
    assert all(word in known for word in words)
    erase(somebody.customer, why="本人要求", by=owner, now=NOW)
    left = json.dumps(database(), ensure_ascii=False)
    assert {origin for word, origin in words.items() if word in left} == OF_THE_HOUSE


def test_handed_over_nothing_open_is_left_with_the_leaver(somebody, store, owner):
    leaver = somebody.staff
    make_signed_order(somebody.customer, salesperson=leaver)
    given = {work.code for work, _many, _split in work_of(leaver)}
    assert given == {work.code for work in kinds_of_work()}
    colleagues = [make_staff(store), make_staff(store, Role.CREW)]
    hand_over(leaver, receivers=colleagues, by=owner, now=NOW)
    assert work_of(leaver) == []
    for part in PARTS:
        for work in part.hand_over:
            assert not part.model._default_manager.filter(**{work.column: leaver}).exists(), (part.model, work.column)
