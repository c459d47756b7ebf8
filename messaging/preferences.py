"""How each member of staff wants to be told things (MS-1)."""

from messaging.destinations import robot_of
from messaging.models import Channel, Preference
from stores.models import Staff


def chosen_channel(staff: Staff) -> str:
    """Besides the app, which everybody has; the app itself if that is enough. Who never chose gets e-mail."""
    chosen = Preference.objects.filter(pk=staff.pk).values_list("channel", flat=True).first()
    return chosen or (Channel.EMAIL if staff.email else Channel.APP)


def can_reach(staff: Staff, channel: str) -> bool:
    if channel == Channel.EMAIL:
        return bool(staff.email)
    return channel == Channel.APP or robot_of(staff, channel) is not None


def channels_of(staff: Staff) -> list[str]:
    """Each way this person is told things: the app always, and the one they chose if it leads anywhere."""
    chosen = chosen_channel(staff)
    return [Channel.APP] if chosen == Channel.APP or not can_reach(staff, chosen) else [Channel.APP, chosen]
