"""How much slower each thing became from ten thousand customers to a million."""

MUST = 1.3
FREE = ("planning", "tiers", "  run again")  # work for all customers grows with them


def growth(results):
    """`results` is {size: {name: milliseconds}}; yields lines of text."""
    smallest, *_between, biggest = sizes = sorted(results)
    yield ""
    yield f"{'growth':<49}" + "".join(f"{size:>12,}" for size in sizes) + "   last : first   must"
    for name in results[smallest]:
        times = [results[size].get(name) for size in sizes]
        if None in times:
            continue
        ratio = results[biggest][name] / results[smallest][name]
        line = f"{name:<49}" + "".join(f"{time:>12.1f}" for time in times) + f"{ratio:>15.2f}"
        if not name.startswith(FREE):
            line += f"{MUST:>7.2f}  {'ok' if ratio <= MUST else 'MISSED'}"
        yield line
