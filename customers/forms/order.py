"""What a family buys: the order with its lines, and the day of each of its steps."""

from copy import copy
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.forms.boxes import box, day_field, typed
from customers.forms.layout import bare_helper, row
from customers.forms.masked_fields import UnreadTexts
from customers.forms.minors_in_text import AsksAboutChildren
from customers.forms.part import PartForm
from customers.forms.pick import PickCustomer
from customers.forms.stale_edit import Seen
from customers.models import Category, Customer, DesignReview, Order, OrderLine
from dealercrm.lib.money import yuan
from dealercrm.lib.plain_number import PlainNumber
from dealercrm.lib.stale_edit import digest
from stores.models import Role, Staff

SELLERS = (Role.ASSISTANT, Role.MANAGER, Role.OWNER)
BLANK_LINES = 2
STEPS = ("signed_on", "delivered_on", "installed_on")


class OrderForm(AsksAboutChildren, UnreadTexts, Seen, forms.ModelForm):
    """Everything about an order but its lines and its steps."""

    amount = forms.DecimalField(
        label=_("amount"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=PlainNumber,
        help_text=_("Leave empty to add up the lines."),
    )

    # Steps that were taken already are written down with the order; each is a verb of its own (actions/orders.py).
    signed_on = day_field(label=_("signed on"), required=False)
    delivered_on = day_field(label=_("delivered on"), required=False)
    installed_on = day_field(label=_("installed on"), required=False)

    class Meta:
        model = Order
        fields = typed(Order)
        formfield_callback = box
        widgets = {"designer": PickCustomer}
        labels = {"designer_name": _("or the designer's name")}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        for step in STEPS:
            if getattr(self.instance, step):
                del self.fields[step]
        staff = Staff.objects.active().filter(store_id=self.instance.customer.store_id)
        self.fields["salesperson"].queryset = staff.filter(role__in=SELLERS) | Staff.objects.filter(
            pk=self.instance.salesperson_id
        )
        self.fields["crew"].queryset = staff.filter(role=Role.CREW) | Staff.objects.filter(pk=self.instance.crew_id)
        designers = Customer.objects.visible_to(by).filter(kind=Customer.Kind.DESIGNER, erased_at=None)
        # The one they have may be another store's: that stays.
        known = Q(pk=self.instance.designer_id) | Q(pk__in=designers.values("pk"))
        self.fields["designer"].queryset = Customer.objects.filter(known)
        picked = self.fields["designer"].widget
        picked.staff, picked.kind = by, Customer.Kind.DESIGNER.value
        self._let_lines_add_up()
        if by.role not in (Role.OWNER, Role.MANAGER):
            del self.fields["gross_profit"]
        if self.instance.pk is None and by.role in SELLERS and by.store_id == self.instance.customer.store_id:
            self.fields["salesperson"].initial = by.pk

    def _let_lines_add_up(self):
        """A sum of the lines goes on following them; only an amount that was typed stands in the field."""
        order = self.instance
        total = sum((line.amount or 0 for line in order.lines.all()), Decimal(0)) if order.pk else order.amount
        if order.amount == total:
            self.fields["amount"].widget.attrs["placeholder"] = yuan(order.amount) if order.pk else ""
            self.initial["amount"] = self.initial.get("amount") if self.initial.get("amount") != order.amount else None

    @property
    def steps(self):
        """{step: day} of those that were taken, in their order."""
        return {step: self.cleaned_data[step] for step in STEPS if self.cleaned_data.get(step)}

    def state_of(self, row):
        """Of the order's own fields and of its lines."""
        fields = [getattr(row, field) for field in self.Meta.fields]
        lines = [[str(getattr(line, field)) for field in LineForm.Meta.fields] for line in row.lines.all()]
        return digest([*fields, lines])

    def overtaken(self):
        return _("Somebody changed this order while you were writing. Compare with its page, then save again.")


class LineForm(AsksAboutChildren, UnreadTexts, forms.ModelForm):
    class Meta:
        model = OrderLine
        fields = typed(OrderLine)
        formfield_callback = box

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].required = False
        self.fields["category"].choices = categories
        for name in ("quantity", "amount"):
            self.fields[name].min_value = 0
            self.fields[name].widget.attrs |= {"min": 0, "class": "num"}

    def clean(self):
        data = super().clean()
        if not data.get("product") and any(data.get(name) for name in ("quantity", "amount", "category")):
            self.add_error("product", _("Which product?"))
        for name in ("quantity", "amount"):
            if (data.get(name) or 0) < 0:
                self.add_error(name, _("Less than nothing cannot be sold."))
        return data


class BaseLineFormSet(forms.BaseFormSet):
    """Lines without a product are blank paper, or were struck out. `known` are the lines of the order as it stands."""

    def __init__(self, *args, known, reader, about, **kwargs):
        self._known, self._reader, self._about = known, reader, about
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index):
        line = copy(self._known[index]) if index is not None and index < len(self._known) else None
        return {"categories": self._categories, "instance": line, "reader": self._reader, "about": self._about}

    @cached_property
    def _categories(self):
        """Asked for once, not once a line."""
        return [("", _("by its name")), *((category.pk, str(category)) for category in Category.objects.all())]

    def clean(self):
        if not any(self.errors) and not self.lines:
            raise ValidationError(_("Write down at least one product."))

    @property
    def lines(self):
        """Unsaved OrderLine rows, in the order of the paper."""
        return [form.instance for form in self.forms if form.is_valid() and form.cleaned_data.get("product")]


LineFormSet = forms.formset_factory(LineForm, formset=BaseLineFormSet, extra=BLANK_LINES, max_num=60)


def line_forms(order, data=None, *, reader):
    """The formset of an order's lines, with `data` as it was sent. "More lines" gives more paper and keeps what was
    typed so far; nothing is checked then."""
    known = list(order.lines.all()) if order.pk else []
    begin = [{name: getattr(line, name) for name in LineForm.Meta.fields} for line in known]
    if data and "more" in data:
        data, begin = None, _typed(data, begin)
    return LineFormSet(data, initial=begin, prefix="lines", known=known, reader=reader, about=order.customer)


def _typed(data, known):
    """What stood in the paper. A product that is kept from the writer was not sent: it is as it was."""
    total = min(int(data.get("lines-TOTAL_FORMS", 0)) if data.get("lines-TOTAL_FORMS", "").isdecimal() else 0, 60)
    known = known[:total] + [{}] * (total - len(known))
    return [
        {name: data.get(f"lines-{i}-{name}", line.get(name, "")) for name in LineForm.Meta.fields}
        for i, line in enumerate(known)
    ]


class ReviewForm(PartForm):
    """A review of the design at the customer's home."""

    class Meta:
        model = DesignReview
        fields = ["held_on", "by", "designer_name", "result"]
        formfield_callback = box
        widgets = {"result": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        store = self.instance.order.store_id
        self.fields["by"].queryset = Staff.objects.active().filter(store_id=store).order_by("name") | (
            Staff.objects.filter(pk=self.instance.by_id)
        )
        if self.instance.pk is None and self.by.store_id == store:
            self.fields["by"].initial = self.by.pk

    @property
    def helper(self):
        return bare_helper(row(("held_on", 4), ("by", 4), ("designer_name", 4)), "result")


class StepForm(forms.Form):
    """The day a step was taken."""

    on = day_field(label=_("day"))


class CancelForm(AsksAboutChildren, StepForm):
    reason = forms.CharField(label=_("why"), max_length=200)


class DaysForm(Seen, forms.Form):
    """The days of the steps an order has taken; delivery may be noted after the installation."""

    signed_on = day_field(label=_("signed on"))
    delivered_on = day_field(label=_("delivered on"), required=False)
    installed_on = day_field(label=_("installed on"), required=False)

    def __init__(self, *args, order, **kwargs):
        self.instance = order
        days = {step: getattr(order, step) for step in self.base_fields}
        super().__init__(*args, initial=days, **kwargs)
        if self.is_bound:  # a step taken after the page was opened has no field there: it stands
            self.data = days | self.data.dict()
        if order.installed_on is None:
            del self.fields["installed_on"]
            if order.delivered_on is None:
                del self.fields["delivered_on"]
        for name in self.fields.keys() & {"delivered_on", "installed_on"}:
            self.fields[name].help_text = _("Leave empty what did not happen.")

    def state_of(self, row):
        return digest(getattr(row, step) for step in self.base_fields)

    @property
    def helper(self):
        return bare_helper(row(*((field.name, 4) for field in self.visible_fields())))

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self.changed_data}
