from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stores.permissions import Role, is_allowed
from stores.querysets import StaffQuerySet


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):
    def create_user(self, username, password=None, **fields):
        staff = self.model(username=self.model.normalize_username(username), **fields)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    """A person who works for the dealer and may log in. One who leaves is handed over, never deleted (ST-4)."""

    username = models.CharField(
        _("login name"),
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This login name is taken.")},
    )
    name = models.CharField(_("name"), max_length=40)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    store = models.ForeignKey(
        "stores.Store", models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("store")
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("The morning digest is sent here."))
    contacts_a_day = models.PositiveSmallIntegerField(
        _("contacts a day"), null=True, blank=True, help_text=_("Empty: as many as the store says.")
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["store_id", "role", "name"]
        verbose_name = _("member of staff")
        constraints = [
            # Everybody but the owner belongs to one store: the scope rule (`visible_to`) rests on it.
            models.CheckConstraint(name="staff_has_a_store", condition=Q(role="owner") | Q(store__isnull=False)),
        ]

    def __str__(self):
        return self.name

    def may(self, action):
        """True if this person's role allows the action named in stores/permissions.py."""
        return is_allowed(self.role, action)

    @property
    def is_owner(self):
        return self.role == Role.OWNER
