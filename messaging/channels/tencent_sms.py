"""Tencent's text messages. The answer says of each number whether it was taken."""

from messaging.channels import sms
from messaging.channels.error_codes import class_of
from messaging.channels.letter import STOP_CHANNEL, Letter, Outcome, accepted, refused

CHANNEL = "tencent_sms"
OPTED_OUT = "FailedOperation.PhoneNumberInBlacklist"
OF_THE_LINE = ("ClientNetworkError", "ServerNetworkError", "ClientError")


def send(letter: Letter) -> Outcome:
    if missing := sms.not_set_up(CHANNEL):
        return missing
    try:
        credential = sms.sdk("tencentcloud.common.credential")
        profiles, http = (
            sms.sdk("tencentcloud.common.profile.client_profile"),
            sms.sdk("tencentcloud.common.profile.http_profile"),
        )
        client, models = sms.sdk("tencentcloud.sms.v20210111.sms_client"), sms.sdk("tencentcloud.sms.v20210111.models")
        errors = sms.sdk("tencentcloud.common.exception.tencent_cloud_sdk_exception")
    except ImportError:
        return sms.not_installed()
    account = sms.account(CHANNEL)
    profile = profiles.ClientProfile(
        httpProfile=http.HttpProfile(
            protocol=sms.protocol(), endpoint=account["endpoint"], reqTimeout=sms.PATIENCE, keepAlive=False
        )
    )
    request = models.SendSmsRequest()
    request.PhoneNumberSet = [f"+86{letter.address}"]
    request.SmsSdkAppId, request.SignName, request.TemplateId = account["app"], letter.signature, letter.template
    request.TemplateParamSet = [letter.variables[name] for name in sorted(letter.variables, key=int)]
    request.SessionContext = letter.number
    try:
        key = credential.Credential(account["key"], account["secret"])
        answer = client.SmsClient(key, "ap-guangzhou", profile).SendSms(request).SendStatusSet[0]
    except errors.TencentCloudSDKException as error:
        code = error.code or ""
        if code in OF_THE_LINE or not error.requestId:
            return sms.without_answer(error)
        return refused(STOP_CHANNEL if sms.is_no_entry(code) else class_of("tencent", code), f"{code}: {error.message}")
    except Exception as error:
        return sms.without_answer(error)
    if answer.Code == "Ok":
        return accepted(answer.SerialNo or "")
    words = f"{answer.Code}: {answer.Message}"
    return refused(class_of("tencent", answer.Code), words, is_opt_out=answer.Code == OPTED_OUT)
