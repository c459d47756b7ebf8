"""The product's settings as in production, on a database of its own: dealercrm_bench_<BENCH_CUSTOMERS>."""

import os

os.environ["DEBUG"] = "false"
# The names of hashed files would need `collectstatic` first; they cost a page nothing that could be measured.
os.environ["PLAIN_STATIC"] = "true"

from dealercrm.settings import *  # noqa: F403 - after the environment it reads

DATABASES["default"]["NAME"] = f"dealercrm_bench_{os.environ.get('BENCH_CUSTOMERS', '10000')}"  # noqa: F405
ALLOWED_HOSTS = ["testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
