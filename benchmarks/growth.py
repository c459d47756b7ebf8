"""How much slower each thing became from ten thousand customers to a million."""

MUST = 1.3
FREE = ("planning", "tiers", "  run again", "export", "likely duplicates")  # work for all customers grows with them
# What is found grows with the archive, and the tuned page's work with it: it is that growth which is the limit.
FOUND = ("search", "  the last", "customer list, three filters")


def growth(results):
    """`results` is {size: {name: (ours, bound) in milliseconds}}; yields lines of text."""
    smallest, *_ = sizes = sorted(results)
    yield ""
    yield f"{'growth':<49}" + "".join(f"{size:>12,}" for size in sizes) + "   last : first   tuned   must"
    for name in results[smallest]:
        times = [results[size].get(name) for size in sizes]
        if None in times:
            continue
        ours, bound = (after / before for before, after in zip(times[0], times[-1], strict=True))
        line = f"{name:<49}" + "".join(f"{time:>12.1f}" for time, _bound in times) + f"{ours:>15.2f}{bound:>8.2f}"
        if not name.startswith(FREE):
            must = MUST * max(bound, 1) if name.startswith(FOUND) else MUST
            line += f"{must:>7.2f}  {'ok' if ours <= must else 'MISSED'}"
        yield line
