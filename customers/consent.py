"""What a customer allowed and withdrew, as it stands now (AR-16)."""

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from customers.models import Consent, Customer, Suppression
from dealercrm.lib.wechat import tidied

Channel = Consent.Channel
# The newest word of each channel is the one that holds: of {people} as c who meet {those}; for rows, `newest()`.
NEWEST_CONSENT = """
    SELECT DISTINCT ON (k.customer_id, k.channel) k.customer_id, k.channel, k.is_given
    FROM {people} c JOIN customers_consent k ON k.customer_id = c.id
    WHERE {those} ORDER BY k.customer_id, k.channel, k.at DESC, k.id DESC"""


def standing(customer: Customer) -> dict[str, Consent]:
    """{channel: its newest Consent}. A channel nothing was said about is missing: then nobody objected."""
    return {consent.channel: consent for consent in customer.consents.newest().select_related("by")}


def withdrawn(customer: Customer) -> dict[str, Consent]:
    """The newest Consent of each channel that is withdrawn; Channel.ALL among them is do-not-contact."""
    return {channel: consent for channel, consent in standing(customer).items() if not consent.is_given}


def left_alone(channel: Consent.Channel | str = Channel.ALL) -> QuerySet:
    """Customers (a query of ids) who want no contact but service, or none by one channel."""
    newest = Consent.objects.filter(channel=channel).newest()
    return Consent.objects.filter(pk__in=newest.values("pk"), is_given=False).values("customer")


def addresses(customer: Customer, numbers: list[str] | set[str] | tuple[str, ...]) -> list[str]:
    """What an erased person is known again by: numbers, and the WeChat id as 'wechat:<id>'."""
    return [*numbers, *([wechat_address(customer.wechat)] if customer.wechat else [])]


def wechat_address(wechat: str) -> str:
    return f"wechat:{tidied(wechat)}"


def hash_of(address: str) -> str:
    """Keyed hash of a phone number, or of 'wechat:<id>': recognises it, and tells nobody who has no key what it is."""
    return _hash(address.lower())


def _hash(text: str) -> str:
    return salted_hmac("customers.suppression", text, algorithm="sha256").hexdigest()


def suppressed(addresses: list[str]) -> set[str]:
    """Those among the numbers whose owners had their archive erased and want to be left alone, as a set."""
    if not addresses or not Suppression.objects.exists():
        return set()
    # Hashes kept before small and capital letters were one to us are of the id as it was written.
    hashes = {_hash(text): address for address in addresses for text in {address, address.lower()}}
    kept = Suppression.objects.filter(phone_hash__in=hashes).values_list("phone_hash", flat=True)
    return {hashes[kept_hash] for kept_hash in kept}
