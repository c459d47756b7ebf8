"""How forms are laid out: fields side by side at the desk, one below the other on a phone."""

from crispy_forms.layout import Column, Field, Row


def row(*fields, narrow=False):
    """`fields` are (name, width in twelfths); `narrow` keeps them side by side on a phone too."""
    size = "col-{}" if narrow else "col-md-{}"
    return Row(*(Column(Field(name), css_class=size.format(width)) for name, width in fields), css_class="g-3")
