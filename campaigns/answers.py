"""What the page says after a contact was logged: where it went."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.cards import day_in_words, relative
from campaigns.models import Contact, Revisit

Outcome, State = Revisit.Outcome, Contact.State


def what_became_of(revisit: Revisit, name: str, contact: Contact | None, *, refuses: str, today: date) -> str:
    """'张姐 did not answer: in touch again tomorrow, 29 November.' `contact` is the one that was answered."""
    told = {"name": name, "way": revisit.get_way_display()}
    comes_back = contact is not None and contact.state == State.PLANNED
    again = contact.on if comes_back else revisit.next_on
    if again:
        told["day"] = day_and_distance(again, today)
    if revisit.outcome == Outcome.REFUSED:
        if refuses == "all":
            return _("Written down: %(name)s is contacted for service only from now on.") % told
        return _("Written down: %(name)s is not contacted by this way any more: %(way)s.") % told
    if revisit.outcome == Outcome.WRONG_NUMBER:
        return _("%(name)s: the number is wrong. Put the new one into the archive when you have it.") % told
    if revisit.outcome == Outcome.NO_ANSWER:
        if again:
            return _("%(name)s did not answer: it is your turn again %(day)s.") % told
        if contact:
            return _("%(name)s did not answer; later it would be out of place, so it is closed.") % told
        return _("Written down: %(name)s did not answer.") % told
    if again:
        return _("%(name)s: in touch again %(day)s.") % told
    return _("Logged: %(name)s.") % told


def day_and_distance(day: date, today: date) -> str:
    """'tomorrow', 'in 5 days (3 December)'."""
    if (day - today).days <= 2:
        return relative(day, today)
    return _("%(distance)s (%(day)s)") % {"distance": relative(day, today), "day": day_in_words(day)}
