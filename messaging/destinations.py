"""Where a message goes by now, and why it may not: looked at after it was claimed, when nobody else can change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from customers.consent import standing
from customers.models import Consent, Customer
from dealercrm.lib.phones import is_mobile
from messaging.channels import aliyun_sms, dingtalk, email, feishu, tencent_sms, wecom
from messaging.channels.letter import Letter, Outcome
from messaging.gates import Rates
from messaging.models import ROBOTS, SMS, Channel, Message, Robot, SmsTemplate
from stores.models import Staff

EVENING, MORNING = time(21, 0), time(8, 0)  # between them no customer is written to (CHINA 3.6)
NOT_BEFORE = time(9, 0)
GATEWAYS = {Channel.WECOM: wecom, Channel.DINGTALK: dingtalk, Channel.FEISHU: feishu}
TEXT = {Channel.ALIYUN_SMS: aliyun_sms, Channel.TENCENT_SMS: tencent_sms}


@dataclass(frozen=True)
class Destination:
    """`gate` is the key of the gate it passes, `rates` how fast that may be done."""

    letter: Letter
    send: Callable[[Letter], Outcome]
    gate: str
    rates: Rates = ()


def objection(message: Message, now: datetime) -> str:
    """Why it is not worth sending, or not wanted, any more; empty if it is."""
    if now > message.expires_at:
        return _("Too late to be worth it.")
    if message.staff:
        return "" if message.staff.is_active else _("The person has left.")
    if message.template and message.template.state != SmsTemplate.State.APPROVED:
        return _("The gateway does not approve the template any more.")
    return objection_of(message.customer, message.channel, message.cause_kind)


def objection_of(customer: Customer, channel: str, cause: str) -> str:
    """An e-mail needs their word that they want any; a text message is about a service, until they want none."""
    if customer.is_erased:
        return _("The archive was erased.")
    said = standing(customer)
    if channel in SMS and (word := said.get(Consent.Channel.SMS)) and not word.is_given:
        return _("They want no text messages.")
    if channel == Channel.EMAIL:
        word, everything = said.get(Consent.Channel.EMAIL), said.get(Consent.Channel.ALL)
        if not word or not word.is_given or (everything and not everything.is_given):
            return _("They have not said that they want e-mails.")
    found = (object_to(customer, cause) for object_to in import_string(settings.MESSAGE_OBJECTIONS))
    return next(filter(None, found), "")


def quiet_until(message: Message, now: datetime) -> datetime | None:
    """When a customer may be written to again, if not now."""
    local = timezone.localtime(now)
    if message.customer is None or MORNING <= local.time() < EVENING:
        return None
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, NOT_BEFORE, local.tzinfo)


def destination(message: Message) -> Destination | None:
    """None where there is no such address (any more)."""
    number = f"{message.pk}-{message.attempts}"
    if message.channel == Channel.EMAIL:
        address = message.recipient.email
        letter = Letter(number, address, message.subject, message.body)
        return Destination(letter, email.send, Channel.EMAIL.value) if address else None
    if message.channel in SMS:
        return _by_sms(message, number)
    robot = robot_of(message.staff, message.channel) if message.staff else None
    if robot is None:
        return None
    letter = Letter(number, robot.address, message.subject, message.body, secret=robot.secret)
    gateway = GATEWAYS[Channel(message.channel)]
    return Destination(letter, gateway.send, gate_of(robot), gateway.RATES)


def _by_sms(message: Message, number: str) -> Destination | None:
    phones = [message.staff.phone] if message.staff else [phone.number for phone in message.customer.phones.all()]
    address, template = next(filter(is_mobile, phones), ""), message.template
    if not address or not template:
        return None
    letter = Letter(number, address, message.subject, message.body, signature=template.signature,
                    template=template.code, variables=message.variables)  # fmt: skip
    return Destination(letter, TEXT[Channel(message.channel)].send, message.channel)


def robot_of(staff: Staff, channel: str) -> Robot | None:
    """The person's own, or else their store's."""
    if channel not in ROBOTS:
        return None
    found = Robot.objects.filter(channel=channel)
    return found.filter(staff=staff).first() or found.filter(store=staff.store_id, store__isnull=False).first()


def gate_of(robot: Robot) -> str:
    """Two people may have written down the same robot: its vendor counts them as one."""
    return f"{robot.channel}:{sha256(robot.address.encode()).hexdigest()[:32]}"
