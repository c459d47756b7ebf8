from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

PASSWORD_CHANGE = reverse("stores:password-change")
NEW = "quite-another-one-8"


def change(client, old=PASSWORD, new=NEW, again=NEW):
    return client.post(PASSWORD_CHANGE, {"old_password": old, "new_password1": new, "new_password2": again})


def test_a_person_changes_the_own_password_and_stays_logged_in(client_of, assistant):
    client, other_device = client_of(assistant), client_of(assistant)
    assert change(client).status_code == 302
    assistant.refresh_from_db()
    assert assistant.check_password(NEW)
    assert client.get(PASSWORD_CHANGE).status_code == 200
    assert other_device.get(PASSWORD_CHANGE).status_code == 302  # a lost phone is locked out


def test_a_password_is_not_changed_without_the_old_one_or_to_a_poor_one(client_of, assistant):
    client = client_of(assistant)
    for attempt in ({"old": "wrong"}, {"new": "12345678", "again": "12345678"}, {"again": "different"}):
        assert change(client, **attempt).status_code == 422
    assistant.refresh_from_db()
    assert assistant.check_password(PASSWORD)


def test_a_password_that_is_too_short_is_refused_in_chinese(client_of, assistant):
    assert "密码太短，至少要 8 个字符。" in change(client_of(assistant), new="x7-q", again="x7-q").content.decode()


def test_pages_are_chinese_whatever_the_browser_says_until_english_is_chosen(client, assistant):
    login = reverse("stores:login")
    english_browser = {"Accept-Language": "en-US,en;q=0.9"}
    assert '<html lang="zh-hans">' in client.get(login, headers=english_browser).content.decode()
    response = client.post(reverse("stores:set-language"), {"language": "en", "next": login})
    assert response["Location"] == login
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en">' in client.get(login).content.decode()


def test_the_language_switch_never_leads_to_another_site(db):
    response = Client().post(reverse("stores:set-language"), {"language": "en", "next": "https://evil.test/"})
    assert response["Location"] == "/"
