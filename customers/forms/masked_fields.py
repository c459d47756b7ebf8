"""Texts of an archive that their reader may not read in full, in forms (ST-5, AR-16)."""

from django.utils.translation import gettext_lazy as _


def leave_unread(form, reader, customer):
    """Show such texts of the form as the reader may see them and let them stay as they are; returns {name: text}.

    Written over, they would be lost to those who may read them.
    """
    read = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    texts = {name: form.initial[name] for name in read if isinstance(form.initial.get(name), str)}
    row = getattr(form, "instance", None)  # what was typed only now is its writer's
    known = {name: text for name, text in texts.items() if row is None or getattr(row, name, None) == text}
    shown = {name: reader.words(customer, text, under=str(form.fields[name].label)) for name, text in known.items()}
    unread = {name: text for name, text in known.items() if shown[name] != text}
    for name in unread:
        form.initial[name] = shown[name]
        form.fields[name].disabled = True
        form.fields[name].help_text = _("Whoever may read all of it can change this.")
    return unread


class UnreadTexts:
    """Of a form: what `leave_unread` left is what the row keeps. `reader` is the `customers.reader.Reader` it is drawn
    for, None for a new archive, and `about` the customer.
    """

    def __init__(self, *args, reader, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.shows_phone = reader is None or reader.reads_numbers(about)
        self.unread = {} if reader is None else leave_unread(self, reader, about)

    def clean(self):
        return super().clean() | self.unread
