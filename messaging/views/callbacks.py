"""Where the gateways of text messages call us back. Nobody signs that: the address is a secret (CHINA 3.1)."""

import json

from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.actions.receipts import hear
from messaging.models import SMS, Channel
from stores.access import public

LARGEST, MOST = 256 * 1024, 1000
TAKEN = {Channel.ALIYUN_SMS: {"code": 0, "msg": "OK"}, Channel.TENCENT_SMS: {"result": 0, "errmsg": "OK"}}


def callback_key():
    """Of this house; another SECRET_KEY makes another."""
    return salted_hmac("messaging.callback", "sms", algorithm="sha256").hexdigest()[:40]


@public
@csrf_exempt
@require_POST
def sms_callback(request, key, gateway):
    """Receipts and answers, as many as come in one call; told twice they change nothing."""
    if gateway not in SMS or not constant_time_compare(key, callback_key()):
        raise Http404
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        told = json.loads(request.body)
    except ValueError:
        return JsonResponse({"error": "no JSON"}, status=400)
    entries = [each for each in (told if isinstance(told, list) else [told]) if isinstance(each, dict)]
    with translation.override(settings.LANGUAGE_CODE):
        hear(gateway, entries[:MOST], now=timezone.now())
    return JsonResponse(TAKEN[Channel(gateway)])
