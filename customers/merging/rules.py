"""Where two archives have what one can have only once, which row gives way, where that is a rule of its own (AR-13).

Called before the rows are moved. What gives way is kept with the merge and comes back when it is undone.
"""

from django.db.models import F, Max

from dealercrm.lib.parts import Part, once_per


def phones(part: Part, keep: int, gone: int) -> None:
    """A number both have is kept once; the others follow after those of the archive that stays."""
    once_per("number")(part, keep, gone)
    last = part.of(keep).aggregate(last=Max("position"))["last"]
    if last is not None:
        part.of(gone).update(position=F("position") + last + 1)


def checks(part: Part, keep: int, gone: int) -> None:
    """Of two checks in a month the one that has a result is kept."""
    done = part.of(gone).exclude(result="").values_list("month", flat=True)
    part.of(keep).filter(result="", month__in=list(done)).delete()
    once_per("month")(part, keep, gone)
