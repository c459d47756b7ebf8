"""What a gateway's own error codes mean for a message: error_codes.csv, collected from the vendors' pages."""

import csv
from functools import cache
from pathlib import Path

from messaging.channels.letter import PERMANENT, RETRY, STOP_CHANNEL, UNKNOWN

CLASSES = {
    "retry_later": RETRY,
    "retry_soon": RETRY,
    "pause_channel_until_tomorrow": STOP_CHANNEL,
    "pause_channel_and_alert": STOP_CHANNEL,
    "fix_template": PERMANENT,
    "fix_message": PERMANENT,
    "fix_code": PERMANENT,
    "suppress_phone": PERMANENT,
    "check_receipt_then_retry": UNKNOWN,
}


@cache
def codes() -> dict[tuple[str, str], str]:
    with open(Path(__file__).with_name("error_codes.csv"), encoding="utf-8") as file:
        return {(row["provider"], row["code"]): row["class"] for row in csv.DictReader(file)}


def class_of(provider: str, code: object) -> str:
    """Of a code that says no. One that nobody told us of: it was not taken, so it is tried again a few times."""
    return CLASSES.get(codes().get((provider, str(code)), ""), RETRY)
