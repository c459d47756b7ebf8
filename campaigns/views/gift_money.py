"""What gifts cost: planned against spent, every figure with its rows; and the gift that a contact calls for."""

from django.db.models import F, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import gift_money as money
from campaigns.models import Contact
from customers.reader import Reader
from dealercrm.lib.keyset import keyset_page
from rewards.views import write_given
from stores.access import needs
from stores.sending import once

PER_PAGE = 50
YEARS_BACK = 5


@needs("gifts.manage")
@require_safe
def gift_money(request):
    year, by = asked(request)
    found = money.lines(request.user, year, by)
    this_year = timezone.localdate().year
    context = {
        "lines": found,
        "by": by,
        "ways": [(name, words[0]) for name, words in money.BY.items()],
        "year": year,
        "years": range(this_year + 1, this_year - YEARS_BACK, -1),
        "planned": sum(line.planned for line in found),
        "spent": sum(line.spent for line in found),
    }
    return render(request, "campaigns/gift_money.html", context)


@needs("gifts.manage")
@require_safe
def gift_money_rows(request):
    """The rows a figure is made of: `of` planned or spent, of one `key` or, without it, all."""
    year, by = asked(request)
    is_planned = request.GET.get("of") != "spent"
    rows = money.planned(request.user, year) if is_planned else money.given(request.user, year)
    if "key" in request.GET:
        key = request.GET["key"]
        rows = money.with_key(rows, by)
        known = key.isascii() and key.isdecimal() and len(key) < 19 if by != "tier" else True
        rows = rows.filter(key=key) if key and known else rows.filter(key=None)
    related = ("customer", "rule", "contact__assignee") if is_planned else ("customer", "gift", "by")
    by_day = "wanted_on" if is_planned else "at"
    page = keyset_page(rows.select_related(*related), request.GET, by=by_day, size=PER_PAGE)
    reader = Reader(request.user)
    for row in page.rows:
        row.told = str(row.reason) if is_planned else reader.words(row.customer, str(row))
        row.amount = row.rule.budget if is_planned else row.cost
        row.day = row.wanted_on if is_planned else timezone.localdate(row.at)
        row.who = row.contact and row.contact.assignee if is_planned else row.by
    total = rows.order_by().aggregate(total=Sum("rule__budget" if is_planned else "cost"))["total"] or 0
    context = {"page": page, "is_planned": is_planned, "year": year, "by": by, "total": total}
    return render(request, "campaigns/gift_money_rows.html", context)


def asked(request):
    """(year, what it is told by); what makes no sense counts as not asked."""
    year, by = request.GET.get("year", ""), request.GET.get("by", "")
    this_year = timezone.localdate().year
    known = year.isascii() and year.isdecimal() and len(year) == 4 and abs(int(year) - this_year) <= YEARS_BACK
    return int(year) if known else this_year, by if by in money.BY else "rule"


@needs("gifts.give")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def contact_gift(request, pk):
    """The gift a contact calls for, written down under that of its reasons that has the highest budget."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("customer__store"), pk=pk)
    reason = contact.touchpoints.order_by(F("rule__budget").desc(nulls_last=True), "-priority", "pk").first()
    return write_given(request, contact.customer, reason and (money.CAUSE, reason.pk))
