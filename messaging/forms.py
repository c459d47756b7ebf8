"""What people type about how they want to be told things, and about robots."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.stale_edit import Seen
from messaging.channels.gateway import NotTheGatewayError, check_address
from messaging.destinations import GATEWAYS, robot_of
from messaging.models import SMS, Channel, SmsTemplate
from messaging.models.preference import FOR_STAFF, OF_ROBOTS
from messaging.sms_text import faults
from stores.models import Staff, Store


class RobotFields(forms.Form):
    """Address and secret of a robot. What is saved is never shown again: an empty field leaves it as it is."""

    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=500,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Add a robot to the chat group, copy its webhook address and paste it here."),
    )
    secret = forms.CharField(
        label=_("Secret for signing"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("DingTalk and Feishu: if the robot signs. It begins with SEC at DingTalk."),
    )

    def check(self, data: dict[str, Any]) -> None:
        """The address must lead to the vendor of the chosen channel."""
        gateway = GATEWAYS.get(data.get("channel", ""))
        if gateway and data.get("address"):
            try:
                check_address(data["address"], host=gateway.HOST, path=gateway.PATH)
            except NotTheGatewayError:
                begins = f"https://{gateway.HOST}{gateway.PATH}"
                self.add_error("address", _("Such an address begins with %(begins)s") % {"begins": begins})


class SmsTemplateForm(Seen, forms.ModelForm):
    class Meta:
        model = SmsTemplate
        fields = ["gateway", "name", "signature", "text", "for_many", "state", "code", "reason"]
        widgets = {"text": forms.Textarea({"rows": 4})}
        help_texts = {"text": _("Gaps are written ${name} at Aliyun, {1}, {2} ... at Tencent.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given = [data.get(name) for name in ("gateway", "text", "signature")]
        for fault in faults(*given, for_many=bool(data.get("for_many"))) if all(given) else ():
            self.add_error("text", fault)
        if data.get("state") == SmsTemplate.State.APPROVED and not data.get("code"):
            self.add_error("code", _("An approved template has a number."))
        return data


class PriceForm(forms.Form):
    """Yuan for a message, by channel; a text message by the piece of 70 characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel in SMS:
            label = _("%(channel)s, yuan a piece") % {"channel": Channel(channel).label}
            self.fields[channel.value] = forms.DecimalField(
                label=label, min_value=0, max_value=99, decimal_places=3, required=False
            )


APP_ONLY = (Channel.APP, _("Nothing more: the app is enough"))


class PreferenceForm(RobotFields):
    channel = forms.ChoiceField(
        label=_("Besides the app, tell me by"), choices=[APP_ONLY, *FOR_STAFF[1:]], widget=forms.RadioSelect
    )
    digest_at = forms.TimeField(
        label=_("My day at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Empty: at the hour of the store."),
    )
    field_order = ["channel", "address", "secret", "digest_at"]

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        channel = data.get("channel", "")
        self.check(data)
        if channel == Channel.EMAIL and not self.staff.email:
            self.add_error("channel", _("You have no e-mail address yet: ask for one to be entered under Staff."))
        if channel in GATEWAYS and not data.get("address") and not self.errors and not robot_of(self.staff, channel):
            self.add_error("address", _("Neither you nor your store has such a robot yet: paste its address."))
        return data


class StoreRobotForm(RobotFields):
    """A robot for everybody of a store who has none of their own."""

    store = forms.ModelChoiceField(Store.objects.none(), label=_("Store"))
    channel = forms.ChoiceField(label=_("Sent by"), choices=OF_ROBOTS)
    field_order = ["store", "channel", "address", "secret"]

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = Store.objects.visible_to(by)
        self.fields["store"].queryset = stores  # type: ignore[attr-defined]
        self.fields["address"].required = True
        if len(stores) == 1:
            self.initial.setdefault("store", stores[0])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.check(data)
        return data
