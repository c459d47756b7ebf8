"""Who lives with the customer, as staff write it down."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.actions.household import FIELDS, refuse_child_of_unknown_age
from customers.forms.boxes import rows
from customers.forms.layout import bare_helper
from customers.forms.part import PartForm
from customers.models import HouseholdMember
from dealercrm.lib.errors import Refused
from dealercrm.lib.phones import find_phones


class MemberForm(PartForm):
    """One member. Who may not read the household's phones finds no line for a number that is known."""

    class Meta:
        model = HouseholdMember
        fields = FIELDS
        help_texts = {
            "birthday": _("Solar, lunar or only the age: 1979-08-16, 农历八月十五, 5岁."),
            "guardian_name": _(
                "Only for a child under 14: who agreed that we keep the birthday. Without it only the age band is kept."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.phone and not self.shows_phone:
            del self.fields["phone"]

    @property
    def helper(self):
        return bare_helper(*rows(self))

    @property
    def guardian(self):
        """Who consented to the birthday consents to the words about it too."""
        return super().guardian or self.data.get(self.add_prefix("guardian_name"), "").strip()

    def clean_phone(self):
        numbers, rest = find_phones(self.cleaned_data["phone"], self.instance.customer.store.area_code)
        if rest or len(numbers) > 1:
            raise ValidationError(_("Write one phone number."))
        return numbers[0] if numbers else ""

    def clean(self):
        data = super().clean()
        try:
            refuse_child_of_unknown_age(
                data.get("relation", self.instance.relation),
                data.get("birthday"),
                has_consent=bool(data.get("guardian_name")),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            self.add_error("birthday", str(refusal))
        return data


class ChildForm(MemberForm):
    """A child told of by whoever comes in for the first time; left empty, there is none."""

    prefix = "child"

    class Meta(MemberForm.Meta):
        fields = ("name", "birthday", "guardian_name")

    def __init__(self, *args, about, **kwargs):
        child = HouseholdMember(customer=about, relation=HouseholdMember.Relation.CHILD)
        kwargs |= {"empty_permitted": True, "use_required_attribute": False}
        super().__init__(*args, instance=child, about=about, **kwargs)
