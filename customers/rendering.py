"""Every page is drawn from what its reader may see: a view cannot forget to ask."""

from django.template.backends.django import DjangoTemplates
from django.template.backends.django import Template as DjangoTemplate

from customers.models import Customer
from customers.reader import Reader, shown
from stores.models import Role


class Template(DjangoTemplate):
    def render(self, context=None, request=None):
        # As the view has asked who it is; to ask anew would make a page for one person of each that is for everybody.
        staff = getattr(request, "_cached_user", None)
        if context and staff is not None and staff.is_authenticated and staff.role != Role.OWNER:  # who may read all
            about = context.get("customer")
            of = about if isinstance(about, Customer) else None
            context = shown(dict(context), Reader(staff), of=of)
        return super().render(context, request)


class ReaderTemplates(DjangoTemplates):
    """The templates of a page, handed no row but as `customers.reader.Shown`."""

    def from_string(self, template_code):
        return Template(super().from_string(template_code).template, self)

    def get_template(self, template_name):
        return Template(super().get_template(template_name).template, self)
