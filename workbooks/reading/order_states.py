"""Orders that do not stand, by what a column of a file says of them: cancelled, given back, not yet paid for.

Headers and cells are those of shops and ledgers: 订单状态 交易关闭, 退款状态 退款成功, 是否作废 是, 取消时间 2023-3-5.
"""

import re

from dealercrm.lib.moments import is_no_day
from workbooks.reading.cells import half_width, is_yes

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
_UNDER_WAY = re.compile("退[款货单]?(申请)?(处理)?中|(申请|待).?(退|取消|作废|关闭)")
_STANDS = re.compile(
    r"部分|(未|没有?|无|不|拒绝|取消|撤销)(全?[额部])?(退|取消|作废|关闭)|退[款货单]?(申请)?(失败|关闭|取消|撤销|驳回)"
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
_IS_MARK = re.compile(rf"(订单|单据|合同)?(是否)?已?(?:{_END})|(is)?(cancel|refunded|returned|void)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}\D?\d{1,2}\D?\d{1,2}")
STANDS, DOUBTFUL, ENDED = "", "doubtful", "ended"


def standing_of(header, value):
    """ENDED of a cell that says that the order was called off or given back whole, or never came to be; DOUBTFUL where
    a person should look at the order that is kept: 退款中, 意向, 无效 under 状态 alone.
    """
    heading, text = re.sub(r"\s", "", half_width(header)), re.sub(r"\s", "", half_width(value))[:60]
    is_mark = bool(_IS_MARK.match(heading)) and not re.search("状态|status", heading, re.IGNORECASE)
    if is_mark and is_no_day(value) and text != "1":
        return STANDS
    if is_mark and (is_yes(text) or _DAY.match(text)):
        return ENDED
    if _UNDER_WAY.search(text):
        return STANDS if is_mark else DOUBTFUL
    if _STANDS.search(text):
        return STANDS
    if _OF_TAKING_BACK.search(heading) and not is_mark:
        return ENDED if _TAKEN_BACK.search(text) else STANDS
    if heading.lower() in ("状态", "status") and not _SURELY_ENDED.search(text):
        return DOUBTFUL if _ENDED.search(text) else STANDS
    return ENDED if _ENDED.search(text) else STANDS
