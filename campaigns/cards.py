"""What a person on the phone needs to know of each contact: who, why today, what to say, what was said (RV-1)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db.models import Exists, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.guides import fill
from campaigns.models import Contact, OwnDay, Revisit, TouchpointRule, Way
from campaigns.schedule import months_after
from campaigns.special_days import reference_rules
from campaigns.words import PROMISED, Situation, slots
from customers.consent import Channel, withdrawn
from customers.models import HouseholdMember, Order, OrderLine
from customers.reader import Reader
from dealercrm.lib.punctuation import listed
from dealercrm.lib.relative_days import relative
from stores.models import Role

Trigger = TouchpointRule.Trigger
DAYS = (Trigger.BIRTHDAY, Trigger.HOUSEHOLD_BIRTHDAY, Trigger.FESTIVAL, Trigger.PROFESSION)
ELDERS = (HouseholdMember.Relation.PARENT, HouseholdMember.Relation.GRANDPARENT)
# Six tables have a hundred columns; a card shows these, and the phone waits for half as long.
SHOWN = (
    "on", "from_hour", "to_hour", "way", "doer", "state", "store__name", "store__calling_hours",
    "leading__customer", "leading__occurrence", "leading__member", "leading__occasion_on",
    "leading__rule__store", "leading__rule__name", "leading__rule__name_en",
    "leading__rule__trigger", "leading__rule__after_days", "leading__rule__day_code",
    "leading__rule__nature", "leading__rule__every_months", "leading__rule__category", "leading__rule__present",
    "leading__rule__budget", "leading__rule__how", "leading__rule__guide", "leading__rule__avoid",
    "leading__promise__note", "leading__promise__at",
    "customer__store", "customer__name", "customer__salutation", "customer__community", "customer__building",
    "customer__unit", "customer__room", "customer__address", "customer__birthday", "customer__best_time",
    "customer__avoid", "customer__wechat", "customer__keeper__name", "customer__tier__letter", "customer__tier__level",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    contact: Contact
    why: str
    overdue: str  # empty if it is not
    how: str
    say: str
    avoid: list[str]
    last: Revisit | None
    numbers: list[str]
    may_call: bool
    left_alone: bool  # wants no contact but service
    is_unwanted: bool  # and this is none, or on a channel they withdrew: nothing to say, only to leave out
    key: str  # of the entry that will answer it


def queued(contacts):
    """The contacts of a queryset with what a card asks of their own rows; one statement for any number of them."""
    return contacts.with_reasons().select_related("store", "customer__keeper", "customer__tier").only(*SHOWN)


def card_of(row, *, staff, today):
    """The Card of one of the `queued`, in five statements more."""
    reader = Reader(staff, today=today)
    numbers, may_call = reader.phones(row.customer), reader.reads_numbers(row.customer)
    about = row.customer
    last, has_met = last_contact(row, staff)
    member = members_of([row]).get(row.leading.member_id)
    silent = withdrawn(row.customer).keys()
    goods = goods_of(row)
    products = reader.told(about, [product for product, _category in goods])
    row, last, member = (reader.show(each, of=about) for each in (row, last, member))
    customer, reason, rule = row.customer, row.leading, row.leading.rule
    situation = Situation(
        today=today,
        day=reason.occasion_on,
        called=_day_called(rule, member),
        by_message=row.way in (Way.WECHAT, Way.EMAIL),
        is_care=staff.role == Role.CARE,
        has_met=has_met,
        last_on=last and localdate(last.at),
        category=next((category for _product, category in goods[:1] if category), ""),
        has_product=bool(goods),
        installed_on=_installed_on(reason),
    )
    facts = {
        "name": customer.name,
        "salutation": customer.salutation or customer.name,
        "product": products[0] if products else _("the furniture"),  # people speak of one thing
        "member": _called(member),
        "keeper": customer.keeper.name if customer.keeper else staff.name,
        "speaker": staff.name,
        "store": row.store.name,
    } | slots(situation)
    return Card(
        contact=row,
        why=_why(reason, customer, products, member, today),
        overdue=overdue(row, today),
        how=fill(_how(rule), facts) if rule else "",
        say=fill(fill(rule.guide if rule else PROMISED, facts), facts),  # the words chosen have slots of their own
        avoid=[text for text in (customer.avoid, fill(rule.avoid, facts) if rule else "") if text],
        last=None if last and last.pk == reason.promise_id else last,  # a promise is told with its reason already
        numbers=numbers,
        may_call=may_call,
        left_alone=Channel.ALL in silent,
        is_unwanted=row.way in silent or (Channel.ALL in silent and not row.is_service),
        key=str(uuid4()),
    )


def _how(rule):
    """With what is taken along, and for the care of goods what is known of them (TP-7)."""
    words = _("Take along: %(present)s, up to %(yuan)d yuan.")
    present = words % {"present": rule.get_present_display(), "yuan": rule.budget} if rule.present else ""
    advice = rule.category.advice if rule.trigger == Trigger.CARE else ""
    return " ".join(part for part in (rule.how, advice, present) if part)


def overdue(contact, today):
    """'3 days overdue'; empty if it is not."""
    late = (today - contact.on).days
    return ngettext("%(n)d day overdue", "%(n)d days overdue", late) % {"n": late} if late > 0 else ""


def members_of(contacts):
    """{id: HouseholdMember} of those whose birthdays these are; nothing is asked where there are none."""
    return HouseholdMember.objects.in_bulk({each.leading.member_id for each in contacts if each.leading} - {None})


def goods_of(contact):
    """[(product, code of its category or None)] of the order it is about: the installed one for a care call, else the
    customer's last."""
    kind, _dash, number = contact.leading.occurrence.partition("-")
    orders = Order.objects.standing().filter(customer=contact.customer_id).order_by("-signed_on", "-pk")
    number = number.partition("-")[0]  # of goods cared for: also how often
    lines = OrderLine.objects.filter(order=number if kind == "order" else Subquery(orders.values("pk")[:1]))
    return list(lines.values_list("product", "category"))


def last_contact(contact, staff):
    """(the customer's last Revisit or None, whether `staff` was ever in touch with them)."""
    revisits = Revisit.objects.filter(customer=contact.customer_id)
    met = Exists(revisits.filter(by=staff))
    last = revisits.select_related("by").annotate(has_met=met).order_by("-at", "-pk").first()
    return last, bool(last) and last.has_met


def _why(row, customer, products, member, today):
    """'Birthday 农历八月十五 · tomorrow', '30 days after installation · 床垫 · installed on 23 October'."""
    about = []
    if row.rule is None:
        about = [row.promise.note, _("promised on %(day)s") % {"day": day_in_words(localdate(row.promise.at))}]
    elif row.rule.trigger in (Trigger.AFTER_INSTALL, Trigger.CARE):
        about = [listed(products[:3]), _("installed on %(day)s") % {"day": day_in_words(_installed_on(row))}]
    elif row.rule.trigger == Trigger.BIRTHDAY:
        about = [str(customer.birthday or ""), relative(row.occasion_on, today)]
    elif row.rule.trigger == Trigger.HOUSEHOLD_BIRTHDAY:
        about = [member.salutation, str(member.birthday or "")] if member else []
        about.append(relative(row.occasion_on, today))
    elif row.rule.trigger == Trigger.PROFESSION and member:
        about = [f"{member.salutation} {member.occupation}".strip(), relative(row.occasion_on, today)]
    elif row.rule.trigger in (Trigger.AFTER_SIGN, Trigger.AFTER_DELIVERY):
        about = [listed(products[:3]), relative(row.occasion_on, today)]
    elif row.rule.trigger == Trigger.RHYTHM:
        about = [_("their tier is to hear from us by %(day)s") % {"day": day_in_words(row.occasion_on)}]
    elif row.rule.trigger == Trigger.STALE:
        about = [_("nobody brought this archive up to date for %(days)s days") % {"days": row.rule.after_days}]
    else:
        about = [day_in_words(row.occasion_on), relative(row.occasion_on, today)]
    return " · ".join(part for part in about if part)


def _installed_on(row):
    """The day the order of a care call was installed: the rule counts from it."""
    if row.rule and row.rule.trigger == Trigger.CARE:
        return months_after(row.occasion_on, -row.rule.every_months * int(row.occurrence.split("-")[2]))
    after = row.rule.after_days if row.rule and row.rule.trigger == Trigger.AFTER_INSTALL else None
    return None if after is None else row.occasion_on - timedelta(days=after)


def _day_called(rule, member):
    """What day it is, as the customer is told: 您生日, 王强生日, 端午节."""
    if rule is None or rule.trigger not in DAYS:
        return ""
    if rule.trigger == Trigger.BIRTHDAY:
        return "您生日"
    if rule.trigger == Trigger.HOUSEHOLD_BIRTHDAY:
        return f"{'家里老人' if member and member.relation in ELDERS else _called(member)}生日"
    if rule.day_code in reference_rules():
        name = reference_rules()[rule.day_code].name_zh
    else:
        own = OwnDay.objects.filter(pk=rule.day_code.partition("-")[2]).first()
        name = own.name if own else rule.name
    return f"{_called(member)}的{name}" if member else name


def _called(member):
    """How to speak of a member to the customer: by the relation; a spouse or child by name where it is known."""
    if member is None:
        return _("your family")
    by_name = member.name and member.relation not in ELDERS
    return member.name if by_name else member.get_relation_display()


def day_in_words(day):
    return date_format(day, "MONTH_DAY_FORMAT")
