from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dealercrm.lib.errors import Refused
from stores.actions.login import FAILURES_PER_ADDRESS, FAILURES_PER_NAME, WINDOW, check_login
from stores.models import LoginAttempt, Role
from tests.factories import PASSWORD, make_staff

LOGIN = reverse("stores:login")
HERE, ELSEWHERE = "10.0.0.7", "10.0.0.8"


def log_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def fail(username, *, times, at, address=HERE):
    LoginAttempt.objects.bulk_create(
        LoginAttempt(username=username, address=address, at=at + timedelta(seconds=i)) for i in range(times)
    )


def test_a_person_logs_in_and_is_led_home(client, assistant):
    response = log_in(client, assistant.username)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert client.get(reverse("stores:password-change")).status_code == 200


def test_login_leads_on_to_the_page_that_was_asked_for(client, assistant):
    wanted = reverse("stores:password-change")
    response = client.get(wanted)
    assert response["Location"] == f"{LOGIN}?next={wanted}"
    assert log_in(client, assistant.username, next=wanted)["Location"] == wanted


@pytest.mark.parametrize("how", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_who_was_logged_out_meanwhile_comes_back_to_the_page_with_the_button(client, assistant, how):
    page = reverse("customers:customer-list")
    response = client.post(reverse("customers:view-create"), headers={"Referer": f"http://testserver{page}"}, **how)
    to_login = f"{LOGIN}?next={page}"
    assert response["HX-Redirect" if how else "Location"] == to_login
    assert "没有保存" in client.get(to_login).content.decode()
    assert log_in(client, assistant.username, next=page)["Location"] == page


def test_login_never_leads_to_another_site(client, assistant):
    for elsewhere in ("https://evil.test/", "//evil.test/", "javascript:alert(1)"):
        assert log_in(Client(), assistant.username, next=elsewhere)["Location"] == reverse("home")


def test_a_wrong_password_and_an_unknown_name_read_the_same(client, assistant, settings):
    settings.LANGUAGE_CODE = "en"
    wrong = log_in(client, assistant.username, "wrong")
    unknown = log_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    sentences = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert sentences[0] and sentences[0] == sentences[1]


def test_five_failures_close_the_door_for_a_while_and_say_until_when(assistant, now):
    fail(assistant.username, times=FAILURES_PER_NAME, at=now)
    with pytest.raises(Refused, match="10:16"):  # a quarter of an hour after the first of the five
        check_login(assistant.username, PASSWORD, address=HERE, now=now + timedelta(minutes=1))
    assert check_login(assistant.username, PASSWORD, address=HERE, now=now + WINDOW + timedelta(seconds=1)) == assistant


def test_four_failures_do_not_close_the_door_and_success_forgets_them(assistant, now):
    fail(assistant.username, times=FAILURES_PER_NAME - 1, at=now)
    assert check_login(assistant.username, PASSWORD, address=HERE, now=now + timedelta(minutes=1)) == assistant
    assert not LoginAttempt.objects.exists()


def test_somebody_elsewhere_cannot_lock_a_person_out(assistant, now):
    fail(assistant.username, times=FAILURES_PER_NAME, at=now, address=ELSEWHERE)
    assert check_login(assistant.username, PASSWORD, address=HERE, now=now + timedelta(minutes=1)) == assistant


def test_guessing_many_names_from_one_address_is_stopped(assistant, now):
    for n in range(FAILURES_PER_ADDRESS):
        fail(f"guess{n}", times=1, at=now)
    with pytest.raises(Refused):
        check_login(assistant.username, PASSWORD, address=HERE, now=now + timedelta(minutes=1))


def test_trying_while_the_door_is_closed_does_not_keep_it_closed(assistant, now):
    fail(assistant.username, times=FAILURES_PER_NAME, at=now)
    for minute in range(1, 15):
        with pytest.raises(Refused):
            check_login(assistant.username, "wrong", address=HERE, now=now + timedelta(minutes=minute))
    assert check_login(assistant.username, PASSWORD, address=HERE, now=now + WINDOW + timedelta(minutes=1)) == assistant


def test_the_limit_holds_at_the_login_page(client, assistant):
    for _attempt in range(FAILURES_PER_NAME):
        log_in(client, assistant.username, "wrong")
    response = log_in(client, assistant.username)
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session


def test_old_attempts_are_thrown_away(assistant, now):
    fail("somebody", times=3, at=now - timedelta(days=2), address=ELSEWHERE)
    check_login(assistant.username, PASSWORD, address=HERE, now=now)
    assert not LoginAttempt.objects.exists()


def test_only_who_knows_the_password_learns_that_an_account_is_closed(store, now):
    gone = make_staff(store, Role.ASSISTANT, is_active=False)
    with pytest.raises(Refused) as right:
        check_login(gone.username, PASSWORD, address=HERE, now=now)
    with pytest.raises(Refused) as wrong:
        check_login(gone.username, "wrong", address=HERE, now=now)
    with pytest.raises(Refused) as unknown:
        check_login("nobody", "wrong", address=HERE, now=now)
    assert str(right.value) != str(wrong.value) == str(unknown.value)


def test_closing_an_account_ends_its_session(client_of, assistant):
    client = client_of(assistant)
    assistant.is_active = False
    assistant.save()
    assert client.get(reverse("stores:password-change")).status_code == 302


def test_logout_takes_a_post_and_ends_the_session(client_of, assistant):
    client = client_of(assistant)
    assert client.get(reverse("stores:logout")).status_code == 405
    assert client.post(reverse("stores:logout"))["Location"] == LOGIN
    assert client.get(reverse("stores:password-change")).status_code == 302


def test_a_forwarded_address_counts_only_behind_our_own_proxy(client, assistant, settings):
    settings.HTTPS = True
    for name, trusted, forwarded, counted in (
        ("a", [], "1.1.1.1, 2.2.2.2", HERE),  # whoever reaches the server itself may write what they like
        ("b", [HERE], "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        ("c", ["10.0.0.0/24"], f"1.1.1.1, 2.2.2.2, {ELSEWHERE}", "2.2.2.2"),  # two proxies of ours
        ("d", ["10.0.0.0/24"], "", HERE),
        ("e", [HERE], "1.1.1.1, nobody", HERE),
        ("f", [HERE], "2001:db8::7", "2001:db8::7"),
    ):
        settings.TRUSTED_PROXIES = trusted
        sent = {"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": HERE}
        client.post(LOGIN, {"username": name, "password": "x"}, **sent)
        assert LoginAttempt.objects.get(username=name).address == counted, name


def test_an_address_that_is_none_is_no_error(client, assistant):
    assert client.post(LOGIN, {"username": "a", "password": "b"}, REMOTE_ADDR="").status_code == 422
    assert LoginAttempt.objects.get().address is None


def test_a_login_without_a_token_is_refused_in_words(assistant):
    response = log_in(Client(enforce_csrf_checks=True), assistant.username)
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Accept": "application/json"}], ids=["fragment", "outbox of a phone"]
)
def test_a_request_that_cannot_follow_a_login_page_gets_a_401(client, db, headers):
    response = client.get(reverse("stores:password-change"), headers=headers)
    assert response.status_code == 401


def test_the_login_page_asks_little_of_the_database(client, assistant, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        client.get(LOGIN)
    with django_assert_max_num_queries(14):  # eight of them are Django's: making a session, noting the login
        log_in(client, assistant.username)


def test_attempts_are_written_with_the_time_of_the_clock(client, assistant):
    log_in(client, assistant.username, "wrong")
    assert abs(LoginAttempt.objects.get().at - timezone.now()) < timedelta(minutes=1)
