"""`uv run benchmarks/fill.py --customers 100000 [--anew]`: a dealer of any size to measure on."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--customers", type=int, default=100_000)
parser.add_argument("--anew", action="store_true", help="drop and fill again what is there")
arguments = parser.parse_args()

from benchmarks import database  # noqa: E402 - the path above comes first

database.set_up(arguments.customers)

from benchmarks.filling import make  # noqa: E402 - Django is up only now

seconds = make(arguments.customers, anew=arguments.anew)
print(f"filled in {seconds:.1f} s" if seconds else "there already; --anew fills it again")
