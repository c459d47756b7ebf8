"""Numbers of identity papers and bank cards are kept nowhere, and the import says so."""

import json

import msgspec
import pytest

from customers.models import Customer
from tests.workbooks.cases import codes, read_case, read_text
from tests.workbooks.importing import as_csv, committed, previewed
from workbooks.reading.headers import squeeze
from workbooks.reading.papers import is_of_papers, without_papers

IDENTITY, LATE_DAY, WRONG_CHECK = "11010519491231002X", "440524188001010014", "410105198503051234"
CARD = "6222021234567890128"


def all_that_is_kept(layouts, records):
    return json.dumps([vars(layout) for layout in layouts], ensure_ascii=False) + msgspec.json.encode(records).decode()


def test_an_owner_register_leaves_the_numbers_out_and_has_the_building():
    layouts, (record,) = read_case("F06")
    kept = all_that_is_kept(layouts, [record])
    assert "410105198503051234" not in kept and "410105198003051235" not in kept
    assert (record.name, record.phones) == ("钱小芳", ["19900060001"])
    assert (record.facts["building"], record.facts["unit"], record.facts["room"]) == ("9", "1", "102")
    assert "孙大伟" in record.facts["household"]
    assert ["paper_column", {"column": "业主证件号"}] in record.messages
    assert ["paper_number", {"column": "家庭成员"}] in record.messages


def test_in_a_remark_or_beside_a_phone_the_number_goes_and_the_words_stay():
    layouts, (li, gang) = read_case("S03c")
    kept = all_that_is_kept(layouts, [li, gang])
    assert "410105198503051234" not in kept and "410105198003051234" not in kept
    assert li.notes == ["身份证… 开票用"] and gang.phones == ["19900330022"]
    assert [codes(li), codes(gang)] == [["paper_number"], ["paper_number"]]


@pytest.mark.parametrize(
    "text",
    [
        IDENTITY,
        LATE_DAY,
        WRONG_CHECK,
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        CARD,
        "6222 0212 3456 7890 128",
        110105194912310021,
    ],
)
def test_a_number_is_known_by_its_form(text):
    assert without_papers(text) is None
    assert without_papers(f"开票 {text},已寄") == "开票 …,已寄"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("护照号E12345678", "护照号…"),
        ("护照：EA1234567 已拍照", "护照：… 已拍照"),
        ("身份证号 410105850305123", "身份证号 …"),
        ("银行卡6222021234567890120退款", "银行卡…退款"),
    ],
)
def test_a_number_is_known_by_the_word_before_it(text, kept):
    assert without_papers(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "13583685957",
        "13583685957 13900001111",
        "0371-62220005",
        "订单号 6222021234567890128",
        "身份证后四位1234",
        "SN2024030512345678",
        "2024030512345678901",
        20240305,
        13583685957.0,
        "20210305 20220306",
        "",
    ],
)
def test_other_numbers_stay(text):
    assert without_papers(text) is text


@pytest.mark.parametrize(
    "header",
    [
        "证件号",
        "证件号码",
        "身份证",
        "身份证号",
        "公民身份号码",
        "护照号",
        "银行卡号",
        "业主证件号",
        "配偶身份证号",
        "驾驶证号",
        "社保卡号",
        "IDCard",
        "ID_No",
        "Passport Number",
        "National ID",
        "Bank Accounts",
    ],
)
def test_a_heading_of_papers_is_known(header):
    assert is_of_papers(squeeze(header))


@pytest.mark.parametrize(
    "header", ["会员卡号", "证件类型", "身份证地址", "身份证生日", "编号", "订单编号", "手机号", "客户ID", "开户行"]
)
def test_other_headings_are_not(header):
    assert not is_of_papers(squeeze(header))


def test_whatever_the_column_is_said_to_be_it_is_not_read_and_that_is_told_once():
    _layouts, records = read_text("姓名,电话,护照号", "王莉,13583685957,X1", "李红,13583685958,X2")
    assert [codes(record) for record in records] == [["paper_column"], []]
    assert "X1" not in msgspec.json.encode(records).decode()


def test_an_order_number_is_no_card():
    _layouts, (record,) = read_text("姓名,电话,订单编号,产品,金额", f"王莉,13583685957,{CARD},浴霸,3000")
    assert CARD in msgspec.json.encode(record).decode()


def test_the_preview_says_so_and_the_archive_has_none(client_of, manager):
    client = client_of(manager)
    rows = ["姓名", "电话", "证件号", "备注"], ["王莉", "13583685957", IDENTITY, f"开票 {IDENTITY}"]
    job = previewed(client, as_csv(*rows), "客户.csv")
    said = [message[0] for row in job.rows.all() for message in row.messages]
    assert {"paper_column", "paper_number"} <= set(said) and IDENTITY not in str(job.layouts)
    refused = as_csv(rows[0], ["李红", "", IDENTITY, f"开票 {IDENTITY}"])
    assert IDENTITY not in str(list(previewed(client, refused, "拒.csv").rows.values()))
    committed(client, job)
    assert Customer.objects.get().notes == "开票 …"
