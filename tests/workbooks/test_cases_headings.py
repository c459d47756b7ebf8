"""Exports of other systems and words of other people: which row is the header, and what its words mean."""

import pytest

from dealercrm.lib.birthdays import Birthday
from tests.workbooks.cases import codes, read_case, read_text
from tests.workbooks.importing import page, previewed
from workbooks.reading.headers import squeeze
from workbooks.reading.words import known_field


def names(records):
    return [record.name for record in records]


def test_contacts_of_google():
    (layout,), records = read_case("F01")
    assert str(layout.looks_like) == "谷歌通讯录"
    assert names(records) == ["王小明", "欧阳建国", "John Smith", "刘丽娟"]
    assert [record.phones for record in records] == [
        ["19900010001"],
        ["19900010002", "19900010003"],
        ["19900010004"],
        ["19900010005", "0371-62220005"],
    ]
    assert records[0].facts["birthday"] == Birthday("solar", 1985, 3, 5)
    assert not any(record.notes for record in records)


def test_contacts_of_outlook():
    (layout,), (li, ma) = read_case("F03")
    assert str(layout.looks_like) == "Outlook 联系人"
    assert names([li, ma]) == ["刘丽", "司马志强"]
    assert li.phones == ["0371-62230001", "19900030001"] and ma.phones == ["19900030002"]
    assert "birthday" not in li.facts and ma.facts["birthday"] == Birthday("solar", 1980, 3, 15)
    assert li.facts["community"] == "花园路1号万科城" or "万科城" in str(li.facts)
    assert (li.facts["introducer_name"], li.facts["occupation"]) == ("李红", "教师")
    assert "household" not in li.facts


def test_contacts_of_odoo():
    (layout,), records = read_case("S01b")
    assert str(layout.looks_like) == "Odoo 联系人"
    assert names(records) == ["童丽", "童刚"]
    assert [record.phones for record in records] == [["19900310011"], ["19900310012"]]
    assert records[0].facts["community"] == "万科城" and not records[1].notes


def test_given_and_family_name_in_two_columns():
    _layouts, records = read_case("S02a")
    assert names(records) == ["梅小明", "欧阳娜娜", "John Smith"]


@pytest.mark.parametrize(
    "header",
    [
        "姓,名,手机",
        "姓氏,名,电话",
        "Family Name,Given Name,Mobile",
        "Last Name,First Name,Phone",
        "Surname,Forename,Tel",
    ],
)
def test_the_two_columns_are_known_in_any_order_and_words(header):
    lines = [header, "欧阳,娜娜,19900320002", "Smith,John,19900320003"]
    assert names(read_text(*lines)[1]) == ["欧阳娜娜", "John Smith"]
    swapped = [",".join([second, first, phone]) for first, second, phone in (line.split(",") for line in lines)]
    assert names(read_text(*swapped)[1]) == ["欧阳娜娜", "John Smith"]


def test_a_row_with_only_a_name_in_parts_is_somebody_of_their_own():
    _layouts, records = read_text("姓,名,手机", "王,莉,13583685957", "李,红,")
    assert [(record.name, record.is_refused) for record in records] == [("王莉", False), ("李红", True)]


def test_one_half_alone_is_the_name():
    assert names(read_text("First Name,Phone", "Anna,13583685957")[1]) == ["Anna"]
    assert names(read_text("姓,手机,小区", "王,13583685957,万科城")[1]) == ["王"]


def test_a_family_name_is_no_household():
    _layouts, records = read_case("S02c")
    assert names(records) == ["林娜", "林丹"]
    assert not any("household" in record.facts or record.notes for record in records)


@pytest.mark.parametrize(
    "header",
    [
        "Assistant's Phone",
        "Manager's Name",
        "Company Name",
        "Organization Name",
        "Business Fax",
        "Home Fax",
        "Telex",
        "E-mail Address",
        "E-mail 1 - Value",
        "Phone 1 - Label",
        "Account Name",
        "Nickname",
        "Web Address",
        "传真",
        "邮箱",
        "客户经理电话",
        "助理手机",
        "紧急联系人",
        "紧急联系人电话",
        "Birthplace",
        "Emergency Contact Phone",
        "Agent Phone",
    ],
)
def test_what_is_somebody_elses_or_no_phone_is_kept_as_a_note(header):
    assert known_field(squeeze(header))[0] == "notes"


@pytest.mark.parametrize(
    "header",
    [
        "Opportunity",
        "Network",
        "Excellent",
        "Consumer",
        "Special Requests",
        "Customer Rank",
        "Hotel",
        "Microcell",
        "Blocked",
        "Chapter",
        "Artwork",
    ],
)
def test_a_word_within_another_says_nothing(header):
    assert known_field(squeeze(header))[0] in (None, "notes")


@pytest.mark.parametrize(
    "header",
    [
        "Home Phone",
        "Business Phone",
        "Mobile Phone",
        "Phone 1 - Value",
        "Phone 2",
        "Primary Phone",
        "phone_home",
        "Tel.",
        "Mobile No.",
        "Cell Phone",
        "Office Phone",
        "Home Phone 2",
        "Telephone",
        "Phone Number",
        "Customer Tel",
    ],
)
def test_a_number_of_their_own_is(header):
    assert known_field(squeeze(header))[0] == "phone"


TAOBAO = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址,运送方式,联系电话,"
    "联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称",
    "1234567890123456789,tb_li,,3000,2980,交易成功,李红,河南省郑州市金水区花园路1号万科城3栋2单元1502,快递,,19900340001,"
    "2024-03-05 10:00:00,2024-03-05 10:01:00,实木床,1,,,,2,1,旗舰店",
)
YOUZAN = (
    "订单号,订单状态,订单创建时间,收货人/提货人,收货人手机号/提货人手机号,商品名称,商品数量,订单实付金额,归属店铺,买家备注,运费,"
    "支付流水号,核销码,分销员,是否会员,配送方式,同城送,自提点,外部单号,商品编码",
    "E2024,交易完成,2024-03-05 10:00:00,李红,19900340002,床垫,1,2980,龙湖店,周末送,,,,,,,,,,",
)
SUITECRM = (
    "ID,First Name,Last Name,Salutation,Title,Department,Account Name,Email,Office Phone,Mobile,Home Phone,Fax,"
    "Assistant,Assistant Phone,Primary Address Street,Primary Address City,Lead Source,Birthdate,"
    "Do Not Call,Description,Date Created,Assigned To",
    "7c1,红,李,Ms.,会计,,某公司,a@b.cn,0371-62230003,19900340003,,0371-62230004,小周,19900340099,万科城3栋2单元1502,郑州,"
    "Word of mouth,1985-03-05,0,常来,2024-01-01,admin",
)
XING = (
    "Anrede,Vorname,Nachname,Firma,Position,Straße,Ort,Telefon geschäftlich,Mobil,Geburtstag",
    "Frau,Anna,Schmidt,X GmbH,Architektin,,,,19900340004,1985-03-05",
)


OLD_GOOGLE = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Group Membership,Phone 1 - Type,Phone 1 - Value,"
    "Organization 1 - Name,Organization 1 - Title,E-mail 1 - Value",
    "李红,红,,李,,,,Mobile,19900340006,某公司,会计,a@b.cn",
)
PHONE = (
    "First name,Last name,Display name,Nickname,E-mail address,Home phone,Business phone,Home fax,Pager,Mobile phone,"
    "Home street,Home address 2",
    "红,李,李红,,x@y.cn,,,0371-62220001,,19900340007,万科城3栋2单元1502,",
)


@pytest.mark.parametrize(
    ("lines", "system", "name", "phones"),
    [
        (OLD_GOOGLE, "谷歌通讯录", "李红", ["19900340006"]),
        (PHONE, "手机通讯录（vCard）", "李红", ["19900340007"]),
        (TAOBAO, "淘宝订单表", "李红", ["19900340001"]),
        (YOUZAN, "有赞订单表", "李红", ["19900340002"]),
        (SUITECRM, "SuiteCRM 联系人", "李红", ["0371-62230003", "19900340003"]),
        (XING, "Xing 联系人", "Anna Schmidt", ["19900340004"]),
    ],
)
def test_other_systems_are_known_by_their_headings(lines, system, name, phones):
    (layout,), (record,) = read_text(*lines)
    assert (str(layout.looks_like), record.name, record.phones) == (system, name, phones)


def test_an_order_of_taobao_is_one():
    _layouts, (record,) = read_text(*TAOBAO)
    (order,) = record.orders
    assert (order.lines[0].product, order.lines[0].quantity, order.signed_on.isoformat()) == ("实木床", 2, "2024-03-05")
    assert order.amount == 2980


def test_a_wide_export_of_a_system_nobody_knows_has_its_header_too():
    header = [f"Custom {number}" for number in range(30)]
    header[3:6] = "Customer Name", "Mobile", "Date of Birth"
    row = [""] * 30
    row[3:6] = "李红", "19900340005", "1985-03-05"
    _layouts, (record,) = read_text(",".join(header), ",".join(row))
    assert (record.name, record.phones) == ("李红", ["19900340005"]) and record.facts["birthday"]


def test_a_colon_within_a_heading_is_no_filled_in_form():
    lines = "Name,Phone : mobile,Phone : home,Email : work", "李红,19900340008,0371-62220001,a@b.cn"
    _layouts, (record,) = read_text(*lines)
    assert (record.name, record.phones) == ("李红", ["19900340008", "0371-62220001"])


def test_beside_both_halves_of_a_name_an_owner_is_somebody_else():
    lines = "Account Name,First Name,Last Name,Mobile,Asst. Phone,Owner", "某公司,红,李,19900340009,19900340099,admin"
    _layouts, (record,) = read_text(*lines)
    assert (record.name, record.phones) == ("李红", ["19900340009"])


def test_contacts_of_a_chinese_outlook():
    lines = (
        "称谓,名,中间名,姓,单位,商务地址 街道,住宅地址 街道,助理的电话,商务传真,商务电话,住宅电话,移动电话,电报,配偶",
        "先生,红,,李,某公司,花园路2号,万科城3栋2单元1502,0371-62220009,0371-62220008,,0371-62220001,19900340010,,王伟",
    )
    _layouts, (record,) = read_text(*lines)
    assert (record.name, record.phones) == ("李红", ["0371-62220001", "19900340010"])
    assert (record.facts["community"], record.facts["occupation"]) == ("万科城", "某公司")


def test_a_dealers_own_list_looks_like_nobodys():
    (layout,), _records = read_text("姓名,手机,小区,房号", "王莉,13583685957,万科城,1502")
    assert layout.looks_like == ""


def test_the_preview_names_the_system(client_of, manager):
    client = client_of(manager)
    job = previewed(client, "\n".join(TAOBAO).encode(), "订单.csv")
    assert "看起来像淘宝订单表" in client.get(page("mapping", job)).content.decode()
    assert "看起来像淘宝订单表" in client.get(page("preview", job)).content.decode()


def test_wecom_stays_right():
    (layout,), records = read_case("F05")
    assert str(layout.looks_like) == "企业微信客户表"
    assert [(record.name, record.phones, record.is_refused) for record in records] == [
        ("A小丽🌸", ["19900050001"], False),
        ("张建国", ["19900050002", "19900050003"], False),
        ("云淡风轻", [], True),
    ]
    assert records[1].facts["source"] == "referral" and codes(records[2]) == ["no_contact"]
