"""The application that serving.py starts: BENCH_SERVES=product, or the yardstick beside it."""

import os

import django

django.setup()

from benchmarks.browser import product, yardstick  # noqa: E402 - Django is up only now

application = product() if os.environ["BENCH_SERVES"] == "product" else yardstick()
