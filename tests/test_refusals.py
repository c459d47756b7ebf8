"""Pages that say no: not there, not yours, broken, refused; what a view says beside a fragment."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path, reverse

from dealercrm.lib.errors import Refused
from dealercrm.middleware import messages_for_fragments
from stores.access import public
from tests.pages import A_PAGE, text_of


def forgotten(request):
    return HttpResponse("nobody thought about who may come in")


@public
def broken(request):
    raise ZeroDivisionError


@public
def refusing(request):
    raise Refused("The order is signed already.")


urlpatterns = [
    path("", include("dealercrm.urls")),
    path("forgotten/", forgotten),
    path("broken/", broken),
    path("refusing/", refusing),
]
# Also views that only tests have.
own_urls = pytest.mark.urls(__name__)


def test_the_address_of_a_button_says_that_it_is_no_page(client_of, manager, customer):
    response = client_of(manager).get(reverse("customers:customer-give-keeper", args=[customer.pk]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "回首页" in text_of(response)


def test_a_choice_not_made_yet_says_so_in_words(client_of, owner):
    page = text_of(client_of(owner).get(reverse("stores:staff-create")))
    assert "请选择" in page and "-----" not in page


def test_a_page_that_is_not_there_or_not_yours_says_so_in_words(client_of, crew):
    client = client_of(crew)
    for url, status in (("/nowhere/", 404), (reverse("stores:staff-list"), 403)):
        response = client.get(url)
        assert response.status_code == status
        assert "<h1>" in text_of(response)


@own_urls
@pytest.mark.logs_errors
def test_a_broken_page_apologises_and_shows_no_trace():
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert "<h1>" in text_of(response)
    assert "ZeroDivisionError" not in text_of(response)


def test_the_apology_needs_neither_database_nor_context():
    assert "<h1>" in render_to_string("500.html")


@own_urls
@pytest.mark.logs_errors
def test_a_view_that_does_not_say_who_may_come_in_stays_shut():
    response = Client(raise_request_exception=False).get("/forgotten/")
    assert response.status_code == 500
    assert "nobody thought" not in text_of(response)


@own_urls
def test_a_refusal_goes_back_where_the_person_was_with_the_sentence_on_top(client_of, assistant):
    client = client_of(assistant)
    response = client.post("/refusing/", headers={"Referer": f"http://testserver{A_PAGE}"}, follow=True)
    assert response.redirect_chain == [(A_PAGE, 302)]
    assert "The order is signed already." in text_of(response)


@own_urls
def test_a_refusal_from_nowhere_or_elsewhere_is_a_page_of_its_own(client_of, assistant):
    for headers in ({}, {"Referer": "https://evil.test/x"}):
        response = client_of(assistant).post("/refusing/", headers=headers)
        assert response.status_code == 422
        assert "The order is signed already." in text_of(response)
        assert "evil" not in text_of(response)


@own_urls
def test_a_refusal_of_a_fragment_leaves_what_was_being_edited(client_of, assistant):
    response = client_of(assistant).post("/refusing/", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#notices"
    assert "The order is signed already." in text_of(response)
    assert "<html" not in text_of(response)


def test_what_a_view_says_reaches_the_person_also_beside_a_fragment(rf):
    def view(request):
        messages.success(request, "已保存。")
        return HttpResponse("<p>a fragment</p>")

    def ask(htmx):
        request = rf.get("/")
        request.htmx, request._messages = htmx, CookieStorage(request)
        return messages_for_fragments(view)(request)

    said = {"text": "已保存。", "level": "success", "undo": ""}
    assert json.loads(ask(htmx=True)["HX-Trigger"]) == {"notices": [said]}
    assert "HX-Trigger" not in ask(htmx=False)


def test_an_error_page_is_styled_by_hashed_files_and_stands_without_their_manifest(settings, tmp_path):
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    assert '"/static/app.css"' in render_to_string("500.html")
    manifest = {"version": "1.1", "paths": {"app.css": "app.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    settings.STORAGES = dict(settings.STORAGES)  # read the manifest anew
    assert '"/static/app.0123456789ab.css"' in render_to_string("500.html")


def test_a_character_no_database_keeps_is_answered_with_a_sentence(manager, client_of):
    client, sentence = client_of(manager), "有字符无法保存"
    for address in ("customers:customer-list", "customers:duplicate-check"):
        page = client.get(reverse(address), {"community": "万科\0城", "name": "张"})
        assert page.status_code == 400 and sentence in page.text
    page = client.post(reverse("customers:tag-create"), {"name": "老\0业主"})
    assert page.status_code == 400 and sentence in page.text
    fragment = client.get(reverse("customers:customer-list"), {"community": "\0"}, headers={"HX-Request": "true"})
    assert fragment.status_code == 422 and sentence in fragment.text and "<html" not in fragment.text
