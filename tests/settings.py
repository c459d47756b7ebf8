"""The product's settings, with the tests' state kept apart from the shop's.

Always on the embedded PostgreSQL: one server for all test runs of this copy, one database for each run, so that
several may go on at once.
"""

import os
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var"
os.environ |= {"DEALERCRM_VAR": f"{HOME}/test", "DATABASE_URL": "", "CELERY_BROKER_URL": ""}
os.environ |= {"LANGUAGE_CODE": "", "EMAIL_URL": "memorymail://"}
os.environ |= {"PLAIN_STATIC": "true", "HTTPS": "false", "DEBUG": "false", "SITE_URL": "http://localhost:8000"}

from dealercrm.settings import *  # noqa: E402, F403 - after the environment it reads

DATABASES["default"]["TEST"] = {"NAME": f"test_dealercrm_{os.getpid()}"}  # noqa: F405
DATABASES["default"]["ENGINE"] = "tests.postgres"  # noqa: F405
DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}  # noqa: F405 - a crash costs nothing here
ASSETS_DIR = HOME / "assets"
STATICFILES_DIRS = [BASE_DIR / "static", ("lib", ASSETS_DIR)]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one would be most of the run
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns of a folder that is not there
