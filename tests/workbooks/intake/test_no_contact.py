"""Whom a file says to leave alone is left alone: that word comes in as the person's own."""

from datetime import timedelta

import pytest

from customers import facts
from customers.actions.consent import record_consent
from customers.consent import Channel, left_alone, standing
from customers.models import Activity, Consent, Customer
from tests.factories import NOW
from tests.workbooks.cases import read_text
from tests.workbooks.importing import as_csv, committed, previewed
from workbooks.actions.import_steps import run_step
from workbooks.actions.import_undo import ask_to_undo


@pytest.mark.parametrize("header", ["免打扰", "请勿致电", "黑名单", "是否拒绝来电", "Do Not Call", "SMS Opt-out"])
def test_the_headers_of_such_a_column(header):
    yes, no = read_text(f"姓名,手机,{header}", "王莉,13583685957,是", "李红,13583685958,否")[1]
    assert yes.no_contact == f"{header}：是" and yes.says("wants_no_contact")
    assert not no.no_contact and not no.messages


def test_a_column_about_mail_says_nothing_of_calls():
    (one,) = read_text("姓名,手机,Email Opt Out", "王莉,13583685957,1")[1]
    assert not one.no_contact


def test_when_not_to_call_is_what_to_avoid():
    (one,) = read_text("姓名,手机,免打扰", "王莉,13583685957,晚上八点后")[1]
    assert (one.facts["avoid"], one.no_contact) == ("晚上八点后", "")


@pytest.mark.django_db(transaction=True)
def test_it_comes_in_as_a_withdrawn_consent_and_goes_with_the_import(client, manager):
    client.force_login(manager)
    content = as_csv(["姓名", "手机", "免打扰"], ["王莉", "13583685957", "是"])
    job = committed(client, previewed(client, content, "a.csv"))
    customer = Customer.objects.get()
    consent = standing(customer)[Channel.ALL]
    assert (consent.is_given, consent.wording) == (False, "免打扰：是")
    assert left_alone().filter(customer=customer).exists()
    assert Activity.objects.filter(kind=facts.CONSENT_WITHDRAWN, imported=True).count() == 1
    again = as_csv(["姓名", "手机", "免打扰"], ["王莉", "13583685957", "1"])
    committed(client, previewed(client, again, "b.csv"))
    assert Consent.objects.count() == 1
    job.refresh_from_db()
    ask_to_undo(job, by=manager)
    run_step(job.pk)
    assert not Consent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_the_person_said_to_us_stands(client, manager, customer):
    client.force_login(manager)
    said = {"is_given": True, "how": "phone", "wording": "可以打", "by": manager, "at": NOW - timedelta(days=1)}
    record_consent(customer, channel=Channel.ALL, **said)
    row = [customer.name, customer.phones.first().number, "是"]
    committed(client, previewed(client, as_csv(["姓名", "手机", "免打扰"], row), "a.csv"))
    assert standing(customer)[Channel.ALL].is_given
