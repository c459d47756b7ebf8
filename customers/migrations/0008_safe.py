from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("customers", "0007_find")]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="how",
            field=models.CharField(
                choices=[
                    ("paper", "Signed on paper"),
                    ("spoken", "Said in person"),
                    ("phone", "Said on the phone"),
                    ("written", "Written in a message"),
                    ("erasure", "Asked to be erased before"),
                ],
                max_length=8,
                verbose_name="how",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=Q(kind__in=["customers.phone_revealed", "customers.customers_exported",
                                      "customers.archive_handed_out", "customers.unusual_reading",
                                      "customers.unusual_reading_seen"]),
                fields=["by", "at"],
                name="activity_reading",
            ),
        ),
    ]
