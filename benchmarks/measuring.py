"""Taking times side by side: A B A B ..., so that whatever else the machine does falls on both alike."""

import gc
import time
from dataclasses import dataclass, field
from statistics import median

PASS, FAIL = "ok", "MISSED"


@dataclass
class Pair:
    """Something of ours beside the bare thing that bounds it; `must` is the ratio to reach."""

    goal: str
    name: str
    ours: callable
    bound: callable
    must: float | None  # None where no goal is set: the number is for information
    rounds: int = 25
    before: callable = None  # puts things back before each round, untimed
    statements: tuple = None  # (what ours sends, at most)
    took: dict = field(default_factory=lambda: {"ours": [], "bound": []})

    def run(self):
        for name in ("ours", "bound") if self.rounds > 5 else ():
            getattr(self, name)()  # warm up: templates, plans, pages of the database
        for _ in range(self.rounds):
            for name in ("ours", "bound"):
                if self.before:
                    self.before()
                self.took[name].append(timed(getattr(self, name)))
        return self

    @property
    def ours_ms(self):
        return median(self.took["ours"])

    @property
    def bound_ms(self):
        return median(self.took["bound"])

    @property
    def ratio(self):
        return self.ours_ms / self.bound_ms

    @property
    def verdict(self):
        too_many = self.statements and self.statements[0] > self.statements[1]
        if too_many or (self.must and self.ratio > self.must):
            return FAIL
        return PASS if self.must else ""


def timed(call):
    """Milliseconds of one call, without the collector's pauses."""
    gc.disable()
    try:
        begun = time.perf_counter()
        call()
        return (time.perf_counter() - begun) * 1000
    finally:
        gc.enable()


def table(pairs):
    """The pairs as lines of text."""
    yield f"{'goal':<5}{'what':<44}{'ours ms':>10}{'bound ms':>10}{'ratio':>7}{'must':>7}{'SQL':>9}  verdict"
    for pair in pairs:
        sql = "{}/{}".format(*pair.statements) if pair.statements else ""
        must = f"{pair.must:.2f}" if pair.must else ""
        yield (
            f"{pair.goal:<5}{pair.name:<44}{pair.ours_ms:>10.1f}{pair.bound_ms:>10.1f}{pair.ratio:>7.2f}"
            f"{must:>7}{sql:>9}  {pair.verdict}"
        )
