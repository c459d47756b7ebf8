"""Does search find who is asked for? Two hundred questions as people type them."""

import random

from customers.models import Customer
from dealercrm.lib.pinyin import pinyin_sort_key

QUESTIONS = 200


def questions(name, phone):
    """The ways to ask for one person: name, end of the name and of the phone, pinyin, initials and phone."""
    spelt = pinyin_sort_key(name).split()
    return name, f"{name[-1]} {phone[-4:]}", "".join(spelt), "".join(part[0] for part in spelt) + f" {phone[-4:]}"


def found():
    """(how many were found in their store, how many were asked for, those that were not)."""
    ids = random.Random(6).sample(range(1, Customer.objects.count() + 1), QUESTIONS)
    missed = []
    for number, customer in enumerate(Customer.objects.filter(pk__in=ids).prefetch_related("phones")):
        words = questions(customer.name, customer.phones.all()[0].number)[number % 4]
        if not Customer.objects.found_by(words, store_id=customer.store_id).contains(customer):
            missed.append(words)
    return QUESTIONS - len(missed), QUESTIONS, missed
