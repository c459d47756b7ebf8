"""The yardstick: each page as a hand-written Django view with nothing but its rows.

Session, person and the page's own queries, one small template; no permissions, no menu, no translation, no icons. A
real page cannot reach it; how far it stays behind is what run.py measures.
"""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

from campaigns.models import Contact, Revisit
from customers.models import Activity, Customer, CustomerPhone, CustomerSearch, Order

# As `startproject` makes it.
MIDDLEWARE = [
    "benchmarks.tuned.own_urls",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ENGINE = Engine()
LIST = ENGINE.from_string("""<!doctype html><title>customers</title><h1>{{ who }}</h1><p>{{ count }}</p><table>
{% for row in rows %}<tr><td>{{ row.tier.letter }}{{ row.tier.level }}</td>
<td><a href="/{{ row.pk }}/">{{ row.name }}</a></td>
<td>{{ row.phone }}</td><td>{{ row.community }} {{ row.building }}-{{ row.room }}</td><td>{{ row.keeper.name }}</td>
<td>{{ row.customer_since|date:"Y-m-d" }}</td><td>{{ row.store.name }}</td></tr>
{% endfor %}</table>""")
CARDS = ENGINE.from_string("""<!doctype html><title>today</title><h1>{{ who }}</h1>
{% for row in rows %}<article>
<h2><a href="/{{ row.customer.pk }}/">{{ row.customer.name }}</a> {{ row.customer.tier.letter }}</h2>
<p>{{ row.customer.community }} {{ row.leading.rule.name }} {{ row.leading.occasion_on|date:"Y-m-d" }}</p>
<p>{{ row.leading.rule.guide }}</p>
<p>{{ row.said }}</p><a href="tel:{{ row.phone }}">{{ row.phone }}</a>
<form method="post" action="/{{ row.customer.pk }}/note/"><input type="radio" name="outcome" value="reached">
<textarea name="note"></textarea><button>ok</button></form></article>
{% endfor %}""")
PLAIN = ENGINE.from_string("""<!doctype html><title>{{ title }}</title><h1>{{ who }}</h1><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>""")
FIELDS = ("name", "community", "building", "room", "customer_since", "keeper__name", "store__name",
          "tier__letter", "tier__level")  # fmt: skip
FACTS = ("pk", "name", "community", "building", "room", "customer_since", "keeper__name", "tier__letter", "tier__level")


def own_urls(get_response):
    def middleware(request):
        request.urlconf = "benchmarks.tuned"
        return get_response(request)

    return middleware


def page(request, template, rows, **more):
    return HttpResponse(template.render(Context({"who": request.user.name, "rows": rows, **more})))


def customer_list(request):
    """25 rows, their phones, and the count up to 10,000."""
    found = Customer.objects.all()
    if not request.user.is_owner:
        found = found.filter(store=request.user.store_id)
    if tokens := request.GET.getlist("token"):
        hits = CustomerSearch.objects.filter(tokens__contains=tokens).values("pk")[:2000]
        found = found.filter(pk__in=hits_of(hits))
    if "three" in request.GET:  # as pages.FILTERS
        found = found.filter(customer_since__isnull=False, tier__letter="A", completeness__percent__lt=60)
    if after := request.GET.get("after"):
        found = found.filter(pk__lt=after)
    phone = CustomerPhone.objects.filter(customer=OuterRef("pk")).order_by("position").values("number")[:1]
    rows = found.annotate(phone=Subquery(phone)).select_related("tier", "keeper", "store")
    rows = rows.only(*FIELDS).order_by(*(["pinyin", "pk"] if "by_name" in request.GET else ["-pk"]))[:25]
    return page(request, LIST, rows, count=found.values("pk")[:10_001].count())


def hits_of(hits):
    """The ids first, in a statement of their own: found, then sorted."""
    return list(hits.values_list("pk", flat=True))


def customer(request, pk):
    """The person, phones, orders with their goods, and the last 30 things that happened."""
    rows = [Customer.objects.values_list(*FACTS, "birthday", "occupation", "notes").get(pk=pk)]
    rows += CustomerPhone.objects.filter(customer=pk).values_list("number")
    goods = Order.objects.filter(customer=pk)
    rows += goods.annotate(goods=ArraySubquery(goods.filter(pk=OuterRef("pk")).values("lines__product"))).values_list(
        "pk", "signed_on", "installed_on", "amount", "goods"
    )
    rows += (
        Activity.objects.filter(customer=pk).order_by("-at", "-pk").values_list("kind", "at", "by_name", "data")[:30]
    )
    return page(request, PLAIN, rows)


def today(request):
    """The next 30 contacts of this person with the customer and what was said last."""
    said = Revisit.objects.filter(customer=OuterRef("customer")).order_by("-at").values("note")[:1]
    phone = CustomerPhone.objects.filter(customer=OuterRef("customer")).order_by("position").values("number")[:1]
    due = Contact.objects.filter(assignee=request.user, state="planned", on__lte=timezone.localdate())
    due = due.annotate(said=Subquery(said), phone=Subquery(phone)).select_related("leading__rule", "customer__tier")
    return page(request, CARDS, due.order_by("on")[:30])


def note(request, pk):
    """One row written."""
    Revisit.objects.create(
        customer_id=pk, store_id=request.user.store_id, by=request.user, at=timezone.now(), way="call",
        outcome="reached", note=request.POST["note"],
    )  # fmt: skip
    return HttpResponseRedirect(f"/{pk}/")


def dashboard(request):
    """A year by store and month out of counts by store and day (200 stores, 73,000 rows), added up for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT store_id, date_trunc('month', day), sum(orders), sum(old_orders), sum(amount), sum(old_amount)
               FROM bench_days WHERE day >= %s GROUP BY 1, 2 ORDER BY 1, 2""",
            [timezone.localdate() - timedelta(days=365)],
        )
        rows = cursor.fetchall()
    months = {}
    for _store, month, *counts in rows:
        months[month] = [one + more for one, more in zip(months.get(month, [0] * 4), counts, strict=True)]
    return page(request, PLAIN, [(month, *counts) for month, counts in months.items()])


DAYS = """
    CREATE TABLE IF NOT EXISTS bench_days AS
    SELECT store_id, current_date - day AS day, 3 AS orders, 1 AS old_orders, 60000::numeric AS amount,
           20000::numeric AS old_amount
    FROM generate_series(1, 200) AS store_id, generate_series(0, 364) AS day
"""
urlpatterns = [
    path("", customer_list),
    path("today/", today),
    path("dashboard/", dashboard),
    path("<int:pk>/", customer),
    path("<int:pk>/note/", note),
]
