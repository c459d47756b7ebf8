"""Addresses every role may ask for, and what came of it as text."""

from django.urls import reverse

HOME, FIRST_STEPS, A_PAGE = reverse("home"), reverse("first-steps"), reverse("stores:password-change")


def text_of(response):
    return response.content.decode()


def seen(client, url):
    """What a form on a row that exists says it was filled in against."""
    return {"seen": client.get(url).context["form"].initial["seen"]}
