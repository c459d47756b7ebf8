"""The gateways' rules for a text message: what a template may say and what may stand in its gaps (CHINA 3.1, 3.2)."""

import re

from django.utils.translation import gettext as _

from messaging.models import Channel

GAPS = {Channel.ALIYUN_SMS: re.compile(r"\$\{([^{}]*)\}"), Channel.TENCENT_SMS: re.compile(r"\{([^{}]*)\}")}
NAME = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
NOT_AS_NAME = {"email", "mobile", "id", "nick", "site"}
LONGEST, LONGEST_GAP = 500, 35
ONE_PIECE, PIECE = 70, 67
WAY_OUT = "拒收请回复R"
# Of this trade, gateways take service notices only.
MARKETING = ("优惠", "促销", "打折", "特价", "抽奖", "积分", "红包", "团购", "邀请", "问卷", "建材", "家装")
LINK = re.compile(r"https?:|www\.|\.(com|cn|net|top|xyz)\b", re.IGNORECASE)


def gaps(gateway: str, text: str) -> list[str]:
    return GAPS[Channel(gateway)].findall(text)


def faults(gateway: str, text: str, signature: str, *, for_many: bool) -> list[str]:
    """Why the gateway would refuse such a template, in sentences."""
    found, names = [], gaps(gateway, text)
    pattern = GAPS[Channel(gateway)]
    if len(text) + len(signature) + 2 > LONGEST:
        found.append(_("With its signature it has more than %(n)d characters.") % {"n": LONGEST})
    if "【" in signature or "】" in signature:
        found.append(_("The signature stands without 【】."))
    if gateway == Channel.ALIYUN_SMS:
        if any(not NAME.fullmatch(name) or name in NOT_AS_NAME for name in names):
            found.append(_("A gap is written ${name}: letters, digits and _, but not email, mobile, id, nick or site."))
        if len(set(names)) < len(names):
            found.append(_("Each gap may stand there only once."))
        if re.search(r"\}\s*\$\{", text):
            found.append(_("Two gaps must not follow each other."))
    elif names != [str(n) for n in range(1, len(names) + 1)]:
        found.append(_("Gaps are numbered as they come: {1}, {2} ..."))
    if not pattern.sub("", text).strip():
        found.append(_("A template is more than its gaps."))
    if for_many and not text.endswith(WAY_OUT):
        found.append(_("What goes to many ends with %(words)s.") % {"words": WAY_OUT})
    if words := [word for word in MARKETING if word in text]:
        found.append(
            _("Gateways take no marketing of this trade: %(words)s. Send it by hand.") % {"words": " ".join(words)}
        )
    return found


def faults_of_variables(gateway: str, text: str, variables: dict[str, str]) -> list[str]:
    """Why the gateway would refuse these words in the gaps of a template."""
    found, names = [], gaps(gateway, text)
    for name in names:
        value = variables.get(name)
        if not isinstance(value, str) or not value.strip() or value.strip() == "None":
            found.append(_("Nothing is known for the gap %(name)s.") % {"name": name})
        elif len(value) > LONGEST_GAP:
            found.append(_("%(name)s has more than %(n)d characters.") % {"name": name, "n": LONGEST_GAP})
        elif LINK.search(value):
            found.append(_("No link may stand in %(name)s.") % {"name": name})
    if unknown := set(variables) - set(names):
        found.append(_("The template has no gap %(names)s.") % {"names": ", ".join(sorted(unknown))})
    return found


def filled(gateway: str, text: str, signature: str, variables: dict[str, str]) -> str:
    """As it is read on the phone."""
    return f"【{signature}】" + GAPS[Channel(gateway)].sub(lambda gap: variables[gap[1]], text)


def pieces(text: str) -> int:
    """What is paid for."""
    return 1 if len(text) <= ONE_PIECE else -(-len(text) // PIECE)
