"""How a person is told things, and the robots of people and stores. Their addresses leave no trace but the row."""

import logging
from datetime import time
from typing import Any

from django.db import transaction

from messaging.models import ROBOTS, Preference, Robot
from stores.models import Staff, Store

log = logging.getLogger(__name__)


@transaction.atomic
def choose(staff: Staff, *, channel: str, digest_at: time | None, address: str = "", secret: str = "") -> None:
    """From now on this person is told things so; an address given is that of a robot of their own."""
    chosen = {"channel": channel, "digest_at": digest_at}
    Preference.objects.update_or_create(staff=staff, defaults=chosen)
    if channel in ROBOTS and (address or secret):
        keep_robot(staff, channel=channel, address=address, secret=secret, by=staff)


@transaction.atomic
def keep_robot(owner: Staff | Store, *, channel: str, address: str, secret: str, by: Staff) -> None:
    """The robot of a person or a store for this channel. A new address has no secret but the one given with it."""
    whose: dict[str, Any] = {"staff" if isinstance(owner, Staff) else "store": owner, "channel": channel}
    if address:
        Robot.objects.update_or_create(**whose, defaults={"address": address.strip(), "secret": secret.strip()})
    else:
        Robot.objects.filter(**whose).update(secret=secret.strip())
    log.info("%s %s has a robot of %s now, by %s", type(owner).__name__, owner.pk, channel, by.pk)


def forget_robot(robot: Robot, *, by: Staff) -> None:
    log.info("robot %s is forgotten, by %s", robot.pk, by.pk)
    robot.delete()
