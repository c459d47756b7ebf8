"""Texts of an archive that hold a phone number, in forms of those who may not read it (ST-5)."""

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.masking import veil


def leave_unread(form):
    """Show such texts of the form masked and let them stay as they are; returns {name of the field: text}.

    Written over, the number would be lost to those who may read it.
    """
    read = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    texts = {name: form.initial[name] for name in read if isinstance(form.initial.get(name), str)}
    row = getattr(form, "instance", None)  # what was typed only now is its writer's
    known = {name: text for name, text in texts.items() if row is None or getattr(row, name, None) == text}
    unread = {name: text for name, text in known.items() if veil(text) != text}
    for name, text in unread.items():
        form.initial[name] = veil(text)
        form.fields[name].disabled = True
        form.fields[name].help_text = _("A number stands in it: whoever may read the number can change this.")
    return unread


class UnreadNumbers:
    """Of a form: what `leave_unread` left is what the row keeps. `shows_phone`: whether its reader reads the numbers
    of the customer."""

    def __init__(self, *args, shows_phone, **kwargs):
        super().__init__(*args, **kwargs)
        self.shows_phone = shows_phone
        self.unread = {} if shows_phone else leave_unread(self)

    def clean(self):
        return super().clean() | self.unread
