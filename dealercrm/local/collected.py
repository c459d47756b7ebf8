"""Gather the static files under hashed names, when any of them changed."""

from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect():
    """Fill STATIC_ROOT as production serves it. Compressing takes seconds, so nothing is done twice."""
    wanted = fingerprint()
    mark = settings.STATIC_ROOT / ".collected"
    if mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(wanted)


def fingerprint():
    """Which files there are, how big and how old, as one short text."""
    files = []
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=["CVS", ".*", "*~"]):
            files.append(f"{path} {storage.size(path)} {storage.get_modified_time(path)}")
    return sha256("\n".join(sorted(files)).encode()).hexdigest()
