"""Aliyun's text messages. A refusal comes back as an ordinary answer; whether it arrived, its receipt says."""

import json
from typing import Any

from messaging.channels import sms
from messaging.channels.error_codes import class_of
from messaging.channels.letter import STOP_CHANNEL, Letter, Outcome, accepted, refused

CHANNEL = "aliyun_sms"


def send(letter: Letter) -> Outcome:
    if missing := sms.not_set_up(CHANNEL):
        return missing
    try:
        client, models = (
            sms.sdk("alibabacloud_dysmsapi20170525.client"),
            sms.sdk("alibabacloud_dysmsapi20170525.models"),
        )
        openapi, runtime = sms.sdk("alibabacloud_tea_openapi.utils_models"), sms.sdk("darabonba.runtime")
        errors = sms.sdk("darabonba.exceptions")
    except ImportError:
        return sms.not_installed()
    account, milliseconds = sms.account(CHANNEL), sms.PATIENCE * 1000
    request = models.SendSmsRequest(
        phone_numbers=letter.address,
        sign_name=letter.signature,
        template_code=letter.template,
        template_param=json.dumps(letter.variables, ensure_ascii=False),
        out_id=letter.number,
    )
    try:
        config = openapi.Config(
            access_key_id=account["key"],
            access_key_secret=account["secret"],
            endpoint=account["endpoint"],
            protocol=sms.protocol(),
        )
        once = runtime.RuntimeOptions(autoretry=False, connect_timeout=milliseconds, read_timeout=milliseconds)
        answer: Any = client.Client(config).send_sms_with_options(request, once).body
    except errors.ResponseException as error:  # it answered, and said no
        code = str(error.code or "")
        return refused(STOP_CHANNEL if sms.is_no_entry(code) else class_of("aliyun", code), f"{code}: {error.message}")
    except Exception as error:
        return sms.without_answer(error)
    if answer.code == "OK":
        return accepted(answer.biz_id or "")
    return refused(class_of("aliyun", answer.code), f"{answer.code}: {answer.message}")
