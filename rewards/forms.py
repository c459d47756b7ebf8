"""Forms of gifts: the catalogue, what lies in a store, and what a customer got."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.layout import bare_helper, row
from customers.forms.minors_in_text import AsksAboutChildren
from dealercrm.lib.money import yuan
from dealercrm.lib.stale_edit import Seen
from rewards.actions.stock import MOST
from rewards.known import gifts_in
from rewards.models import Gift

BELOW = _("No less than 0.")


class GiftForm(Seen, forms.ModelForm):
    class Meta:
        model = Gift
        fields = ["name", "cost", "for_whom", "words", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cost"] = cost_field(label=self.fields["cost"].label)

    @property
    def helper(self):
        return bare_helper(row(("name", 8), ("cost", 4)), "for_whom", "words", "is_active")


class StockForm(forms.Form):
    """Either pieces that came, or how many were counted."""

    way = forms.ChoiceField(
        label=_("What happened"),
        choices=[("received", _("Pieces came in")), ("counted", _("Counted anew: so many lie there"))],
    )
    pieces = forms.IntegerField(
        label=_("Pieces"), min_value=0, max_value=MOST, error_messages={"min_value": BELOW}
    )  # fmt: skip
    why = forms.CharField(label=_("Why"), max_length=120, required=False)

    @property
    def helper(self):
        return bare_helper(row(("way", 8), ("pieces", 4)), "why")


class GiveForm(AsksAboutChildren, forms.Form):
    """A gift of the catalogue that lies in the customer's store, or another in words."""

    gift = forms.ModelChoiceField(
        Gift.objects.active(), label=_("Gift"), required=False, empty_label=_("another, in words")
    )
    words = forms.CharField(label=_("What else"), max_length=60, required=False)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args, customer, **kwargs):
        self.about = customer
        super().__init__(*args, **kwargs)
        self.fields["cost"] = cost_field(
            label=_("Cost, yuan"), required=False, help_text=_("Of all pieces; empty: as the catalogue says.")
        )
        self.order_fields(["gift", "words", "pieces", "cost"])
        here = {gift.pk: pieces for gift, pieces in gifts_in(customer.store_id)}
        self.fields["gift"].label_from_instance = lambda gift: _("%(gift)s · %(cost)s yuan · %(n)d here") % {
            "gift": gift, "cost": yuan(gift.cost), "n": here[gift.pk],
        }  # fmt: skip

    @property
    def helper(self):
        return bare_helper("gift", "words", row(("pieces", 6), ("cost", 6), narrow=True))


def cost_field(**said):
    return forms.DecimalField(
        min_value=0, max_digits=8, decimal_places=2, error_messages={"min_value": BELOW}, localize=False, **said
    )
