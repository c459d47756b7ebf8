import re
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from customers.tokens import tokens_asked
from dealercrm.lib.doors import take_doors
from dealercrm.lib.phones import last4, normalise
from dealercrm.lib.wechat import compared
from stores.permissions import Role

FOUND_AT_MOST = 2000  # of a search; who finds more types another letter
READERS = (Role.OWNER, Role.MANAGER)  # of every number of whom they see (customers.reader)
# A crew sees home and number so long before the day that was agreed, while it is overdue, and after the installation.
CREW_SEES = timedelta(days=3)
OVERDUE_AT_MOST = timedelta(days=90)  # a workbook brings orders of years ago that nobody noted as installed
DIGITS = re.compile(r"\d{4,}")  # fewer are not looked for in phones


# What a standing order is, for rows, querysets and SQL alike: signed, and neither cancelled nor returned.
OPEN = {"cancelled_on": True, "returned_on": True}  # column: is it empty?
STANDING = {"signed_on": False, **OPEN}


def standing(order=""):
    """Condition that an order stands; `order` leads to it from other rows, as in 'order__'."""
    return Q(**{f"{order}{column}__isnull": is_empty for column, is_empty in STANDING.items()})


def standing_sql(alias):
    return " AND ".join(f"{alias}.{column} IS {'' if empty else 'NOT '}NULL" for column, empty in STANDING.items())


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """The scope rule (ST-1): the owner all stores, the crew whom they install for, others their own store.

        The crew reads the number, the door and the home's photos: of the days of the work, no longer.
        """
        if staff.role == Role.OWNER:
            return self
        if staff.role == Role.CREW:
            work = staff.installations.seen_by_crew(timezone.localdate())
            return self.filter(pk__in=work.values("customer"))
        return self.filter(store_id=staff.store_id)

    def old(self):
        return self.filter(customer_since__isnull=False)

    def leads(self):
        return self.filter(customer_since__isnull=True)

    def erased(self):
        return self.filter(erased_at__isnull=False)

    def orphans(self):
        """Old customers without an active keeper (ST-3)."""
        return self.old().without_keeper()

    def without_keeper(self):
        # Two index scans of `customer_of_keeper`, where a join to staff would look at every customer.
        left = self.model.keeper.field.related_model.objects.filter(is_active=False).values("pk")
        return self.filter(Q(keeper__isnull=True) | Q(keeper__in=left))

    def of_wechat(self, *wechats):
        """Customers of any store with one of these WeChat ids, however they are written; nobody for an empty one."""
        known = {compared(wechat) for wechat in wechats} - {""}
        # Saying that it is not empty lets the planner take `customer_by_wechat`, which holds no others.
        rows = self.exclude(wechat="").alias(compared=Lower("wechat"))
        return rows.filter(compared__in=known) if known else self.none()

    def found_by(self, words, *, store_id=None, reader=None):
        """Customers that match what a person typed (AR-14), at most FOUND_AT_MOST; nothing typed finds everybody.

        Give `store_id` where the list is one store's: the search then reads that store's share of the index. Give
        the `reader` wherever a person asks: numbers they may not read are found as a whole or by their last four.
        """
        if not words.strip():
            return self
        tokens = tokens_asked(words, store_id=store_id)
        if not tokens:
            return self.none()
        searches = self.model.search.related.related_model.objects.filter(tokens__contains=tokens)
        found = self.picked(searches.values("pk")[:FOUND_AT_MOST])
        return found if reader is None else found.of_numbers_shown_to(reader, words)

    def of_numbers_shown_to(self, reader, words):
        """Without those found by digits that are masked for the reader: piece by piece a number could be guessed."""
        words = take_doors(words)[1]
        runs = DIGITS.findall(words)
        if not runs or reader.role in READERS:
            return self
        known = Q(keeper=reader)
        if numbers := normalise(words):
            known |= self._with_number(number__in=numbers)
        elif all(run == last4(run) for run in runs):
            known |= Q(*(self._with_number(number__endswith=run) for run in runs))
        return self.filter(known)

    def _with_number(self, **number):
        phones = self.model.phones.rel.related_model.objects.filter(customer=OuterRef("pk"), **number)
        of_relative = {column.replace("number", "phone"): value for column, value in number.items()}
        members = self.model.members.rel.related_model.objects.filter(customer=OuterRef("pk"), **of_relative)
        return Q(Exists(phones.order_by())) | Q(Exists(members.order_by()))

    def picked(self, ids):
        """Those whose ids another query gives, found first and only then joined, filtered and sorted.

        = ANY(ARRAY(...)) keeps the two steps apart. A join or IN lets the planner walk the customers from the newest
        on and look for a rare name among a million (PERFORMANCE 3.2: 0.2 ms against half a second).
        """
        return self.filter(
            Func(
                F("pk"),
                ArraySubquery(ids),
                template="%(expressions)s)",
                arg_joiner=" = ANY(",
                output_field=BooleanField(),
            )
        )


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """One's own, and the shared ones: of one's store, and the owner's; the owner sees all that are shared."""
        own, shared = Q(by=staff), Q(is_shared=True)
        if staff.role == Role.OWNER:
            return self.filter(own | shared)
        return self.filter(own | shared & (Q(store_id=staff.store_id) | Q(store__isnull=True)))


class OrderQuerySet(models.QuerySet):
    def visible_to(self, staff):
        if staff.role == Role.OWNER:
            return self
        if staff.role == Role.CREW:
            return self.filter(crew=staff)
        return self.filter(store_id=staff.store_id)

    def open(self):
        """Neither cancelled nor returned: may still be worked on."""
        return self.filter(**{f"{column}__isnull": is_empty for column, is_empty in OPEN.items()})

    def open_to(self, staff):
        """One order's page, not for lists: also what their customers bought in another store before they moved here."""
        if staff.role in (Role.OWNER, Role.CREW):
            return self.visible_to(staff)
        return self.filter(Q(store_id=staff.store_id) | Q(customer__store_id=staff.store_id))

    def standing(self):
        """Signed, and neither cancelled nor returned."""
        return self.filter(standing())

    def seen_by_crew(self, today):
        """Those of these days, before and after: of no other does the crew see home and number (ST-5)."""
        coming = {"planned_install_on__range": (today - OVERDUE_AT_MOST, today + CREW_SEES)}
        now = Q(installed_on__isnull=True, **coming) | Q(installed_on__gte=today - CREW_SEES)
        return self.standing().filter(now)

    def to_install(self):
        return self.standing().filter(installed_on__isnull=True)

    def to_install_since(self, day):
        """Those planned for `day` or later, or without a plan and signed since."""
        recent = Q(planned_install_on__gte=day) | Q(planned_install_on__isnull=True, signed_on__gte=day)
        return self.to_install().filter(recent)


class ConsentQuerySet(models.QuerySet):
    def newest(self):
        """Of each customer and channel the word that holds."""
        return self.order_by("customer", "channel", "-at", "-id").distinct("customer", "channel")


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """Files of the customers a person sees; the crew those of the homes they work in, and what they brought."""
        if staff.role == Role.OWNER:
            return self
        customers = self.model.customer.field.related_model.objects.visible_to(staff)
        files = self.filter(customer__in=customers.values("pk"))
        return files.filter(Q(home__isnull=False) | Q(by=staff)) if staff.role == Role.CREW else files

    def changeable_by(self, staff):
        """Those a person may name anew or take away: what they see, the crew what they brought."""
        files = self.visible_to(staff)
        return files.filter(by=staff) if staff.role == Role.CREW else files

    def kept(self):
        return self.filter(removed_at__isnull=True)

    def photos(self):
        return self.exclude(thumbnail="")

    def removed(self):
        """Taken away by a person, and still on the disk."""
        return self.filter(removed_at__isnull=False)


class MarkedTextQuerySet(models.QuerySet):
    def about_children(self):
        return self.filter(kind="child")

    def about_erased(self):
        return self.filter(kind="erased")

    def unsettled(self):
        return self.filter(settled_at__isnull=True)

    def visible_to(self, staff):
        """Who reads them and may settle them: of children the keeper, the managers of the store, the owner; of erased
        persons the owner alone."""
        if staff.role == Role.OWNER:
            return self
        if staff.role == Role.MANAGER:
            return self.about_children().filter(customer__store_id=staff.store_id)
        return self.about_children().filter(customer__keeper=staff)
