"""The first visitor of an empty house becomes its owner."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from stores.models import Role, Staff, Store


@transaction.atomic
def open_house(owner: Staff, *, password: str, store: Store) -> Staff:
    """Save the first store and its owner (both unsaved); Refused once anybody is there. Returns the owner.

    The lock makes a second visitor in the same moment wait, and then find the house taken.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Staff._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if Staff.objects.exists():
        raise Refused(_("Somebody else has just set this system up. Ask them for a login."))
    store.save()
    owner.role, owner.store = Role.OWNER, store
    owner.set_password(password)
    owner.save()
    return owner
