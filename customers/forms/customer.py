"""The archive of a person, as staff write it down."""

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from customers.actions.customers import known_numbers
from customers.actions.keepers import KEEPERS
from customers.archive_facts.fact import Section
from customers.archive_facts.table import facts_of
from customers.duplicates import LOOKED_FOR, look_up
from customers.forms.boxes import box, rows, typed
from customers.forms.layout import bare_helper, row
from customers.forms.masked_fields import UnreadTexts
from customers.forms.minors_in_text import AsksAboutChildren
from customers.forms.pick import PickCustomer
from customers.forms.stale_edit import Seen
from customers.list_query import number
from customers.models import Customer, CustomerPhone
from dealercrm.lib.birthday_field import AnniversaryFormField
from dealercrm.lib.phones import find_phones
from dealercrm.lib.punctuation import listed
from dealercrm.lib.wechat import tidied
from stores.models import Role, Staff, Store

SHOWN = 5  # archives named beside a number or WeChat id that they carry already


class CustomerForm(AsksAboutChildren, UnreadTexts, Seen, forms.ModelForm):
    """Adds or changes a customer as `by` may. Phones are one line; a number or WeChat id the store knows must be
    confirmed.

    Where its reader does not read them the line only takes further numbers, and those known stay out of the page.
    """

    phones = forms.CharField(
        label=_("Phones"),
        required=False,
        max_length=200,
        help_text=_("Several with a space between them."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    duplicate_ok = forms.BooleanField(label=_("Another person: save all the same"), required=False)

    class Meta:
        model = Customer
        fields = ["store", *typed(Customer), "keeper"]
        formfield_callback = box
        widgets = {"introduced_by": PickCustomer}
        field_classes = {"wedding_day": AnniversaryFormField}
        help_texts = {"wedding_day": _("Such as 2010-05-01, or without a year: 5月1日, 农历八月十五.")}
        labels = {
            "introduced_by": _("introduced by one of our customers"),
            "introducer_name": _("or by whom else"),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.duplicates = by, []
        self.is_new = self.instance.pk is None
        if not (self.is_new and by.is_owner):
            del self.fields["store"]
            self.instance.store_id = self.instance.store_id or by.store_id
        if self.is_new and by.role in (Role.OWNER, Role.MANAGER):
            keepers = Staff.objects.active().visible_to(by).filter(role__in=KEEPERS)
            self.fields["keeper"].queryset = keepers.order_by("store_id", "name")
        else:
            del self.fields["keeper"]
        self.old_numbers = [] if self.is_new else [phone.number for phone in self.instance.phones.all()]
        if not self.is_new:
            if self.shows_phone:
                self.initial["phones"] = " ".join(self.old_numbers)
            else:  # who may not read the numbers can still add one
                self.fields["phones"].label = _("Another phone")
        self.fields["name"].widget.attrs["autofocus"] = self.is_new
        # Who introduced them long ago may be another store's: that stays, though it could not be chosen.
        known = Q(pk=self.instance.introduced_by_id)
        self.fields["introduced_by"].queryset = Customer.objects.filter(
            known | Q(pk__in=Customer.objects.visible_to(by).values("pk"))
        )
        picked = self.fields["introduced_by"].widget
        picked.apart_from, picked.staff = self.instance.pk, by

    def state_of(self, row):
        """Of the whole archive: its numbers and the dealer's own fields stand on the page too."""
        return row.updated_at.isoformat()

    def overtaken(self):
        return _("Somebody changed this archive while you were writing. Compare with the timeline, then save again.")

    @property
    def helper(self):
        """What is asked first. Made when the form is drawn: only then is it known whether the confirmation has to be
        asked for."""
        who, *where = rows(self, Section.FIRST)
        store = ["store"] if "store" in self.fields else []
        sure = ["duplicate_ok"] if self.duplicates else []
        known = HTML('{% include "customers/_known_place.html" %}')
        return bare_helper(*store, who, known, *sure, *where)

    @property
    def rest(self):
        """What may be asked later, folded."""
        keeper = [row(("keeper", 6))] if "keeper" in self.fields else []
        return bare_helper(
            Fieldset(Section.CAME.value, *rows(self, Section.CAME), *keeper),
            *(Fieldset(each.value, *rows(self, each)) for each in (Section.WHO, Section.HOST)),
            render_hidden_fields=False,
        )

    @property
    def rest_is_wrong(self):
        first = {fact.key for fact in facts_of(Customer, CustomerPhone) if fact.section == Section.FIRST}
        return bool(self.errors.keys() - first - {"store", NON_FIELD_ERRORS})

    def clean_phones(self):
        store = self.cleaned_data.get("store") or (self.instance.store if self.instance.store_id else None)
        numbers, rest = find_phones(self.cleaned_data["phones"], store.area_code if store else "")
        if rest:
            raise ValidationError(_("“%(text)s” is no phone number; write remarks into the notes.") % {"text": rest})
        return numbers if self.shows_phone else list(dict.fromkeys(self.old_numbers + numbers))

    def clean_wechat(self):
        return tidied(self.cleaned_data["wechat"])

    def clean_introduced_by(self):
        who = self.cleaned_data["introduced_by"]
        if who and who.pk == self.instance.pk:
            raise ValidationError(_("Nobody introduces themselves."))
        return who

    def clean(self):
        data = super().clean()
        if store := data.get("store"):
            self.instance.store = store
            if (keeper := data.get("keeper")) and keeper.store_id != store.pk:
                self.add_error("keeper", _("%(name)s works in another store.") % {"name": keeper.name})
        numbers = data.get("phones", [])
        if "phones" not in self.errors and not numbers and not data.get("wechat"):
            self.add_error(
                "phones", _("Write down a phone number or a WeChat id: else nobody can reach this customer.")
            )
        self._look_for_duplicates(numbers)
        return data

    def _look_for_duplicates(self, numbers):
        if not self.instance.store_id:
            return
        store_id, own = self.instance.store_id, self.instance.pk
        new = set(numbers) - set(self.old_numbers)
        phones = known_numbers(store_id, new, apart_from=own)[:SHOWN] if new else ()
        phones = [(phone, phone.customer) for phone in phones]
        wechat = self.cleaned_data.get("wechat") if "wechat" in self.changed_data else ""
        wechats = Customer.objects.of_wechat(wechat).filter(store=store_id).exclude(pk=own).order_by("pk")[:SHOWN]
        wechats = [("", customer) for customer in wechats]
        draft = Customer(store=self.instance.store, wechat=wechat or "")
        for field in LOOKED_FOR:
            setattr(draft, field, self.cleaned_data.get(field, getattr(self.instance, field)))
        found = look_up(draft, " ".join(new), reader=self.by, apart_from=own) if self._looks_for else None
        known = {customer.pk for _what, customer in phones + wechats}
        alike = [("", each.customer) for each in (found.known if found else ()) if each.customer.pk not in known]
        stores = found.elsewhere_stores if found else []
        self.duplicates = phones + wechats + alike + stores
        if self.cleaned_data.get("duplicate_ok"):
            return
        if stores:
            told = {"stores": listed(stores)}
            self.add_error(None, _("This number or WeChat id is known in %(stores)s. Ask there first.") % told)
        for field, found, sentence in (
            ("phones", phones, _("This number is already in the archive: {known}")),
            ("wechat", wechats, _("This WeChat id is already in the archive: {known}")),
            (None, alike, _("Perhaps in the archive already: {known}")),
        ):
            if found:
                items = ((what, customer.get_absolute_url(), customer.name) for what, customer in found)
                known = format_html_join(pgettext("between items", ", "), '{} <a href="{}">{}</a>', items)
                self.add_error(field, format_html(sentence, known=known))

    @property
    def _looks_for(self):
        """Whoever is new, or was given another name, place or number, may be somebody else's double."""
        return self.is_new or bool({"phones", "wechat", *LOOKED_FOR} & set(self.changed_data))

    @property
    def changes(self):
        """{field: value} of what was entered differently from what stands in the archive."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}


class KeeperForm(forms.Form):
    """A keeper for one customer, among the active colleagues of their store."""

    keeper = forms.ModelChoiceField(Staff.objects.none(), label=_("keeper"))

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers_of(customer.store_id)
        self.fields["keeper"].initial = customer.keeper_id


class MoveForm(forms.Form):
    """Another store for one customer, and who looks after them there."""

    to = forms.ModelChoiceField(Store.objects.none(), label=_("to which store"))
    keeper = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("keeper"),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("A colleague of the new store. Without one the customer waits there to be given to somebody."),
    )

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        others = Store.objects.exclude(pk=customer.store_id).order_by("name", "pk")
        keepers = Staff.objects.active().filter(role__in=KEEPERS, store__in=others).select_related("store")
        self.fields["to"].queryset = others
        self.fields["keeper"].queryset = keepers.order_by("store__name", "store_id", "role", "name")
        self.fields["keeper"].label_from_instance = lambda keeper: f"{keeper.store} · {keeper.name}"

    @property
    def helper(self):
        return bare_helper(row(("to", 6), ("keeper", 6)))

    def clean(self):
        data = super().clean()
        if (keeper := data.get("keeper")) and data.get("to") and keeper.store_id != data["to"].pk:
            self.add_error("keeper", _("%(name)s works in another store.") % {"name": keeper.name})
        return data


def keepers_of(store_id):
    return Staff.objects.active().filter(store_id=store_id, role__in=KEEPERS).order_by("role", "name")


class ShareForm(forms.Form):
    """Orphans of a store for chosen colleagues: those that are ticked, or all."""

    keepers = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label=_("Colleagues"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one colleague.")},
    )
    customer = forms.TypedMultipleChoiceField(coerce=int, required=False)
    everybody = forms.BooleanField(required=False)

    def __init__(self, *args, store, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keepers"].queryset = keepers_of(store.pk)
        ids = [value for value in self.data.getlist("customer") if number(value)] if self.is_bound else []
        self.fields["customer"].choices = [(value, value) for value in ids]

    def clean(self):
        data = super().clean()
        if not data.get("everybody") and not data.get("customer"):
            raise ValidationError(_("Tick the customers to be given, or share all of them."))
        return data
