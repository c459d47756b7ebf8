"""Orders that do not stand, by what a column of a file says of them: cancelled, given back, not yet paid for.

Headers and cells are those of shops and ledgers: 订单状态 交易关闭, 退款状态 退款成功, 是否作废 是, 取消时间 2023-3-5.
"""

import re

from dealercrm.lib.moments import is_no_day
from workbooks.reading.cells import half_width

_END = "作废|取消|退货|退款|退单|关闭|撤单"
HEADINGS = (
    r"(.*(订单|交易|合同|单据|销售单|订货单|购买)|退款|退货|售后|审核)(的)?状态 状态 "
    rf"(订单|单据|合同)?(是否)?已?({_END})(标[志记识]|日期|时间)? "
    r"(.*(order|transaction|refund|financial))?status (is)?(cancell?ed|refunded|returned|void(ed)?)(at|on|date)?"
)
_OF_TAKING_BACK = re.compile("退款|退货|售后|refund", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"退.*(成功|完成)|已.{0,2}退|全额|^(成功|完成|已完成)$|^(fully)?(refunded|returned)$", re.IGNORECASE
)
_STANDS = re.compile(
    r"部分|(未|没有?|无|不|拒绝|申请|待|取消|撤销)(全?[额部])?(退|取消|作废|关闭)|退[款货单]?(申请)?(中|失败|关闭|取消|撤销|驳回)"
    r"|售后|(尾|余)款|未付清|partial|not|un(cancel|void)",
    re.IGNORECASE,
)
# Said under 状态 alone, which may be that of the customer.
_SURE = (
    r"取消|作废|撤单|退单|退货|退款|退订|交易关闭|订单关闭|未(付款|支付)|待付款|待支付|等待.{0,4}付款"
    r"|cancell?ed|refunded|returned|void"
)
_OF_ORDERS = (
    r"关闭|废弃|撤销|无效|失效|终止|解约|未(付款|支付|成交|签)|待(付[定订]金|签|下单)|草稿|报价|意向"
    r"|lost|expired|declined|unpaid|awaitingpayment|pendingpayment|draft|quotation|abandoned|failed"
)
_SURELY_ENDED, _ENDED = re.compile(_SURE, re.IGNORECASE), re.compile(f"{_SURE}|{_OF_ORDERS}", re.IGNORECASE)
_UNDER_WAY = re.compile("退[款货单]?(申请)?(处理)?中|申请.?退|待退")
_ORDINARY = re.compile("部分|未退|无退|退.{0,3}(失败|关闭|取消|撤销|驳回)|(尾|余)款|未付清")
_IS_MARK = re.compile(rf"(订单|单据|合同)?(是否)?已?(?:{_END})|(is)?(cancel|refunded|returned|void)", re.IGNORECASE)
_YES = re.compile(
    r"是|有|对|真|y|yes|t|true|1|√|✓|✔|v|\d{4}\D?\d{1,2}\D?\d{1,2}\D.*|\d{4}\D\d{1,2}\D\d{1,2}", re.IGNORECASE
)


def does_not_stand(header, value):
    """Does the cell say that the order was called off or given back whole, or never came to be?"""
    heading, text = re.sub(r"\s", "", half_width(header)), re.sub(r"\s", "", half_width(value))[:60]
    is_mark = bool(_IS_MARK.match(heading)) and "状态" not in heading and "status" not in heading.lower()
    if is_mark:
        if is_no_day(value) and text != "1":
            return False
        if _YES.fullmatch(text):
            return True
    if _STANDS.search(text):
        return False
    if not is_mark and _OF_TAKING_BACK.search(heading):
        return bool(_TAKEN_BACK.search(text))
    ended = _SURELY_ENDED if heading.lower() in ("状态", "status") else _ENDED
    return bool(ended.search(text))


def is_doubtful(header, value):
    """Does the cell say of an order that is kept something that a person should look at: 退款中, 无效, 意向?"""
    text = re.sub(r"\s", "", half_width(value))[:60]
    is_under_way = _UNDER_WAY.search(text) or _ENDED.search(text)
    return "状态" in header and bool(is_under_way) and not _ORDINARY.search(text)
