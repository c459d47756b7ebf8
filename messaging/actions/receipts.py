"""What a gateway tells afterwards: whether a text message arrived, and what was written back. It may tell it twice."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from customers.actions.consent import record_consent
from customers.models import Consent, Customer
from messaging.models import Channel, Message, MessageMove
from messaging.moves import move

State = Message.State
OPT_OUT = {"R", "TD", "T", "N", "退订"}
SAME_WITHIN = timedelta(days=1)


def hear(gateway: str, entries: list[dict[str, Any]], *, now: datetime) -> int:
    """Take in what a gateway pushed, receipts and answers; returns how many changed something."""
    return sum(_answer(gateway, each, now) if _words(each) else _receipt(gateway, each, now) for each in entries)


def is_opt_out(words: str) -> bool:
    plain = unicodedata.normalize("NFKC", words).strip().strip(".。!！").upper()
    return plain in OPT_OUT or plain.startswith("退订")


def _receipt(gateway: str, entry: dict[str, Any], now: datetime) -> bool:
    if gateway == Channel.ALIYUN_SMS:
        given, is_here, why = entry.get("biz_id"), entry.get("success") is True, entry.get("err_code")
    else:
        given, is_here, why = entry.get("sid"), entry.get("report_status") == "SUCCESS", entry.get("errmsg")
    # A message whose answer was lost is known by the number we gave it.
    own = re.fullmatch(r"(\d{1,15})-\d{1,4}", str(entry.get("out_id") or ""))
    found = Message.objects.filter(channel=gateway)
    message = found.filter(given_id=str(given)).first() if given else None
    message = message or (found.filter(pk=own[1], state=State.SENDING).first() if own else None)
    if message is None:
        return False
    to, words = (State.DELIVERED, "") if is_here else (State.FAILED, str(why or "")[:200])
    at = _at(entry, ("report_time", "user_receive_time"), now)
    told: dict[str, Any] = {"error": words, "error_class": "" if is_here else Message.ErrorClass.PERMANENT}
    return bool(move([message.pk], to, of=[State.SENT, State.SENDING], at=at, words=words, **told))


@transaction.atomic
def _answer(gateway: str, entry: dict[str, Any], now: datetime) -> bool:
    number = re.sub(r"\D", "", str(entry.get("phone_number") or entry.get("mobile") or ""))[-11:]
    words, at, heard = _words(entry)[:200], min(_at(entry, ("send_time", "time"), now), now), False
    if len(number) < 11:
        return False
    for customer in Customer.objects.filter(phones__number=number).select_for_update(of=("self",), no_key=True):
        if is_opt_out(words) and not customer.is_erased:
            heard |= withdraw_sms(customer, words, at=at, now=now)
        written = MessageMove.objects.filter(message__customer=customer, state=State.REPLIED, words=words)
        if written.filter(at__gt=at - SAME_WITHIN, at__lt=at + SAME_WITHIN).exists():
            continue
        sent = Message.objects.filter(customer=customer, channel=gateway, state__in=[State.SENT, State.DELIVERED])
        last = sent.order_by("-sent_at").values_list("pk", flat=True)[:1]
        heard |= bool(move(list(last), State.REPLIED, of=[State.SENT, State.DELIVERED], at=at, words=words))
    return heard


def withdraw_sms(customer: Customer, words: str, *, at: datetime, now: datetime) -> bool:
    """They want no text messages any more: from now on, by their own word. False if it is written down already."""
    newest = customer.consents.filter(channel=Consent.Channel.SMS).order_by("-at", "-pk").first()
    if newest and (newest.at > at or (not newest.is_given and newest.at >= at - SAME_WITHIN)):
        return False
    wording = _("Answered a text message: %(words)s") % {"words": words}
    how = Consent.How.WRITTEN
    record_consent(
        customer, channel=Consent.Channel.SMS, is_given=False, how=how, wording=wording, by=None, at=at, now=now
    )
    return True


def _words(entry: dict[str, Any]) -> str:
    """What somebody wrote back; a receipt has none."""
    return str(entry.get("content") or entry.get("text") or "").strip()


def _at(entry: dict[str, Any], names: tuple[str, ...], now: datetime) -> datetime:
    """When the gateway says it was: in China's time, or in seconds."""
    value = next((entry[name] for name in names if entry.get(name)), None)
    try:
        if isinstance(value, int) and 10**9 < value < 10**11:
            return datetime.fromtimestamp(value, now.tzinfo)
        found = parse_datetime(str(value))
        return now if found is None else timezone.make_aware(found) if timezone.is_naive(found) else found
    except (ValueError, OverflowError, OSError):
        return now
