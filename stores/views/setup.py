"""The first day: owner account and first store."""

from django.contrib.auth import login as start_session
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stores.access import public
from stores.actions.setup import open_house
from stores.forms import FirstStoreForm, OwnerForm
from stores.models import Staff


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request):
    """Open to everybody as long as nobody is there; afterwards it leads to the login page."""
    if request.method != "POST" and Staff.objects.exists():
        return redirect("stores:login")
    owner_form, store_form = OwnerForm(request.POST or None), FirstStoreForm(request.POST or None)
    if owner_form.is_valid() & store_form.is_valid():  # both, so that all mistakes show at once
        owner = open_house(
            owner_form.save(commit=False),
            password=owner_form.cleaned_data["password"],
            store=store_form.save(commit=False),
        )
        start_session(request, owner)
        return redirect("first-steps")
    status = 422 if owner_form.errors or store_form.errors else 200
    context = {"owner_form": owner_form, "store_form": store_form}
    return render(request, "stores/setup.html", context, status=status)
