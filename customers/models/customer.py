from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.querysets import CustomerQuerySet
from dealercrm.lib.birthday_field import BirthdayField
from dealercrm.lib.phones import mask
from dealercrm.lib.texts import LONGEST_TEXT


class Customer(models.Model):
    """A person the store knows: an old customer (客户), or a lead until the first signed order (AR-1)."""

    class Kind(models.TextChoices):
        CONSUMER = "consumer", _("Consumer")
        DISTRIBUTOR = "distributor", _("Distributor")
        DESIGNER = "designer", _("Designer")
        INTERMEDIARY = "intermediary", _("Intermediary")

    class Source(models.TextChoices):
        WALK_IN = "walk_in", _("Walk-in")
        PROMOTION = "promotion", _("Promotion")
        INTERMEDIARY = "intermediary", _("Through an intermediary")
        OUTSIDE_SALES = "outside_sales", _("Outside sales")
        REFERRAL = "referral", _("Referred by a customer")
        REPURCHASE = "repurchase", _("Bought again")
        DESIGNER = "designer", _("Through a designer")
        ONLINE = "online", _("Online")
        EVENT = "event", _("Event")

    # Keys without an index of their own, here and in other models, lead one of the indexes below.
    store = models.ForeignKey(
        "stores.Store", models.PROTECT, db_index=False, related_name="customers", verbose_name=_("store")
    )
    keeper = models.ForeignKey(
        "stores.Staff",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="kept_customers",
        verbose_name=_("keeper"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CONSUMER)
    name = models.CharField(_("name"), max_length=60)
    salutation = models.CharField(_("form of address"), max_length=20, blank=True, help_text=_("Zhang jie, Mr Li ..."))
    wechat = models.CharField(_("WeChat id"), max_length=60, blank=True)
    # No EmailField: what is typed is masked as any words are, for 13812345678@139.com is a number too.
    email = models.CharField(_("e-mail"), max_length=80, blank=True, validators=[validate_email])
    community = models.CharField(_("community"), max_length=80, blank=True)
    building = models.CharField(_("building"), max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    room = models.CharField(_("room"), max_length=20, blank=True)
    address = models.CharField(
        _("address as written"),
        max_length=200,
        blank=True,
        help_text=_("Only where community, building, unit and room do not say it."),
    )
    birthday = BirthdayField(_("birthday"), blank=True)
    occupation = models.CharField(
        _("occupation"),
        max_length=40,
        blank=True,
        help_text=_("A teacher is greeted on Teachers' Day, a nurse on Nurses' Day."),
    )
    # What profession days ask for (profession_days.csv); kept by customers.occupations from the words above.
    occupation_code = models.CharField(max_length=30, blank=True, editable=False)
    household = models.CharField(_("household in words"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=14, choices=Source, blank=True)
    introducer_name = models.CharField(_("introduced by"), max_length=60, blank=True)
    introduced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="introduced", verbose_name=_("introduced by")
    )
    wedding_day = BirthdayField(_("wedding day"))
    education = models.CharField(_("education"), max_length=40, blank=True)
    small_talk = models.CharField(
        _("small talk"), max_length=300, blank=True, help_text=_("Pets, tastes, worries: what to ask about.")
    )
    # Brought by an intermediary: an old customer only once somebody here deals with them directly (AR-1).
    direct_since = models.DateField(_("we deal with them directly since"), null=True, blank=True)
    # By the dealer's own books an old customer, from before anybody wrote the order down here: at the latest by then.
    bought_by = models.DateField(_("has bought, at the latest by"), null=True, blank=True)
    best_time = models.CharField(_("best time to call"), max_length=60, blank=True)
    avoid = models.CharField(_("what to avoid"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), max_length=LONGEST_TEXT, blank=True)
    # Day of the first signed order that stands, or `bought_by`; empty for a lead. Kept by the order verbs, so that
    # lists and schedules need not look through orders.
    customer_since = models.DateField(_("customer since"), null=True, blank=True, editable=False)
    # Erased on the person's request (AR-16): nothing is written into the archive any more. Kept by actions.erase.
    erased_at = models.DateTimeField(null=True, editable=False)
    pinyin = models.CharField(max_length=120, editable=False)  # names are put in order by this, not by a collation
    import_job_id = models.BigIntegerField(null=True, editable=False, db_index=True)  # of the workbook that brought it
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        indexes = [
            models.Index(fields=["store", "-id"], name="customer_newest"),
            models.Index(fields=["store", "pinyin", "id"], name="customer_by_name"),
            models.Index(fields=["pinyin", "id"], name="customer_all_by_name"),
            models.Index(fields=["keeper", "-id"], name="customer_of_keeper"),
            models.Index(fields=["community", "store", "-id"], name="customer_neighbours"),
            # People are known by their WeChat id, in their store and, by the owner, in any.
            models.Index(Lower("wechat"), "store", name="customer_by_wechat", condition=~Q(wechat="")),
            # Old customers by their day, of a store and of all.
            models.Index(fields=["store", "-customer_since", "-id"], name="customer_since_in_store"),
            models.Index(fields=["-customer_since", "-id"], name="customer_all_since"),
            # Few among many: without their own index a list of them would walk through everybody else.
            models.Index(fields=["-id"], name="customer_leads", condition=Q(customer_since__isnull=True)),
            models.Index(fields=["kind", "-id"], name="customer_partners", condition=~Q(kind="consumer")),
            # The few that were erased, left out wherever something is made of many.
            models.Index(fields=["id"], name="customer_erased", condition=Q(erased_at__isnull=False)),
            # What the night's planning reads of a store's customers; their rows lie all over the table.
            models.Index(
                fields=["store"],
                include=["id", "keeper", "occupation_code", "birthday", "updated_at"],
                name="customer_to_plan",
                condition=Q(Q(customer_since__isnull=False) | ~Q(kind="consumer"), erased_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("customers:customer-detail", args=[self.pk])

    @property
    def is_lead(self):
        return self.customer_since is None

    @property
    def came_through_intermediary(self):
        """So says the source, or the archive of who introduced them (AR-1)."""
        introducer = self.introduced_by.kind if self.introduced_by_id else ""
        return self.source == self.Source.INTERMEDIARY or introducer == self.Kind.INTERMEDIARY

    @property
    def is_erased(self):
        """True once the person had the archive erased."""
        return self.erased_at is not None

    @property
    def door(self):
        """Building, unit and room as people say them: 23-2-1191."""
        return "-".join(part for part in (self.building, self.unit, self.room) if part)

    @property
    def place(self):
        """Community and door in one line, as people say it: 万科城 23-2-1191."""
        return " ".join(part for part in (self.community, self.door or self.address) if part)


class CustomerPhone(models.Model):
    """A number of a customer: 11 digits for a mobile, 0371-62345678 for a landline."""

    customer = models.ForeignKey(Customer, models.CASCADE, db_index=False, related_name="phones")
    number = models.CharField(_("phone"), max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["customer_id", "position"]
        verbose_name = _("phone")
        constraints = [models.UniqueConstraint(fields=["customer", "number"], name="phone_once_per_customer")]
        indexes = [models.Index(fields=["number"], name="phone_number")]

    def __str__(self):
        return mask(self.number)


class CustomerSearch(models.Model):
    """What a customer is found by, apart from the wide row: rewriting it costs one narrow update (DESIGN, Search)."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="search")
    tokens = ArrayField(models.TextField())

    class Meta:
        indexes = [
            # New rows wait in a list of 1 MB and enter the index together: an import writes three times as fast, and
            # a search that reads the list too takes no longer that could be measured.
            GinIndex(fields=["tokens"], name="customer_search_tokens", fastupdate=True, gin_pending_list_limit=1024)
        ]
