"""Where on this site a person came from."""

from django.http import HttpRequest


def local_referer(request: HttpRequest) -> str | None:
    """The path the person came from on this site, or None; never an address elsewhere."""
    referer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}/"
    return "/" + referer.removeprefix(origin) if referer.startswith(origin) else None
