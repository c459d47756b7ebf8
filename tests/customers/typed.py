"""What the form of a customer sends."""

from django.urls import reverse

NEW = reverse("customers:customer-create")


def filled(**fields):
    return {"name": "仇国莉", "phones": "19911115678", "kind": "consumer"} | fields


def editing(client, customer, **fields):
    """The form as the browser would send it back, with some fields typed over."""
    form = client.get(reverse("customers:customer-update", args=[customer.pk])).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if bound.name in ("birthday", "wedding_day"):
            typed = form.fields[bound.name].widget.decompress(value)
            sent |= {f"{bound.name}_{n}": part for n, part in enumerate(typed)}
        elif bound.name != "duplicate_ok":
            sent[bound.name] = "" if value is None else value
    return client.post(reverse("customers:customer-update", args=[customer.pk]), sent | fields)
