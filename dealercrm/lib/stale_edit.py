"""Two people who change the same row at once must not undo each other unseen."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed

if TYPE_CHECKING:  # it is mixed into forms
    from django.forms import ModelForm
else:
    ModelForm = object


class Seen(ModelForm):
    """Of a form on a row that exists (`instance`): remembers in which state it was filled in.

    A row that is another one by now is refused once, with what stands there; what was typed stays in the form. A form
    that does not say in which state it was filled in is refused likewise. They are compared under the row's lock, which
    is held until all is saved: the view must be one transaction (stores.sending.whole).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial.setdefault("seen", self.state_of(self.instance))
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "seen"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "seen" in self.fields:
            self.row = self.held()
            if self.row is None:
                raise Refused(_("A colleague has taken this out just now."))
            state = self.state_of(self.row)
            if data.pop("seen", "") != state:
                self.data: QueryDict = self.data.copy()
                self.data[self.add_prefix("seen")] = state
                self.add_error(None, self.overtaken())
        return data

    def held(self) -> Model | None:
        """The row as it is now, nobody else's to change until the end of the transaction; None if it is gone."""
        rows = type(self.instance)._base_manager.select_for_update(no_key=True)
        return rows.filter(pk=self.instance.pk).first()

    def state_of(self, row: Model) -> str:
        """A short text that is another one after any change of what the form shows."""
        fields = [row._meta.get_field(name) for name in self._meta.fields]
        return digest([field.value_from_object(row) for field in fields])

    def overtaken(self) -> str:
        """The sentence for whoever came second."""
        colon = pgettext("mark", ": ")
        told = listed(f"{self.fields[name].label}{colon}{self._stands(name)}" for name in self.changed_data)
        return _(
            "Somebody changed this while you were writing. Now stands there: %(told)s. Compare, then save again."
        ) % {"told": told or "–"}

    def _stands(self, name: str) -> Any:
        show = getattr(self.row, f"get_{name}_display", None)
        value = show() if show else getattr(self.row, name)
        return _("empty") if value in (None, "") else {True: _("yes"), False: _("no")}.get(value, value)


def digest(values: list) -> str:
    return sha256(repr([str(value) for value in values]).encode()).hexdigest()[:16]
