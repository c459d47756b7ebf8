"""Handing out a kept file: never from an address of its own, always by a view that has looked who asks."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

# Whatever is in a file, a browser that is led to it runs and fetches nothing.
POLICY = "default-src 'none'; sandbox"


def serve(request: HttpRequest, file: FieldFile, *, name: str, content_type: str, inline: bool) -> HttpResponseBase:
    """The response for a Django FieldFile: streamed, kept by the person's own browser only and asked for each time.

    `inline` only for what the house has drawn itself; all else is saved, not shown. 404 where the disk has lost it.
    """
    etag = f'"{file.name}"'  # a name is given once and what it names never changes
    response = get_conditional_response(request, etag=etag) or _opened(file, name, content_type, inline)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _opened(file: FieldFile, name: str, content_type: str, inline: bool) -> FileResponse:
    try:
        opened = file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(opened, as_attachment=not inline, filename=name, content_type=content_type)
    response["Content-Encoding"] = "identity"  # photos and documents are packed already: no gzip on top
    return response
