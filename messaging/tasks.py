"""The clock's door (DESIGN): a scan lists what is due and fans out, a leaf takes one id and calls one function.

Rows remember, tasks only wake up: a task that is lost or comes twice changes nothing.
"""

from celery import shared_task
from django.utils import timezone

from messaging import clock
from messaging.actions import outbox
from messaging.models import Message

AT_ONCE = 500  # messages handed out a minute


@shared_task
def beat():
    clock.beat(timezone.now())


@shared_task
def nightly():
    clock.run_nightly(timezone.now())


@shared_task
def send_messages():
    now = timezone.now()
    paused = [channel for channel in Message.Channel.values if Message.objects.is_paused(channel, now)]
    waiting = Message.objects.waiting(now).exclude(channel__in=paused).order_by("due_at", "pk")
    for message_id in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        deliver.delay(message_id)


@shared_task
def deliver(message_id):
    outbox.deliver(message_id, now=timezone.now())
