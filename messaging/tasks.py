"""The clock's door (DESIGN): a scan lists what is due and fans out, a leaf takes one id and calls one function.

Rows remember, tasks only wake up: a task that is lost or comes twice changes nothing.
"""

from celery import shared_task
from django.utils import timezone

from messaging import clock
from messaging.actions import outbox
from messaging.models import Channel, Gate, Message

AT_ONCE = 5000  # messages handed out a minute, and forgotten if no worker has come to them by the next
FORGOTTEN_AFTER = 55  # seconds
SHOWN_AT_ONCE, BATCH = 50_000, 500


@shared_task
def beat():
    clock.beat(timezone.now())


@shared_task
def nightly():
    clock.run_nightly(timezone.now())


@shared_task
def send_messages():
    """One task for each message to a gateway, which is slower than any task; what needs none goes in batches."""
    now = timezone.now()
    waiting = Message.objects.waiting(now).order_by("due_at", "pk")
    shown = list(waiting.filter(channel=Channel.APP).values_list("pk", flat=True)[:SHOWN_AT_ONCE])
    for start in range(0, len(shown), BATCH):
        show_in_app.delay(shown[start : start + BATCH])
    shut = Gate.objects.filter(shut_until__gt=now, key__in=Channel.values).values("key")
    handed = waiting.exclude(channel=Channel.APP).exclude(channel__in=shut)
    for message_id in handed.values_list("pk", flat=True)[:AT_ONCE]:
        deliver.delay(message_id)


@shared_task(expires=FORGOTTEN_AFTER)
def show_in_app(ids):
    outbox.show_in_app(ids, now=timezone.now())


@shared_task(expires=FORGOTTEN_AFTER)
def deliver(message_id):
    outbox.deliver(message_id, now=timezone.now())
