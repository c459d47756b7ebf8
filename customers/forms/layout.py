"""How forms are laid out: fields side by side at the desk, one below the other on a phone."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row


def row(*fields, narrow=False):
    """`fields` are (name, width in twelfths); `narrow` keeps them side by side on a phone too."""
    size = "col-{}" if narrow else "col-md-{}"
    return Row(*(Column(Field(name), css_class=size.format(width)) for name, width in fields), css_class="g-3")


def bare_helper(*layout, render_hidden_fields=True):
    """How a form without a tag and a token of its own is drawn: those stand in the page around it."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.render_hidden_fields = render_hidden_fields
    helper.layout = Layout(*layout)
    return helper
