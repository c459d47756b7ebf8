"""Families, order lines and old contacts of linked sheets come to whom they belong, and to nobody else."""

from datetime import date

import pytest
from django.http import QueryDict

from campaigns.models import Contact, Revisit
from customers import facts
from customers.actions.household import change_member
from customers.listing import CustomerList
from customers.models import Activity, Customer, HouseholdMember, Merge, Order
from dealercrm.lib.birthdays import parse_birthday
from tests.factories import NOW, TODAY, make_customer, make_member, make_staff
from workbooks.actions.import_steps import import_workbook
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

PEOPLE = ("客户", ["客户编号", "姓名", "电话"], ["K1", "王莉", "13583685957"], ["K2", "李红", "13583685958"])
FAMILY = ["客户编号", "成员姓名", "关系", "生日", "职业"]
TALKS = ["姓名", "电话", "回访日期", "回访方式", "回访人", "回访内容"]


@pytest.fixture
def take(store, manager):
    """take((sheet name, header, row, ...), ...) imports the sheets; returns the lines of what became of the rows."""

    def take(*sheets):
        def walk(grid):
            return lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)]

        sheets = [Sheet(name, len(grid), walk(grid)) for name, *grid in sheets]
        lines = []
        job = ImportJob.objects.create(store=store, by=manager, file_name="客户.xlsx", sha256="0" * 64)
        given = {"today": TODAY, "now": NOW, "job": job, "by": manager, "keep_lines": lines.extend}
        import_workbook(
            store, read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code=store.area_code), **given
        )
        return lines

    return take


def told(lines, sheet):
    return [(line.outcome, [sentence(message) for message in line.messages]) for line in lines if line.sheet == sheet]


def codes(lines, sheet):
    return [[code for code, _facts in line.messages] for line in lines if line.sheet == sheet]


def test_rows_find_their_customer_by_the_number_of_the_file(take):
    take(PEOPLE, ("家庭成员", FAMILY, ["K2", "张强", "丈夫", "1980-3-5", "教师"]))
    member = HouseholdMember.objects.get()
    assert (member.customer.name, member.name, member.relation) == ("李红", "张强", "spouse")


def test_the_same_workbook_again_changes_nothing(take):
    sheets = (
        PEOPLE,
        ("家庭成员", FAMILY, ["K1", "张强", "丈夫", "1980-3-5", "教师"], ["K1", None, "儿子", "2019-5-3", None]),
        ("订单", ["订单号", "客户编号", "产品", "金额", "成交日期"], ["D1", "K1", "床垫", 3000, "2022-3-20"],
         ["D1", "K1", "木门", 9000, "2022-3-20"]),
        ("回访", TALKS, ["王莉", "13583685957", "2024-3-5", "电话", "陈姐", "柜门异响"]),
    )  # fmt: skip
    take(*sheets)
    before = list(Activity.objects.values_list("pk", flat=True))
    again = take(*sheets)
    assert {line.outcome for line in again} == {"unchanged"}
    assert (HouseholdMember.objects.count(), Order.objects.count(), Order.objects.get().lines.count()) == (2, 1, 2)
    assert Activity.objects.exclude(pk__in=before).count() == 0


def test_a_child_is_known_by_an_age_band_only_and_is_nobody_new_the_next_time(take):
    row = ["K1", "张小宝", "女儿", "2019-5-3", None]
    take(PEOPLE, ("家庭成员", FAMILY, row))
    take(PEOPLE, ("家庭成员", FAMILY, row))
    child = HouseholdMember.objects.get()
    assert (child.birthday, child.age_band, child.age_band_on, child.notes) == (None, "7-13", TODAY, "女儿")


def test_a_consented_birthday_is_not_taken_away_by_a_file(take, manager, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    child = make_member(customer, name="张小宝", relation="child")
    born = parse_birthday("2019-05-03", today=TODAY)
    change_member(child, by=manager, birthday=born, guardian_name="王莉", now=NOW)
    take(PEOPLE, ("家庭成员", FAMILY, ["K1", "张小宝", "女儿", "2019-5-3", None]))
    child.refresh_from_db()
    assert (child.birthday.text, child.age_band) == ("solar-05-03/2019", "")


def test_what_a_person_wrote_of_a_relative_stays_and_gaps_are_filled(take, manager, store):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    man = make_member(customer, name="张强", relation="spouse")
    change_member(man, by=manager, occupation="律师", now=NOW)
    lines = take(PEOPLE, ("家庭成员", FAMILY, ["K1", "张强", "丈夫", "1980-3-5", "教师"]))
    man.refresh_from_db()
    assert (man.occupation, man.birthday.text) == ("律师", "solar-03-05/1980")
    assert told(lines, "家庭成员")[0][0] == "updated"


def test_what_an_import_brought_follows_the_file(take):
    take(PEOPLE, ("家庭成员", FAMILY, ["K1", "张强", "丈夫", "1980-3-5", "教师"]))
    take(PEOPLE, ("家庭成员", FAMILY, ["K1", "张强", "丈夫", "1981-3-5", "校长"]))
    man = HouseholdMember.objects.get()
    assert (man.occupation, man.birthday.text) == ("校长", "solar-03-05/1981")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["K9", "张强", "丈夫", None, None], "unknown_customer"),
        ([None, "张强", "丈夫", None, None], "no_link"),
        (["K3", "张强", "丈夫", None, None], "refused_customer"),
        (["K4", "张强", "丈夫", None, None], "ambiguous_customer"),
    ],
)
def test_a_row_that_finds_nobody_is_refused_with_its_reason(take, row, code):
    people = (*PEOPLE, ["K3", "赵六", "不详"], ["K4", "孙一", "13583685961"], ["K4", "孙二", "13583685962"])
    lines = take(people, ("家庭成员", FAMILY, row))
    assert codes(lines, "家庭成员") == [[code]]
    assert not HouseholdMember.objects.exists()
    assert all(line.raw for line in lines if line.outcome == "refused")


def test_a_name_that_two_customers_have_is_not_enough_unless_the_last_digits_tell(take, store):
    make_customer(store, name="王莉", phones=["13900001111"])
    make_customer(store, name="王莉", phones=["13900002222"])
    header = ["客户姓名", "手机尾号", "回访日期", "回访内容"]
    rows = [["王莉", None, "2024-3-5", "好"], ["王莉", "2222", "2024-3-6", "好"]]
    lines = take(("客户", ["姓名", "电话"], ["李红", "13583685958"]), ("回访", header, *rows))
    assert codes(lines, "回访")[0] == ["ambiguous_customer"]
    (contact,) = Activity.objects.filter(kind=facts.OLD_CONTACT_NOTED)
    assert contact.customer.phones.get().number == "13900002222"


def test_of_namesakes_the_one_in_the_file_is_meant(take, store):
    make_customer(store, name="王莉", phones=["13900001111"])
    take(PEOPLE, ("家庭成员", ["客户姓名", "成员姓名", "关系"], ["王莉", "张强", "丈夫"]))
    assert HouseholdMember.objects.get().customer.phones.get().number == "13583685957"


def test_an_old_contact_is_history_with_its_author_and_sets_nothing_off(take, store):
    seller = make_staff(store, name="陈姐")
    take(PEOPLE, ("回访", TALKS, ["王莉", "13583685957", "2024-3-5", "微信", "陈姐", "柜门异响"],
                  ["李红", "13583685958", "2024-3-6", "电话", "离职的人", "很满意"]))  # fmt: skip
    first, second = Activity.objects.filter(kind=facts.OLD_CONTACT_NOTED).order_by("at")
    assert (first.by, first.by_name, first.at.date(), first.data["way"]) == (seller, "陈姐", date(2024, 3, 5), "wechat")
    assert (second.by, second.by_name) == (None, "离职的人")
    assert first.imported and first.answered_at == NOW
    assert not Revisit.objects.exists() and not Contact.objects.exists()


def test_an_old_contact_counts_as_the_last_contact_in_lists(take, owner):
    take(PEOPLE, ("回访", TALKS, ["王莉", "13583685957", "2024-3-5", "微信", "陈姐", "柜门异响"]))

    def names(query):
        return {customer.name for customer in CustomerList(QueryDict(query), owner).customers}

    assert names("touched_from=2024-03-01&touched_to=2024-03-31") == {"王莉"}
    assert names("touched_none=1") == {"李红"}


def test_the_timeline_tells_of_an_old_contact(take, client_of, manager):
    take(PEOPLE, ("回访", TALKS, ["王莉", "13583685957", "2024-3-5", "微信", "陈姐", "柜门异响"]))
    customer = Customer.objects.get(name="王莉")
    html = client_of(manager).get(f"/customers/{customer.pk}/timeline/").content.decode()
    assert "柜门异响" in html and "陈姐" in html and "系统启用前的联系" in html


def test_columns_of_relatives_in_the_customers_sheet_become_members(take):
    header = ["姓名", "电话", "配偶姓名", "配偶生日", "孩子", "父母"]
    take(("客户", header, ["王莉", "13583685957", "张强", "1980-3-5", "儿子8岁", "身体都好"]))
    customer = Customer.objects.get()
    members = list(customer.members.order_by("pk").values_list("relation", "name", "age_band"))
    assert members == [("spouse", "张强", ""), ("child", "", "7-13")]
    assert customer.notes == "父母：身体都好"


def test_a_row_with_the_key_of_somebody_merged_is_about_who_is_left(take, store, manager):
    customer = make_customer(store, name="王莉", phones=["13583685957"])
    Merge.objects.create(kept=customer, gone_id=10**9, gone_name="王丽", before=[], by=manager, at=NOW)
    take(("客户", ["系统编号", "名字", "职业"], [10**9, "王莉", "教师"]))
    customer.refresh_from_db()
    assert customer.occupation == "教师"
