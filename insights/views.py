import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.activity import record
from customers.facts import CUSTOMERS_EXPORTED
from customers.phone_access import unusual
from dealercrm.lib.cells import guarded
from insights.choices import SPANS, read_choice
from insights.columns import COLUMNS, Sorting
from insights.dashboard import Dashboard, waiting_in_words
from insights.definitions import FIGURES
from insights.freshness import freshen
from insights.querysets import NOTHING
from insights.rows import CUSTOMERS, ORDERS, REFERRALS, REFERRERS, ROW_SETS, top_referrers
from insights.totals import totals
from stores.access import needs
from stores.models import Store

PER_PAGE, PAGES = 50, 200  # what lies behind the last page is in the file
CUSTOMER = (
    ("store", "keeper", "tier"),
    "name customer_since community building unit room address store__name keeper__name tier__letter tier__level",
)
# Of each kind of row: what is fetched with it, and the columns that are shown.
SHOWN = {
    CUSTOMERS: CUSTOMER,
    REFERRERS: CUSTOMER,
    ORDERS: (
        ("store", "customer__introduced_by", "salesperson", "referral__referrer"),
        "signed_on amount salesperson_name store__name customer__name customer__introduced_by__name "
        "salesperson__name referral__referrer__name customer__keeper customer__store "
        "customer__introduced_by__keeper customer__introduced_by__store "
        "referral__recorded_by referral__referrer__keeper referral__referrer__store",
    ),
    REFERRALS: (
        ("store", "referrer"),
        "name need state recorded_at recorded_by referee_id store__name "
        "referrer__name referrer__keeper referrer__store",
    ),
}


class Pages(Paginator):
    """Of rows that were counted already; no deeper than the database finds in no time."""

    def __init__(self, rows, count):
        super().__init__(rows, PER_PAGE)
        self.counted = count

    @cached_property
    def count(self):
        return min(self.counted, PER_PAGE * PAGES)


@needs("insights.view")
@require_safe
def dashboard(request):
    choice = read_choice(request.GET, stores=stores(), today=timezone.localdate())
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
    choice, row_set, rows, sorting = asked_rows(request)
    counted = count_and_amount(row_set, choice)
    context = {
        "choice": choice,
        "row_set": row_set,
        "sorting": sorting,
        "page": Pages(rows, counted["count"]).get_page(request.GET.get("page")),
        **counted,
        "template": f"insights/_rows_{row_set.shows}.html",
    }
    return render(request, "insights/figure_rows.html", context)


@needs("insights.view")
@require_safe
def referrer_list(request):
    """Who recommended us most in a period, and what came of it."""
    choice, rows, sorting = asked_referrers(request)
    context = {
        "choice": choice,
        "spans": SPANS.values(),
        "sorting": sorting,
        "page": Pages(rows, rows.count()).get_page(request.GET.get("page")),
    }
    return render(request, "insights/referrer_list.html", context)


@needs("workbooks.export")
@require_safe
def figure_export(request):
    choice, row_set, rows, _sorting = asked_rows(request)
    return exported(request, choice, row_set.title, rows, row_set.shows)


@needs("workbooks.export")
@require_safe
def referrer_export(request):
    choice, rows, _sorting = asked_referrers(request)
    return exported(request, choice, _("Who referred most"), rows, REFERRERS)


def asked_rows(request):
    """(Choice, RowSet, its rows in the order asked for, Sorting)."""
    choice = read_choice(request.GET, stores=stores(), today=timezone.localdate())
    row_set = ROW_SETS.get(request.GET.get("rows"), ROW_SETS["orders"])
    rows, sorting = arranged(row_set.find(choice.period, choice.store_id), row_set.shows, request)
    return choice, row_set, rows, sorting


def asked_referrers(request):
    choice = read_choice(request.GET, stores=stores(), today=timezone.localdate())
    rows, sorting = arranged(top_referrers(choice.period, choice.store_id), REFERRERS, request)
    return choice, rows, sorting


def arranged(found, shows, request):
    sorting = Sorting.read(shows, request.GET.get("sort", ""))
    related, columns = SHOWN[shows]
    return found.select_related(*related).only(*columns.split()).order_by(*sorting.ordering), sorting


def exported(request, choice, title, rows, shows):
    """The rows as a file, sent while they are read; that it left the house is noted first, as of every export."""
    where = choice.store.name if choice.store else _("All stores")
    words = f"{title} · {where} · {choice.in_words}"
    record(CUSTOMERS_EXPORTED, by=request.user, data={"count": rows.count(), "format": "csv", "words": words})
    answer = StreamingHttpResponse(lines(rows, COLUMNS[shows].values()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{shows}-{choice.chosen_month}.csv"'
    return answer


def lines(rows, columns) -> Iterator[str]:
    """CSV of UTF-8 with the mark by which Excel knows it; texts cannot become formulas."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(guarded(str(column.heading)) for column in columns)
    for row in rows.iterator(1000):
        cells = (column.cell(row) for column in columns)
        yield writer.writerow(
            cell if column.is_number else guarded(str(cell)) for column, cell in zip(columns, cells, strict=True)
        )


class Echo:
    """Gives each line back instead of keeping it."""

    def write(self, line):
        return line


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
