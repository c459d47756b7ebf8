#!/usr/bin/env python
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError, connection

from dealercrm.local.environment import not_migrated, not_opened

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealercrm.settings")
    # A sentence for whoever sets up the machine, who cannot read a traceback.
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"{wrong}")
    except OperationalError as problem:
        if connection.connection:  # open, and failing at something else
            raise
        sys.exit(not_opened("DATABASE_URL" if os.environ.get("DATABASE_URL") else "PostgreSQL", problem))
    except ProgrammingError as problem:
        if not (sentence := not_migrated(problem)):
            raise
        sys.exit(sentence)
