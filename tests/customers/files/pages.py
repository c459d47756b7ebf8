"""The pages of files, as a client asks for them."""

from django.urls import reverse

from tests.factories import TODAY

HTMX = {"HX-Request": "true"}
ALLOWED = {"photo_permission_by": "张姐", "photo_permission_on": TODAY}


def url(name, pk, **query):
    return reverse(f"customers:{name}", args=[pk], query=query or None)


def page(client, name, pk, **headers):
    return client.get(url(name, pk), headers=headers or HTMX).content.decode()


def got(client, row):
    """The whole answer to who asks for a file."""
    response = client.get(url("file-content", row.pk))
    response.content_bytes = b"".join(response.streaming_content)
    return response
