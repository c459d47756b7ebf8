"""The guard before every reader of a file: whatever damage makes a library do, the person gets a sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.errors import Refused

log = logging.getLogger(__name__)
DAMAGED = _("The file is damaged or no workbook. Open it in Excel or WPS and save it as .xlsx.")


@contextmanager
def guarded() -> Iterator[None]:
    """Any fault within is Refused as damage, and logged. A file that is gone is another matter."""
    try:
        yield
    except (Refused, FileNotFoundError):
        raise
    except BaseException as fault:
        # What calamine did not foresee comes as a PanicException, which is no Exception and cannot be imported.
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        log.warning("A file cannot be read: %r", fault)
        raise Refused(DAMAGED) from fault
