"""Exports of other systems, known by their headings: what their words mean where they differ from a dealer's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import Words
from workbooks.reading.fields import SKIP


@dataclass(frozen=True)
class System:
    """`signs` are squeezed headings, nearly all of which its exports have; `columns` {squeezed heading: field}."""

    name: Words
    signs: str
    columns: dict[str, str] = field(default_factory=dict)


def _columns(**fields: str) -> dict[str, str]:
    """{heading: field} of {field: headings}; "_" is what nobody needs."""
    return {word: SKIP if name == "_" else name for name, words in fields.items() for word in words.split()}


SYSTEMS = (
    System(
        _("Google contacts"),
        "nameprefix namesuffix nickname fileas labels phoneticfirstname organizationname phone1label phone1value",
        _columns(
            tags="labels", occupation="organizationtitle", salutation="nameprefix", address="address1formatted",
            _="photo phone1label phone2label phone3label email1label email2label address1label website1label fileas",
        ),
    ),
    System(
        _("Google contacts"),
        "givenname familyname additionalname yominame phone1type phone1value groupmembership",
        _columns(
            tags="groupmembership", salutation="nameprefix", occupation="organization1title",
            _="photo phone1type phone2type email1type name",
        ),
    ),
    System(
        _("Outlook contacts"),
        "firstname lastname jobtitle businessphone homephone mobilephone assistantsphone businessfax",
        _columns(_="priority private sensitivity gender keywords initials ttytddphone directoryserver"),
    ),
    System(
        _("contacts of a phone (vCard)"),
        "firstname lastname displayname nickname homephone mobilephone emailaddress",
        _columns(_="displayname"),
    ),
    System(
        _("a Taobao order list"),
        "订单编号 买家会员名 买家实际支付金额 订单状态 收货人姓名 收货地址 联系手机 订单创建时间 宝贝标题 宝贝总数量",
        _columns(
            total="买家实际支付金额", name="收货人姓名", signed="订单创建时间", product="宝贝标题",
            quantity="宝贝总数量", notes="买家会员名 买家应付货款 总金额 买家应付邮费",
        ),
    ),
    System(
        _("a Youzan order list"),
        "订单号 订单状态 收货人提货人 收货人手机号提货人手机号 商品名称 商品数量 订单实付金额 订单创建时间 归属店铺",
        _columns(
            name="收货人提货人", phone="收货人手机号提货人手机号", total="订单实付金额", signed="订单创建时间",
        ),
    ),
    System(_("WeCom customers"), "客户名称 描述 添加人 添加人账号 添加人所属部门 添加时间 来源 手机 企业 职务"),
    System(
        _("SuiteCRM contacts"),
        "firstname lastname accountname title department officephone mobile homephone primaryaddressstreet leadsource "
        "datecreated assignedto donotcall description",
        _columns(
            occupation="title", notes="description department", address="primaryaddressstreet",
            _="id datecreated datemodified deleted modifiedby createdby",
        ),
    ),
    System(
        _("Odoo contacts"),
        "externalid name isacompany relatedcompany street street2 phone mobile salesperson customerrank",
        _columns(
            notes="reference relatedcompany",
            _="externalid isacompany language customerrank createdon lastupdatedon",
        ),
    ),
    System(
        _("WuKong customers"),
        "客户名称 手机 电话 网址 客户来源 客户行业 客户级别 下次联系时间 成交状态 负责人 最后跟进时间 未跟进天数",
        _columns(_="客户编号 网址 未跟进天数"),
    ),
    System(
        _("Cordys leads"),
        "线索名称 联系人姓名 联系人电话 意向产品 线索来源 线索阶段 负责人 部门",
        _columns(name="联系人姓名", phone="联系人电话", source="线索来源"),
    ),
    System(
        _("Xing contacts"),
        "vorname nachname firma position geburtstag telefon mobil",
        _columns(
            given_name="vorname", family_name="nachname", occupation="position", birthday="geburtstag",
            address="straße", phone="telefon mobil telefonprivat mobilprivat telefongeschäftlich mobilgeschäftlich",
            salutation="anrede",
        ),
    ),
)  # fmt: skip
_ENOUGH, _FEWEST = 0.6, 4  # of the signs; versions differ, and people leave columns out


def system_of(words: Iterable[str]) -> System | None:
    """The system that heads its columns with these squeezed words."""
    return _system_of(frozenset(words))


@cache
def _system_of(words):
    shares = [(len(words & signs) / len(signs), -place) for place, signs in enumerate(_signs()) if _has(words, signs)]
    return SYSTEMS[-max(shares)[1]] if shares else None


def _has(words, signs):
    return len(words & signs) >= max(_FEWEST, _ENOUGH * len(signs))


@cache
def _signs():
    return [frozenset(system.signs.split()) for system in SYSTEMS]
