"""What a channel is handed and what it answers."""

from dataclasses import dataclass, field

PERMANENT = "permanent"  # this recipient will never get it
RETRY = "retry"  # certainly not taken; perhaps later
STOP_CHANNEL = "stop_channel"  # certainly not taken, and neither will the others be until somebody mends it
UNKNOWN = "unknown"  # may or may not have been taken


@dataclass(frozen=True)
class Letter:
    """`number` is the message's own and tells one try from the next; `address` is where it goes: a mail address, a
    telephone number, a robot's address with the `secret` that signs for it. The last three are a text message's."""

    number: str
    address: str = field(repr=False)
    subject: str
    text: str
    secret: str = field(default="", repr=False)
    signature: str = ""
    template: str = ""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """`error_class` is empty where the gateway took the letter, which it then calls by `given_id`."""

    error_class: str = ""
    words: str = ""
    given_id: str = ""
    is_opt_out: bool = False  # the gateway knows that this person wants none

    @property
    def is_accepted(self) -> bool:
        return not self.error_class


def accepted(given_id: str = "") -> Outcome:
    return Outcome(given_id=given_id)


def refused(error_class: str, words: str, *, is_opt_out: bool = False) -> Outcome:
    return Outcome(error_class, words[:500], is_opt_out=is_opt_out)


def unknown(words: str) -> Outcome:
    return Outcome(UNKNOWN, words[:500])
