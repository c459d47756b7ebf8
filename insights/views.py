from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.phone_access import unusual
from dealercrm.lib.keyset import keyset_page
from insights.choices import SPANS, read_choice
from insights.dashboard import Dashboard, waiting_in_words
from insights.definitions import FIGURES
from insights.freshness import freshen
from insights.querysets import NOTHING
from insights.rows import CUSTOMERS, ORDERS, REFERRALS, ROW_SETS
from insights.totals import totals
from stores.access import needs
from stores.models import Store

PER_PAGE = 50
# Of each kind of row: what is fetched with it, the columns that are shown, and the one pages are turned by.
SHOWN = {
    CUSTOMERS: (
        ("store", "keeper", "tier"),
        "name customer_since community building unit room address store__name keeper__name tier__letter tier__level",
        "id",
    ),
    ORDERS: (
        ("store", "customer__introduced_by", "salesperson", "referral__referrer"),
        "signed_on amount salesperson_name store__name customer__name customer__introduced_by__name "
        "salesperson__name referral__referrer__name customer__keeper customer__store "
        "customer__introduced_by__keeper customer__introduced_by__store "
        "referral__recorded_by referral__referrer__keeper referral__referrer__store",
        "signed_on",
    ),
    REFERRALS: (
        ("store", "referrer"),
        "name need state recorded_at recorded_by referee_id store__name "
        "referrer__name referrer__keeper referrer__store",
        "recorded_at",
    ),
}


@needs("insights.view")
@require_safe
def dashboard(request):
    today = timezone.localdate()
    choice = read_choice(request.GET, stores=stores(), today=today)
    page = request.GET.get("page", "")
    shown = Dashboard(choice, page=int(page) if page.isdecimal() and len(page) < 6 else 1)
    context = {
        "choice": choice,
        "figures": FIGURES,
        "spans": SPANS.values(),
        "kept": {"figure": choice.figure.code},
        "shown": shown,
        "unusual": unusual(),
        "waiting": shown.stores_waiting and waiting_in_words(shown.stores_waiting),
    }
    return render(request, "insights/dashboard.html", context)


@needs("insights.view")
@require_safe
def figure_rows(request):
    """The rows behind one count of a period: as many as the figure says."""
    choice = read_choice(request.GET, stores=stores(), today=timezone.localdate())
    row_set = ROW_SETS.get(request.GET.get("rows"), ROW_SETS["orders"])
    related, columns, by = SHOWN[row_set.shows]
    found = row_set.find(choice.period, choice.store_id).select_related(*related).only(*columns.split())
    page = keyset_page(found, request.GET, by=by, size=PER_PAGE)
    context = {
        "choice": choice,
        "row_set": row_set,
        "page": page,
        **count_and_amount(row_set, choice),
        "template": f"insights/_rows_{row_set.shows}.html",
    }
    return render(request, "insights/figure_rows.html", context)


def count_and_amount(row_set, choice):
    """The stored count and amount, counted anew if a fact touched them."""
    period, asked = choice.period, [choice.store] if choice.store else choice.stores
    freshen([store.pk for store in asked], period.last, period.last, period.months)
    stored = totals(period.last, period.last, period.months, choice.store_id)
    counts = stored.get(period.last, NOTHING)
    return {
        "count": sum(counts[name] for name in row_set.counts),
        "amount": sum(counts[name] for name in row_set.amounts) if row_set.amounts else None,
    }


def stores():
    return list(Store.objects.values_list("pk", "name", named=True))
