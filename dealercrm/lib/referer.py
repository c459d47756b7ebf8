"""Where on this site a person came from."""


def local_referer(request):
    """The path the person came from on this site, or None; never an address elsewhere."""
    referer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}/"
    return "/" + referer.removeprefix(origin) if referer.startswith(origin) else None
