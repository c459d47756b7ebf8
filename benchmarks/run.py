"""`uv run benchmarks/run.py --customers 100000`: the pages and nights of a dealer of that size, each beside its limit.

`--grow` does it for 10,000, 100,000 and 1,000,000 customers and adds how much slower each became.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SIZES = (10_000, 100_000, 1_000_000)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--customers", type=int, default=100_000)
parser.add_argument("--into", type=int, help="imports: into a copy of the archive of that many, not an empty one")
parser.add_argument("--grow", action="store_true", help="three sizes, and the growth between them")
parser.add_argument("--only", choices=["pages", "nights", "messages", "imports", "exports"], help="a part of it")
parser.add_argument("--rounds", type=int, default=25, help="of each page; nights run three times")
parser.add_argument("--json", help="write the numbers to this file too")
arguments = parser.parse_args()

from benchmarks.growth import growth  # noqa: E402 - the path above comes first

if arguments.grow:
    more = [f"--{name}={value}" for name in ("only", "rounds") if (value := getattr(arguments, name))]
    results = {}
    with TemporaryDirectory(prefix="dealercrm-bench-") as folder:
        for size in SIZES:
            file = Path(folder, f"{size}.json")
            subprocess.run([sys.executable, __file__, f"--customers={size}", f"--json={file}", *more], check=True)
            results[size] = json.loads(file.read_text())
    print("\n".join(growth(results)))
    sys.exit()

from benchmarks import database  # noqa: E402

if arguments.only == "imports":  # into a database of its own, made anew each time
    database.set_up("imports")
    from benchmarks import imports

    imports.run(arguments.customers, into=arguments.into)
    sys.exit()

database.set_up(arguments.customers)

from benchmarks import exports, finding, measuring, serving, suite  # noqa: E402 - Django is up only now

found = suite.run(arguments.customers, only=arguments.only, rounds=arguments.rounds)
print("\n".join(measuring.table(found)))
if arguments.only in (None, "exports"):
    print("\n".join(exports.remarks(arguments.customers)))
if arguments.only in ("exports", "messages"):
    sys.exit()
hits, asked, missed = finding.found()
print(f"6    search finds {hits} of {asked} asked for", *missed)
if arguments.only != "nights":
    print(serving.line())
if arguments.json:
    Path(arguments.json).write_text(json.dumps({pair.name: (pair.ours_ms, pair.bound_ms) for pair in found}))
