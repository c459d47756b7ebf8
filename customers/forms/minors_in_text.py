"""What people type about somebody's child, in every form that takes free text (AR-16).

Nothing typed is rewritten. Before it is saved the form names the words, and lets the writer change them, name the
guardian who agreed, or keep them as they are for a manager to settle (_about_children.html).
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.actions.marked_texts import mark_texts
from customers.minors import child_words
from customers.models import MarkedText

GUARDIAN, KEEP = "child_guardian", "child_keep"  # the same for all forms of a page


class AsksAboutChildren:
    """Of a form: `child_words` are {name of the field: words that tell a child's birth or age} of what was typed."""

    child_words = {}
    told_before = False  # did a text that was changed tell of a child till now?

    @property
    def guardian(self):
        return self.data.get(GUARDIAN, "").strip()[: MarkedText._meta.get_field("guardian").max_length]

    @property
    def labelled_child_words(self):
        return [(self.fields[name].label, words) for name, words in self.child_words.items()]

    def clean(self):
        data, today = super().clean(), timezone.localdate()
        typed = {name: data.get(name) for name in self.changed_data if name in self.fields}
        told = {
            name: child_words(text, today, under=str(self.fields[name].label))
            for name, text in typed.items()
            if isinstance(text, str)
        }
        self.child_words = {name: words for name, words in told.items() if words}
        before = {name: self.initial.get(name) for name in typed}
        self.told_before = any(
            isinstance(text, str) and child_words(text, today, under=str(self.fields[name].label))
            for name, text in before.items()
        )
        if not self.guardian and KEEP not in self.data:
            for name, words in self.child_words.items():
                self.add_error(name, _("This tells a child's birth or age: %(words)s") % {"words": "、".join(words)})
        return data


def asking(*forms):
    """The first of a page's forms whose words tell of a child, or None: it puts the question."""
    return next((form for form in forms if getattr(form, "child_words", None)), None)


def keep_marks(customer, *forms, by):
    """After what was typed is saved: mark what tells of a child, or let go of marks whose words are gone."""
    asked = asking(*forms)
    if asked or any(form.told_before for form in forms):
        mark_texts([customer.pk], by=by, guardian=asked.guardian if asked else "")
