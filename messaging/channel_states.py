"""How each channel stands: what waits, what went out last, whether its gateway takes anything (MS-7)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q

from dealercrm.lib.texts import Words
from messaging.gates import SHUT_AFTER
from messaging.models import ROBOTS, SMS, Channel, Gate, Robot
from stores.models import Staff

STANDS = """
SELECT channel, waiting.many, waiting.oldest, (SELECT max(sent_at) FROM messaging_message m WHERE m.channel = c.channel)
FROM unnest(%(channels)s) c (channel) LEFT JOIN
    (SELECT channel, count(*) AS many, min(due_at) AS oldest FROM messaging_message
     WHERE state = 'waiting' AND state IN ('waiting', 'asked') AND due_at <= %(now)s GROUP BY channel) waiting
USING (channel)"""  # the second condition is the index's


@dataclass(frozen=True)
class ChannelState:
    """`shut` says why a gateway takes nothing; `is_set_up` whether there is one, `can_test` whether this reader has an
    address there."""

    channel: str
    label: Words
    waiting: int
    oldest: datetime | None
    last_sent: datetime | None
    shut: list[str]
    is_set_up: bool
    can_test: bool


def channel_states(staff: Staff, *, now: datetime) -> list[ChannelState]:
    with connection.cursor() as cursor:
        cursor.execute(STANDS, {"channels": Channel.values, "now": now})
        found = {channel: rest for channel, *rest in cursor.fetchall()}
    shut = Gate.objects.filter(Q(failures__gte=SHUT_AFTER) | Q(shut_until__gt=now)).values_list("key", "words")
    robots = list(Robot.objects.values_list("channel", "staff_id", "store_id"))
    states = []
    for channel in Channel:
        waiting, oldest, last_sent = found[channel]
        reach = {(staff.pk, None), (None, staff.store_id or 0)}
        of_channel = {(of_staff, of_store) for kind, of_staff, of_store in robots if kind == channel}
        is_set_up = channel in (Channel.APP, Channel.EMAIL) or (channel in ROBOTS and bool(of_channel))
        is_set_up |= channel in SMS and bool(settings.SMS_GATEWAYS[channel]["key"])
        can_test = bool(staff.email) if channel == Channel.EMAIL else bool(reach & of_channel)
        words = [why for key, why in shut if key.partition(":")[0] == channel]
        states.append(ChannelState(channel, channel.label, waiting or 0, oldest, last_sent, words, is_set_up, can_test))
    return states
