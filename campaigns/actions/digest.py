"""The morning digest: rows first, one per person and channel and day (MS-1, MS-5).

In the app everybody gets one, also with nothing due: silence then means that the clock stands still. By the channel
and at the hour a person chose it goes out only if there is something to do. Numbers of customers are in neither: a
digest is read on a locked screen.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, F, Func, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.cards import day_in_words, relative
from campaigns.models import Contact, Revisit
from customers.models import Customer, Order
from dealercrm.lib.birthdays import day_keys
from dealercrm.lib.punctuation import in_brackets, listed
from messaging.actions.put import put
from messaging.models import Message
from messaging.preferences import channels_of
from stores.models import Role, Staff, Store

OWNER_AT = time(8, 30)
WORTH_READING_UNTIL = time(20, 0)
CAUSE = "campaigns.digest"
AT_LEAST = timedelta(hours=4)  # of a store that wants its digest in the evening
MISSED_DAYS_TOLD = timedelta(days=14)
LISTED = 10
PAGES: dict[str, str] = {
    Role.OWNER: "campaigns:board",
    Role.MANAGER: "campaigns:board",
    Role.CREW: "customers:installation-list",
}


def write_digests(now: datetime) -> list[Message]:
    """Write the digests that are due and not written yet, whichever clock comes first; returns the messages.

    After an outage the day's digest is still written until 20:00; later it is kept as expired, for all to see.
    """
    local = timezone.localtime(now)
    key = Concat(Value(f"digest:{local.date()}:staff-"), Cast(OuterRef("pk"), CharField()), Value(":app"))
    written = Message.objects.filter(dedupe_key=key)
    last = Message.objects.filter(staff=OuterRef("pk"), cause_kind=CAUSE).order_by().values("staff")
    last = last.annotate(at=Max("due_at"))
    waiting = (
        Staff.objects.active()
        .annotate(digest_at=Coalesce("message_preference__digest_at", "store__digest_at", Value(OWNER_AT)))
        .filter(digest_at__lte=local.time())
        .filter(~Exists(written))
        .select_related("store")
    )
    messages = []
    with translation.override(settings.LANGUAGE_CODE):
        for staff in waiting.annotate(last_at=Subquery(last.values("at"))):
            hour = getattr(staff, "digest_at")  # noqa: B009 - annotated: the person's own, the store's, or the house's
            _note_missed_days(staff, getattr(staff, "last_at", None), local.date(), hour, now)
            messages += _write(staff, datetime.combine(local.date(), hour, local.tzinfo), now)
    return messages


def _key(day: date, staff: Staff, channel: str) -> str:
    """One digest a day, person and channel; `write_digests` asks for it in SQL."""
    return f"digest:{day}:staff-{staff.pk}:{channel}"


def _note_missed_days(staff: Staff, last_at: datetime | None, today: date, hour: time, now: datetime) -> None:
    """A day without the clock leaves a digest that came too late for each person who had one before."""
    if last_at is None:
        return
    day = max(timezone.localdate(last_at), today - MISSED_DAYS_TOLD) + timedelta(days=1)
    while day < today:
        due_at = datetime.combine(day, hour, timezone.get_current_timezone())
        put(staff, channel=Message.Channel.APP, subject=_("No digest on %(day)s") % {"day": day_in_words(day)},
            body=_("The clock stood still on this day. What was due then is on your list of today."),
            cause=(CAUSE, None), due_at=due_at, expires_at=min(due_at + AT_LEAST, now - timedelta(seconds=1)),
            dedupe_key=_key(day, staff, Message.Channel.APP), now=now)  # fmt: skip
        day += timedelta(days=1)


@transaction.atomic
def _write(staff: Staff, due_at: datetime, now: datetime) -> list[Message]:
    today = due_at.date()
    something, subject, body = compose(staff, today)
    until = max(datetime.combine(today, WORTH_READING_UNTIL, due_at.tzinfo), due_at + AT_LEAST)
    link = settings.SITE_URL.rstrip("/") + reverse(PAGES.get(staff.role, "campaigns:today"))
    texts = {channel: f"{body}\n\n{link}" for channel in channels_of(staff) if something}
    texts[Message.Channel.APP] = body
    written = [
        put(staff, channel=channel, subject=subject, body=text, cause=(CAUSE, None), due_at=due_at, expires_at=until,
            dedupe_key=_key(today, staff, channel), now=now)
        for channel, text in texts.items()
    ]  # fmt: skip
    return [message for message in written if message]


def compose(staff: Staff, today: date) -> tuple[bool, str, str]:
    """(whether there is anything to do, subject, text) of a person's digest."""
    for_role: dict[str, Callable] = {Role.OWNER: _for_owner, Role.MANAGER: _for_manager, Role.CREW: _for_crew}
    lines = for_role.get(staff.role, _for_desk)(staff, today)
    something = bool(lines)
    todo = Contact.objects.todo_of(staff).due(today)
    due, late = _due_and_late(todo, today)
    if staff.role in (Role.OWNER, Role.CREW):
        subject = _("Your day, %(day)s") % {"day": day_in_words(today)}
    elif due:
        subject = ngettext("%(n)d customer to contact today", "%(n)d customers to contact today", due) % {"n": due}
        if late:
            subject += ngettext(", %(n)d overdue", ", %(n)d overdue", late) % {"n": late}
    elif something and staff.role == Role.MANAGER:
        subject = _("Your store's day, %(day)s") % {"day": day_in_words(today)}
    else:
        subject = _("Nobody is due today")
    lines = lines or [_("Nothing is due today. A good day to ask a satisfied customer for a recommendation.")]
    return something, subject, "\n".join(lines)


def _for_desk(staff: Staff, today: date) -> list[str]:
    todo = Contact.objects.todo_of(staff).due(today)
    rows = todo.most_urgent_first(today).with_reasons().select_related("customer__tier")
    lines = [_line(number, row, today) for number, row in enumerate(rows[:LISTED], 1)]
    due, _late = _due_and_late(todo, today)
    if due > LISTED:
        lines.append(ngettext("and %(n)d more", "and %(n)d more", due - LISTED) % {"n": due - LISTED})
    if names := _birthdays(staff, today):
        lines.append(_("Birthday today: %(names)s") % {"names": listed(names)})
    return lines


def _line(number: int, row: Contact, today: date) -> str:
    tier = getattr(row.customer, "tier", "")
    late = _("overdue since %(day)s") % {"day": row.on}
    when = relative(row.leading.occasion_on, today) if row.on >= today else late
    return f"{number}. {row.customer.name} {tier} {row.reason}{in_brackets(when)}".replace("  ", " ")


def _birthdays(staff: Staff, today: date) -> list[str]:
    """Own customers whose birthday is today, greeted by a rule or not."""
    keys = [key for key, *_rest in day_keys(today, today + timedelta(days=1))]
    born = Func(F("birthday"), Value("/"), Value(1), function="split_part", output_field=TextField())
    mine = Customer.objects.old().filter(keeper=staff).annotate(born=born).filter(born__in=keys)
    return list(mine.order_by("pinyin", "pk").values_list("name", flat=True)[:LISTED])


def _for_crew(staff: Staff, today: date) -> list[str]:
    orders = Order.objects.visible_to(staff).to_install().filter(planned_install_on=today).select_related("customer")
    return [f"{order.customer.name} {order.customer.place}" for order in orders.order_by("pk")]


def _for_manager(staff: Staff, today: date) -> list[str]:
    """How the store stands, then whom the manager looks after."""
    return _stand_of([staff.store], today) + _for_desk(staff, today)


def _for_owner(staff: Staff, today: date) -> list[str]:
    return _stand_of(Store.objects.all(), today)


def _stand_of(stores: QuerySet[Store] | list[Store], today: date) -> list[str]:
    """One line a store: what is due, what is late, what was done yesterday."""
    lines, midnight = [], timezone.make_aware(datetime.combine(today, time.min))
    logged = Revisit.objects.filter(at__gte=midnight - timedelta(days=1), at__lt=midnight).order_by()
    done = dict(logged.values("store").annotate(n=Count("pk")).values_list("store", "n"))
    for store in stores:
        due, late = _due_and_late(Contact.objects.filter(store=store).due(today), today)
        if due or done.get(store.pk):
            words = _("%(store)s: %(due)d due, %(late)d of them overdue; %(done)d contacts logged yesterday")
            lines.append(words % {"store": store, "due": due, "late": late, "done": done.get(store.pk, 0)})
    return lines


def _due_and_late(todo: QuerySet[Contact], today: date) -> tuple[int, int]:
    counts = todo.aggregate(due=Count("pk"), late=Count("pk", filter=Q(on__lt=today)))
    return counts["due"], counts["late"]
