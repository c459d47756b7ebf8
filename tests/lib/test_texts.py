from django.apps import apps
from django.db.models import TextField

from dealercrm.lib.texts import LONGEST_TEXT


def test_every_text_that_people_write_into_a_form_has_an_end():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in ("customers", "campaigns")]
    written = {
        f"{model.__name__}.{field.name}": field.max_length
        for model in ours
        for field in model._meta.fields
        if type(field) is TextField and field.verbose_name != field.name.replace("_", " ")
    }
    assert {"Customer.notes", "Home.notes", "Order.notes", "DesignerProfile.projects"} <= written.keys()
    assert set(written.values()) == {LONGEST_TEXT}
