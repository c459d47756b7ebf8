"""How complete each archive is, kept narrow for lists."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_files")]

    operations = [
        migrations.CreateModel(
            name="Completeness",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="completeness",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["percent", "-customer"], name="completeness_percent")]},
        ),
    ]
