"""What customers allowed and withdrew (AR-16)."""

from datetime import timedelta

from customers.models import Consent
from dealercrm.demo.seasons import at

Channel, How = Consent.Channel, Consent.How
SIGNED = 0.5  # of the old customers, with their order
WITHDREW = {Channel.CALL: 0.012, Channel.SMS: 0.015, Channel.ALL: 0.006}
GIVEN = "同意门店通过电话和微信告知送装、售后与活动信息（订货单背面第五条）"
WORDS = {
    Channel.CALL: ("白天上班接不了电话，有事发微信吧。", "以后别打电话了，孩子小，怕吵。"),
    Channel.SMS: ("短信太多了，别再发了。", "回复了 R，不收短信。"),
    Channel.ALL: ("房子都装完了，除了售后别再联系我。", "不要再推荐东西，有问题我会找你们。"),
}


def agree(rng, archive, today):
    """Consents of the old customers, and what some took back lately; saved."""
    rows = []
    for customer in archive.customers:
        if not customer.customer_since:
            continue
        if rng.random() < SIGNED:
            signed = {"is_given": True, "how": How.PAPER, "wording": GIVEN, "at": at(rng, customer.customer_since)}
            rows += [consent_to(customer, channel, **signed) for channel in (Channel.CALL, Channel.WECHAT)]
        for channel, part in WITHDREW.items():
            if rng.random() < part:
                then = at(rng, max(today - timedelta(days=rng.randint(3, 200)), customer.customer_since))
                how, wording = rng.choice((How.PHONE, How.WRITTEN)), rng.choice(WORDS[channel])
                if channel != Channel.SMS:
                    archive.silent[customer] = min(then.date(), archive.silent.get(customer, then.date()))
                rows.append(consent_to(customer, channel, is_given=False, how=how, wording=wording, at=then))
    Consent.objects.bulk_create(rows, batch_size=2000)


def consent_to(customer, channel, **fields):
    return Consent(customer=customer, channel=channel, by=customer.keeper, **fields)
