"""The secret key of a bare machine."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from dealercrm.local.words import _


def secret_key(var: Path, *, allowed: bool, also: Callable[[], str] = str) -> str:
    """The key kept in `var/secret_key` (readable by its owner only), made on first use.

    Raises ImproperlyConfigured where none may be made up (`allowed` false): several machines that serve one
    database need the same key, and a key that changes with every container signs everybody out. What `also` then
    finds wrong is said first, so that nobody mends one thing only to meet the next.
    """
    path = var / "secret_key"
    if path.exists():
        return path.read_text().strip()
    if not allowed:
        missing = _(
            "SECRET_KEY is missing: with a database of your own (DATABASE_URL) it must be set, to a long random "
            "text, the same for web, worker and clock. Keep it: a new one signs everybody out."
        )
        raise ImproperlyConfigured("\n".join(filter(None, [also(), missing])))
    draft = var / f"secret_key.{os.getpid()}"
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # unlike a rename, fails if another process was quicker: then its key holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
