"""An order as its form sends it."""


def paper(*lines, **fields):
    sent = {"lines-TOTAL_FORMS": len(lines), "lines-INITIAL_FORMS": 0} | fields
    for i, line in enumerate(lines):
        sent |= {f"lines-{i}-{name}": value for name, value in line.items()}
    return sent


TILES = {"product": "仿古砖", "quantity": "36.5", "measure": "㎡", "amount": "4380"}
