"""The one exception by which an action says no."""

from dealercrm.lib.texts import Words


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A rule of the house was broken; `message` is the (lazy) sentence to show to whoever asked."""

    def __init__(self, message: Words) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Gone(Refused):
    """Refused because what it was about has been taken away meanwhile, and its page with it."""
