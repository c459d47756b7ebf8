"""Choosing one customer among all that a person may see: type, and tick one of those found."""

from django import forms
from django.template.loader import render_to_string

from customers.models import Customer
from customers.reader import Reader

AT_MOST = 8


class PickCustomer(forms.Widget):
    """A search line and radio buttons beneath it, fetched while one types; works as a plain radio without scripts.

    `choices` are its field's: whoever is not among them is not drawn either, whatever id was sent.
    """

    use_fieldset = False
    apart_from = None  # id of the customer that cannot be chosen: themself
    staff = None  # who looks
    kind = ""  # of whom alone may be chosen

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.choices.queryset.filter(pk=value).first() if str(value or "").isdecimal() else None
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "chosen": Reader(self.staff).show(chosen),
            "found": [],
        }
        context["required"] = self.is_required
        return render_to_string("customers/_pick.html", context | {"apart_from": self.apart_from, "kind": self.kind})


def found_for(staff, words, *, apart_from=None, kind=""):
    """Up to AT_MOST customers the words find; nobody before two letters are typed."""
    if len(words.strip()) < 2:
        return []
    found = Customer.objects.visible_to(staff).found_by(words[:60], store_id=staff.store_id, reader=staff)
    found = found.exclude(pk=apart_from) if apart_from else found
    found = found.filter(kind=kind) if kind else found
    found = found.prefetch_related("phones").order_by("-pk")[:AT_MOST]
    return list(found)
