"""What people type about somebody's children stays as typed: it is asked about, marked and settled (AR-16)."""

import pytest
from django.apps import apps
from django.forms import ModelForm
from django.urls import reverse

from campaigns.models import Revisit
from customers.actions.marked_texts import mark_all, mark_texts, settle_text
from customers.actions.merge import merge, undo_merge
from customers.forms.files import CaptionForm
from customers.forms.minors_in_text import AsksAboutChildren
from customers.free_texts import path_to_customer, typed_fields, worth_reading
from customers.minors import child_words
from customers.models import Customer, MarkedText, OwnField, OwnValues
from dealercrm.lib.errors import Refused
from referrals.models import Referral
from stores.models import Role
from tests.factories import (
    NOW,
    TODAY,
    make_contact,
    make_customer,
    make_file,
    make_item,
    make_member,
    make_order,
    make_signed_order,
    make_staff,
)

pytestmark = pytest.mark.django_db
TOLD = "女儿2021年3月3日生"
WORDS = ["2021年3月3日生"]


def marked(**where):
    return {(mark.model, mark.field): mark for mark in MarkedText.objects.filter(**where)}


def typed_into(page):
    """What a form of a page holds, as the browser would send it."""
    form = page.context["form"]
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, [])}


def test_the_form_names_the_words_and_saves_nothing_yet(assistant, client_of):
    form = {"name": "李雷", "phones": "19911115678", "kind": "consumer", "small_talk": TOLD, "notes": "爱喝茶"}
    answer = client_of(assistant).post(reverse("customers:customer-create"), form)
    assert answer.status_code == 422 and not assistant.kept_customers.exists()
    assert answer.context["form"].child_words == {"small_talk": WORDS}
    assert WORDS[0] in answer.text and 'name="child_guardian"' in answer.text and 'name="child_keep"' in answer.text
    assert f'value="{TOLD}"' in answer.text


def test_kept_as_it_is_the_text_is_saved_to_the_letter_and_marked(assistant, client_of):
    children = OwnField.objects.create(label="孩子年龄", type=OwnField.Type.TEXT)
    form = {"name": "李雷", "phones": "19911115678", "kind": "consumer", "notes": f"爱喝茶，{TOLD}", "child_keep": "1"}
    form |= {f"extra-own-{children.key}": "5", "household": "夫妻+1儿(6岁)"}
    assert client_of(assistant).post(reverse("customers:customer-create"), form).status_code == 302
    customer = assistant.kept_customers.get()
    assert (customer.notes, customer.household) == (f"爱喝茶，{TOLD}", "夫妻+1儿(6岁)")
    assert OwnValues.objects.get(customer=customer).values == {children.key: "5"}
    marks = marked(customer=customer, settled_at=None, by=assistant)
    assert {place: mark.words for place, mark in marks.items()} == {
        ("customers.customer", "notes"): WORDS,
        ("customers.customer", "household"): ["6岁"],
        ("customers.ownvalues", children.key): ["5"],
    }


def test_with_a_guardians_consent_it_is_settled_at_once(assistant, client_of):
    form = {"name": "李雷", "phones": "19911115678", "kind": "consumer", "notes": TOLD, "child_guardian": "韩梅"}
    assert client_of(assistant).post(reverse("customers:customer-create"), form).status_code == 302
    mark = MarkedText.objects.get()
    assert (mark.how, mark.guardian, mark.settled_by) == ("consent", "韩梅", assistant)


def test_a_grown_childs_birthday_and_a_full_width_digit_are_taken(customer, assistant, client_of):
    page = reverse("customers:customer-update", args=[customer.pk])
    form = {"name": "李雷", "kind": "consumer", "phones": "19911115678", "seen": customer.updated_at.isoformat()}
    assert client_of(assistant).post(page, form | {"notes": "女儿生日5月3日，已工作"}).status_code == 302
    customer.refresh_from_db()
    assert customer.notes == "女儿生日5月3日，已工作" and not MarkedText.objects.exists()
    form["seen"] = customer.updated_at.isoformat()
    assert client_of(assistant).post(page, form | {"notes": "儿子５岁"}).status_code == 422
    assert client_of(assistant).post(page, form | {"notes": "儿子５岁", "child_keep": "1"}).status_code == 302
    customer.refresh_from_db()
    assert customer.notes == "儿子５岁" and MarkedText.objects.get().words == ["５岁"]


def parts(customer, order, item):
    """(address, what else is sent) of every form about a part of an archive, and the field that takes words."""
    member, photo = make_member(customer, relation="spouse"), make_file(customer)
    other = make_customer(customer.store, name="韩梅")
    of = customer.pk
    return {
        "member-create": (of, {"relation": "other"}, "notes"),
        "member-update": (member.pk, {"relation": "spouse"}, "occupation"),
        "home-create": (of, {"renovation_round": 1, "community": "万科城"}, "label"),
        "home-update": (item.home.pk, {"renovation_round": 1, "is_main": "on"}, "notes"),
        "home-item-create": (item.home.pk, {"product": "床", "state": "good"}, "notes"),
        "item-update": (item.pk, {"product": "床", "state": "good"}, "brand"),
        "order-update": (order.pk, {"lines-0-product": "床垫"}, "notes"),
        "order-review-create": (order.pk, {"held_on": "2026-01-05"}, "result"),
        "file-update": (photo.pk, {"seen": CaptionForm(instance=photo, reader=None).initial["seen"]}, "caption"),
        "consent-create": (of, {"channel": "call", "is_given": "1", "how": "spoken", "on": "2026-01-05"}, "wording"),
        "tie-create": (of, {"other": other.pk, "relation": "friend"}, "note"),
    }


@pytest.mark.parametrize("name", [
    "member-create", "member-update", "home-create", "home-update", "home-item-create", "item-update", "order-update",
    "order-review-create", "file-update", "consent-create", "tie-create",
])  # fmt: skip
def test_every_form_about_a_part_of_the_archive_asks_too(name, customer, assistant, client_of):
    pk, form, field = parts(customer, make_order(customer), make_item(customer))[name]
    url, client = reverse(f"customers:{name}", args=[pk]), client_of(assistant)
    if not name.startswith("file"):
        page = client.get(url)
        typed = typed_into(page)
        for each in page.context.get("lines") or ():
            typed |= {bound.html_name: bound.value() for bound in each if bound.value() is not None}
        if "lines" in page.context:
            management = page.context["lines"].management_form
            typed |= {bound.html_name: bound.value() for bound in management}
        form = typed | form
    asked = client.post(url, form | {field: "儿子5岁"})
    assert asked.status_code == 422 and "child_keep" in asked.text and not MarkedText.objects.exists()
    assert client.post(url, form | {field: "儿子5岁", "child_keep": "1"}).status_code == 302
    ((place, mark),) = marked(customer=customer).items()
    assert place[1] == field and mark.words == ["5岁"]
    assert "儿子5岁" in apps.get_model(place[0]).objects.filter(pk=mark.row_id).values_list(field, flat=True)


def test_in_what_was_said_on_the_phone(customer, assistant, client_of):
    entry = {"way": "call", "outcome": "reached", "note": f"聊到{TOLD}", "needs": f"儿童床，{TOLD}"}
    page = reverse("campaigns:revisit-create", args=[customer.pk])
    assert client_of(assistant).post(page, entry).status_code == 422 and not Revisit.objects.exists()
    client_of(assistant).post(page, entry | {"child_keep": "1"})
    logged = Revisit.objects.get()
    assert (logged.note, logged.needs) == (f"聊到{TOLD}", f"儿童床，{TOLD}")
    assert {field for _model, field in marked(customer=customer)} == {"note", "needs"}


def test_on_a_card_of_today_the_question_comes_into_the_card(customer, assistant, client_of):
    touchpoint = make_contact(customer)
    entry = {"way": "call", "outcome": "reached", "note": TOLD, "contact": touchpoint.pk}
    page, htmx = reverse("campaigns:revisit-create", args=[customer.pk]), {"HX-Request": "true"}
    answer = client_of(assistant).post(page, entry, headers=htmx)
    assert answer.status_code == 422 and answer["HX-Retarget"] == f"#about-{touchpoint.pk}"
    assert "child_keep" in answer.text and not Revisit.objects.exists()
    assert client_of(assistant).post(page, entry | {"child_keep": "1"}, headers=htmx).status_code == 200
    assert Revisit.objects.get().note == TOLD


def test_in_what_a_friend_needs(customer, assistant, client_of):
    make_signed_order(customer)
    named = {"name": "韩梅", "phone": "19911115679", "relation": "friend", "need": f"儿童房，{TOLD}"}
    page = reverse("referrals:referral-create", args=[customer.pk])
    assert client_of(assistant).post(page, named).status_code == 422
    client_of(assistant).post(page, named | {"child_keep": "1"})
    assert Referral.objects.get().need == f"儿童房，{TOLD}"
    assert set(marked(customer=customer)) == {("referrals.referral", "need")}


def test_why_an_order_ended_is_told_without_a_child(customer, assistant, client_of):
    order = make_order(customer)
    page = reverse("customers:order-cancel", args=[order.pk])
    client_of(assistant).post(page, {"on": TODAY.isoformat(), "reason": "儿子5岁，不买了"})
    order.refresh_from_db()
    assert order.cancelled_on is None


def test_no_text_about_a_customer_is_left_out():
    """A new table or field is looked through without anybody thinking of it; what is a code or a key is not."""
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if path_to_customer(model)
        for field in typed_fields(model)
    }
    assert {
        "customers.Customer.avoid", "customers.Customer.education", "customers.Customer.introducer_name",
        "customers.HouseholdMember.occupation", "customers.HomeItem.brand", "customers.Home.label",
        "customers.Order.designer_name", "customers.OrderLine.product", "customers.DesignReview.result",
        "customers.Attachment.caption", "customers.Tie.note", "customers.Consent.wording", "campaigns.Revisit.needs",
        "referrals.Referral.need", "customers.ArchiveCheck.note", "customers.DesignerProfile.projects",
    } <= found  # fmt: skip


def forms_of(cls):
    for each in cls.__subclasses__():
        yield each
        yield from forms_of(each)


def test_every_model_form_about_a_customer_asks():
    about = []
    for form in forms_of(ModelForm):
        model = getattr(getattr(form, "Meta", None), "model", None)
        if model is None or not path_to_customer(model):
            continue
        typed = {field.name for field in typed_fields(model)} & set(form.base_fields)
        about += [form] if typed else []
    assert len(about) > 8 and not [form for form in about if not issubclass(form, AsksAboutChildren)]


@pytest.fixture
def mark(customer, assistant):
    Customer.objects.filter(pk=customer.pk).update(notes=TOLD)
    assert mark_texts([customer.pk], by=assistant) == 1
    return MarkedText.objects.get()


def test_the_list_shows_each_to_who_may_settle_it(mark, store, assistant, manager, owner, care, client_of, other_store):
    page = reverse("customers:marked-text-list")
    for staff in (assistant, manager, owner):
        assert TOLD in client_of(staff).get(page).text, staff.role
    for staff in (make_staff(store), care, make_staff(other_store, Role.MANAGER)):
        assert TOLD not in client_of(staff).get(page).text, staff.role
        settle = reverse("customers:marked-text-settle", args=[mark.pk])
        assert client_of(staff).post(settle, {"how": "no_child"}).status_code == 404


def test_it_is_settled_by_consent_or_as_about_nobody_under_14(mark, manager, client_of):
    settle = reverse("customers:marked-text-settle", args=[mark.pk])
    answer = client_of(manager).post(settle, {"how": "consent"}, follow=True)
    assert MarkedText.objects.unsettled().exists() and "哪位监护人" in answer.text
    client_of(manager).post(settle, {"how": "consent", "guardian": "韩梅"})
    mark.refresh_from_db()
    assert (mark.how, mark.guardian, mark.settled_by) == ("consent", "韩梅", manager)
    with pytest.raises(Refused):
        settle_text(mark, how="no_child", by=manager)


def test_as_changed_only_once_it_was(mark, customer, manager):
    with pytest.raises(Refused, match="2021"):
        settle_text(mark, how="changed", by=manager)
    Customer.objects.filter(pk=customer.pk).update(notes="有个女儿")
    settle_text(mark, how="changed", by=manager)
    assert not MarkedText.objects.exists()


def test_what_was_settled_stays_so_until_it_says_more(mark, customer, manager):
    settle_text(mark, how="no_child", by=manager)
    assert mark_texts([customer.pk], by=manager) == 0
    Customer.objects.filter(pk=customer.pk).update(notes=f"喝茶，{TOLD}")
    assert mark_texts([customer.pk], by=manager) == 0
    Customer.objects.filter(pk=customer.pk).update(notes=f"{TOLD}，儿子5岁")
    assert mark_texts([customer.pk], by=manager) == 1


def test_a_mark_goes_with_its_words_and_its_archive(mark, customer, store, manager):
    other = make_customer(store, notes="儿子5岁")
    mark_texts([other.pk], by=manager)
    merged = merge(customer, other, choices={"notes": "both"}, by=manager)
    assert MarkedText.objects.get().words == [*WORDS, "5岁"] and MarkedText.objects.get().customer == customer
    undo_merge(merged, by=manager)
    assert {mark.customer_id: mark.words for mark in MarkedText.objects.all()} == {
        customer.pk: WORDS,
        other.pk: ["5岁"],
    }


def test_the_managers_board_counts_them(mark, manager, client_of):
    assert reverse("customers:marked-text-list") in client_of(manager).get(reverse("campaigns:board")).text


def test_no_field_of_the_dealers_own_is_made_for_their_birthdays(owner, client_of):
    form = {"label": "孩子生日", "type": "date", "choices": "", "position": 0, "is_active": "on"}
    create, client = reverse("customers:own-field-create"), client_of(owner)
    answer = client.post(create, form)
    assert answer.status_code == 422 and "写在家庭成员里" in answer.content.decode()
    assert client.post(create, form | {"label": "孩子房交付日"}).status_code == 302


def test_the_night_marks_what_came_by_another_way_and_leaves_what_is_settled(customer, store, manager):
    plain = make_customer(store, name="无孩", notes="喜欢茶，女士优先")
    member = make_member(plain, relation="child", name="豆豆", age_band="3-6", age_band_on=TODAY)
    settled = make_customer(store, name="已定")
    Customer.objects.filter(pk__in=[customer.pk, settled.pk]).update(notes=TOLD)
    Revisit.objects.create(customer=customer, store=store, by=manager, at=NOW, way="call", outcome="reached", note=TOLD)
    mark_texts([settled.pk], by=manager)
    settle_text(MarkedText.objects.get(), how="no_child", by=manager)
    assert mark_all(TODAY) == 2
    assert {(mark.customer, mark.field) for mark in MarkedText.objects.filter(settled_at=None)} == {
        (customer, "notes"), (customer, "note"),
    }  # fmt: skip
    assert mark_all(TODAY) == 0 and MarkedText.objects.count() == 3
    member.notes = "5岁"
    member.save()
    Customer.objects.filter(pk=customer.pk).update(notes="喜欢茶")
    assert mark_all(TODAY) == 1  # and the mark of words that are gone is let go of
    assert {mark.field for mark in MarkedText.objects.filter(customer=customer)} == {"note"}


def test_what_the_database_passes_over_tells_of_no_child(store):
    told = [
        "豆豆5岁了", "夫妻+1儿(6岁)", "son 5 years old", "ＳＯＮ ５岁", "小宝6.2生日", "老二七八岁", "大宝9个月大",
        "丫头2021.3.3生", "囡囡21年3月3日生", "侄子十个月", "外甥女2021-03-03", "千金2021年出生", "a kid, 5 years old",
    ]  # fmt: skip
    assert all(child_words(text, TODAY) for text in told)
    people = Customer.objects.bulk_create(Customer(store=store, name="王", notes=text, pinyin="w") for text in told)
    assert {customer.pk for customer in people} <= worth_reading()


def test_the_night_asks_a_question_a_table_however_many_there_are(store, django_assert_max_num_queries):
    Customer.objects.bulk_create(Customer(store=store, name=f"王{n}", notes=TOLD, pinyin="wang") for n in range(300))
    with django_assert_max_num_queries(70):
        assert mark_all(TODAY) == 300
