"""The kinds of goods: how long they live, what care they need; a dealer's own numbers over those given."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.category import change_category
from customers.categories import load_categories
from customers.chances import ENOUGH
from customers.forms.category import CategoryForm
from customers.models import BuyingHabits, Category, LifeCurve
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import whole


@needs("categories.edit")
@require_safe
def category_list(request):
    categories = list(Category.objects.all())
    habits = BuyingHabits.objects.first()
    curves = LifeCurve.objects.filter(sample__gte=ENOUGH).in_bulk() if habits else {}
    for category in categories:
        curve, year = curves.get(category.pk), category.lives and category.lives[1]
        if curve and year and year < len(curve.survival):
            category.seen = {"percent": curve.percent_bought(year), "year": year, "sample": curve.sample}
    context = {"categories": categories, "habits": habits}
    return render(request, "customers/category_list.html", context)


@needs("categories.edit")
@require_POST
def category_load(request):
    """The ready-made kinds, where none are there yet; what a dealer changed stays."""
    messages.success(request, _("%(n)d categories are there.") % {"n": load_categories()})
    return redirect("customers:category-list")


@needs("categories.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def category_update(request, pk):
    category = get_object_or_404(Category, pk=pk)
    form = CategoryForm(request.POST or None, instance=category)
    if form.is_valid():
        try:
            change_category(category, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("replace_to_years", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:category-list")
    context = {"form": form, "category": category}
    return render(request, "customers/category_form.html", context, status=422 if form.errors else 200)
