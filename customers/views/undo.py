"""Taking back, for a while, what one has just done to an archive."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.actions.put_back import put_back
from customers.models import RowChange
from customers.views.homes import HOMES, ITEMS
from customers.views.household import MEMBERS
from customers.views.parts import customers_of
from stores.access import needs
from stores.sending import whole

FOR = timedelta(hours=1)  # afterwards a colleague may have built on it
PARTS = {part.model._meta.db_table: part for part in (HOMES, ITEMS, MEMBERS)}


@needs("customers.edit")
@require_POST
@whole
def change_undo(request, pk):
    """Of one's own changes, those the page has just offered to take back."""
    own = RowChange.objects.filter(staff_id=request.user.pk, at__gte=timezone.now() - FOR, table__in=PARTS)
    change = get_object_or_404(own.filter(customer__in=customers_of(request.user)), pk=pk)
    return PARTS[change.table].done(request, _("It is as it was."), put_back(change, by=request.user))
