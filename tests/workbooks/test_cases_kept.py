"""Files from the field that were right, or were set right elsewhere: numbers, names, separators; they stay so."""

import pytest

from customers.models import Customer, CustomerPhone
from dealercrm.lib.errors import Refused
from tests.workbooks.cases import codes, content_of, read_case, read_content
from tests.workbooks.importing import committed, previewed


@pytest.fixture
def bring_in(client_of, manager):
    """bring_in(case) imports the file by the pages; returns the job."""
    client = client_of(manager)
    return lambda case: committed(client, previewed(client, *content_of(case)))


def test_of_a_template_with_advice_above_the_starred_headings_are_read():
    (layout,), records = read_case("F08")
    assert layout.last == 2
    assert [(record.name, record.phones) for record in records] == [
        ("郑小华", ["19900080001", "0371-62280001"]),
        ("郑大同", ["19900080002"]),
    ]
    assert "喜欢浅色" in records[0].notes


def test_junk_numbers_are_refused_with_the_reason():
    _layouts, records = read_case("F10")
    taken = {record.name: record.phones for record in records if not record.is_refused}
    assert taken == {"达达": ["0371-62290002"], "小梦": ["19900090004"]}
    assert all(codes(record) == ["no_contact"] for record in records if record.is_refused)


def test_without_any_number_nobody_comes_in(bring_in):
    _layouts, records = read_case("F13")
    assert [(record.name, record.is_refused) for record in records] == [("汤姆", True), ("莱斯", True)]
    assert all(codes(record) == ["no_contact"] for record in records)


def test_extensions_and_hyphens_make_no_number_of_their_own(bring_in):
    _layouts, records = read_case("F21")
    numbers = {}
    for record in records:
        numbers.setdefault(record.name, []).extend(record.phones)
    assert numbers == {
        "吕一": ["0371-62223301", "0371-62223301"],
        "吕二": ["0371-62223302"],
        "吕三": ["4008203303"],
        "吕四": ["0371-62223304"],
        "吕五": ["0371-62223305"],
        "吕六": ["0371-62223306"],
        "吕七": ["0371-62223307"],
    }
    assert any("8012" in note for note in records[0].notes)
    bring_in("F21")
    assert Customer.objects.filter(name="吕一").count() == 1


def test_numbers_from_abroad_stay_abroad(bring_in):
    bring_in("F20")
    numbers = dict.fromkeys(CustomerPhone.objects.values_list("number", flat=True))
    assert {"+85261234567", "+85366123456", "+886912345678", "+16265550134", "+442079460958"} <= numbers.keys()
    assert {number for number in numbers if number.startswith(("0", "1"))} == {
        f"1990020000{last}" for last in range(1, 8)
    }
    assert Customer.objects.count() == 7


def test_separators_quotes_and_formulas_are_text(bring_in):
    _layouts, (first, second) = read_case("F26")
    assert (first.name, first.phones) == ("许一", ["19900260001"])
    assert second.phones == ["19900260002", "19900260003"]
    lines = "\n".join(first.notes).splitlines()
    assert lines == ["第一行；喜欢,浅色", '第二行 "原木" 风', "周末有空"]
    assert any('=HYPERLINK("x")' in note for note in second.notes)


def test_a_text_in_another_chinese_encoding_is_refused_in_a_sentence():
    with pytest.raises(Refused, match="Big5"):
        read_case("S17")


@pytest.mark.parametrize(
    "line",
    ["王先生,安裝,13811112222,九龍塘,床墊", "李太太,訂單,0937123456,台北市中山路,沙發", "張學友,電話,23456789,沙田"],
)
def test_traditional_chinese_is_never_read_as_a_senseless_something(line):
    head = "姓名,狀態,電話,地址,產品\n"
    for rows in (1, 3, 200):
        content = (head + f"{line}\n" * rows).encode("big5")
        with pytest.raises(Refused, match="Big5"):
            read_content(content)
        assert read_content((head + f"{line}\n" * rows).encode("gbk")) and read_content((head + line).encode())


def test_one_landline_of_three_people_leaves_three(bring_in):
    job = bring_in("D1")
    assert set(Customer.objects.values_list("name", flat=True)) == {"王建国", "王丽", "李红"}
    said = {row.name: [code for code, _facts in row.messages] for row in job.rows.all()}
    assert "phone_elsewhere" in said["王丽"] and "phone_elsewhere" in said["李红"]
    mobiles = CustomerPhone.objects.filter(number__startswith="199").values_list("customer__name", "number")
    assert set(mobiles) == {("王建国", "19900510001"), ("王丽", "19900510002"), ("李红", "19900510003")}


def test_one_switchboard_of_two_people_leaves_two(bring_in):
    bring_in("D6")
    assert set(Customer.objects.values_list("name", flat=True)) == {"陈志远", "陈志明"}


def test_one_mobile_is_one_archive_that_shows_what_both_rows_say(bring_in):
    bring_in("D2")
    customer = Customer.objects.get()
    shown = f"{customer.name} {customer.community} {customer.occupation} {customer.birthday} {customer.notes}"
    assert all(word in shown for word in ["张伟明", "李红梅", "万科城", "绿地城", "教师", "护士", "1985", "1987"]), (
        shown
    )


def test_one_name_with_three_numbers_is_three_people(bring_in):
    bring_in("D3")
    assert list(Customer.objects.values_list("name", flat=True)) == ["陈小美"] * 3
