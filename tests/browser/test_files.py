"""Photos from the phone: chosen, sent, seen, taken away and brought back, in a hand."""

import pytest
from playwright.sync_api import expect

from customers.models import Attachment, Home
from tests.browser.conftest import DESK, PHONE
from tests.factories import TODAY, make_customer, make_signed_order
from tests.lib.photos import photo, taken_by_phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files(**contents):
    """As a person chooses them: files(a=b"...") is a.jpg with that content."""
    return [{"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": it} for name, it in contents.items()]


def test_photos_of_a_home_go_from_the_phone_into_the_archive(open_browser, customer, assistant):
    Home.objects.create(customer=customer, label="新房")
    page = open_browser(PHONE, assistant)
    page.goto(f"/customers/{customer.pk}/?tab=files")
    pane = page.locator("#pane-files")
    pane.scroll_into_view_if_needed()
    pane.get_by_text("添加照片和文件").click()
    expect(pane.locator("[name=photo]")).to_have_attribute("capture", "environment")
    sent = files(one=photo(size=(1600, 1200), exif=taken_by_phone()), two=photo(), bad=b"<html>")
    pane.locator("[name=files]").set_input_files(sent)
    pane.locator("[name=home]").select_option(label="新房")
    expect(pane.locator("[name=allowed_by]")).to_be_visible()
    pane.locator("form .btn-primary").click()
    expect(pane.locator(".invalid-feedback")).to_contain_text("同意")
    pane.locator("[name=allowed_by]").fill("张姐")
    pane.locator("form .btn-primary").click()  # what was chosen is still chosen
    expect(pane.locator(".tile")).to_have_count(2)
    expect(pane.locator(".alert-danger")).to_contain_text("bad.jpg")
    expect(page.locator(".toast")).to_contain_text("2")
    small = pane.locator(".tile img").first
    small.scroll_into_view_if_needed()
    assert small.evaluate("async image => (await image.decode(), image.naturalWidth)") > 0

    pane.locator(".tile", has_text="one.jpg").locator("a").click()
    large = pane.locator(".file-large img")
    expect(large).to_be_visible()
    assert large.evaluate("async image => (await image.decode(), image.naturalHeight > image.naturalWidth)")  # upright
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    pane.locator("[name=caption]").fill("客厅")
    pane.locator(".name-file .btn-primary").click()
    expect(pane.locator(".tile", has_text="客厅")).to_have_count(1)

    pane.locator(".tile", has_text="客厅").locator("a").click()
    pane.get_by_role("button", name="移除").click()
    expect(pane.locator(".tile")).to_have_count(1)
    page.locator(".toast .undo").click()
    expect(pane.locator(".tile")).to_have_count(2)
    assert Attachment.objects.kept().count() == 2


def test_too_much_is_said_before_it_is_sent(open_browser, customer, assistant):
    page = open_browser(DESK, assistant)
    page.goto(f"/customers/{customer.pk}/files/new/")
    expect(page.locator("[name=photo]")).to_be_hidden()  # a desk has no camera at hand
    form = page.locator("form.send-files")
    form.evaluate("form => (form.dataset.most = 100)")
    page.locator("[name=files]").set_input_files(files(one=photo()))
    form.locator(".btn-primary").click()
    expect(page.locator(".toast")).to_contain_text("一次发送的内容超过")
    assert not Attachment.objects.exists()


def test_the_crew_shows_what_it_has_done(open_browser, store, crew):
    customer = make_customer(store)
    Home.objects.create(customer=customer, label="新房", photo_permission_by="张姐", photo_permission_on=TODAY)
    make_signed_order(customer, signed_on=TODAY, planned_install_on=TODAY, crew=crew)
    page = open_browser(PHONE, crew)
    page.goto("/customers/installations/")
    page.locator(".installation").get_by_text("照片").click()
    page.get_by_text("添加照片和文件").click()
    page.locator("[name=photo]").set_input_files(files(done=photo()))
    page.locator("form.send-files .btn-primary").click()
    expect(page.locator(".tile img")).to_have_count(1)
    with page.expect_download() as paper:
        row = Attachment.objects.get()
        page.goto(f"/customers/files/{row.pk}/")
        page.get_by_text("下载").click()
    assert paper.value.suggested_filename == "done.jpg" and row.by == crew
