"""Templates of text messages with what the gateways say of them, and what a message costs (MS-2, MS-7)."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.forms import PriceForm, SmsTemplateForm
from messaging.models import SMS, Channel, ChannelPrice, SmsTemplate
from messaging.views.callbacks import callback_key
from stores.access import needs
from stores.sending import once, whole


@needs("channels.set_up")
@require_safe
def sms_template_list(request):
    context = {
        "templates": SmsTemplate.objects.all(),
        "price_form": PriceForm(initial=prices()),
        "gateways": [
            (Channel(each).label, bool(settings.SMS_GATEWAYS[each]["key"]), callback_of(each)) for each in SMS
        ],
    }
    return render(request, "messaging/sms_template_list.html", context)


@needs("channels.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def sms_template_create(request):
    return edit(request, SmsTemplateForm(request.POST or None))


@needs("channels.set_up")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def sms_template_update(request, pk):
    return edit(request, SmsTemplateForm(request.POST or None, instance=get_object_or_404(SmsTemplate, pk=pk)))


@needs("channels.set_up")
@require_POST
def prices_keep(request):
    form = PriceForm(request.POST)
    if form.is_valid():
        for channel, price in form.cleaned_data.items():
            ChannelPrice.objects.update_or_create(channel=channel, defaults={"price": price or 0})
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(each for errors in form.errors.values() for each in errors))
    return redirect("messaging:sms-template-list")


def edit(request, form):
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("messaging:sms-template-list")
    return render(request, "messaging/sms_template_form.html", {"form": form}, status=422 if form.errors else 200)


def prices():
    return dict(ChannelPrice.objects.values_list("channel", "price"))


def callback_of(gateway):
    return settings.SITE_URL.rstrip("/") + reverse("messaging:sms-callback", args=[callback_key(), gateway])
