from django.contrib.postgres.fields import ArrayField
from django.db import models


class ImportChange(models.Model):
    """What one statement of an import did, written by the database itself, so that the whole can be undone (AR-12).

    Of inserted rows the keys in one array; of each changed or deleted row all of it as it was before. Kept as long as
    an import may be undone (workbooks.actions.import_undo), and never longer than the person stays in the archive.
    """

    job = models.ForeignKey("workbooks.ImportJob", models.CASCADE, db_index=False, related_name="changes")
    table = models.CharField(max_length=60)
    action = models.CharField(max_length=6)  # insert, update, delete
    ids = ArrayField(models.BigIntegerField(), null=True)
    row_id = models.BigIntegerField(null=True)
    customer = models.ForeignKey(
        "customers.Customer", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    before = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["job", "table", "action"], name="import_change_of_job"),
            models.Index(fields=["customer"], name="import_change_of_customer"),
        ]
