from django.db import models


class RowChange(models.Model):
    """One change of one row of the archive, written by the database itself, so that a bulk update is caught too (ST-6).

    `before` and `after` hold only the fields that differ. `staff_id` is who the connection works for (a setting of the
    session, see customers/signing.py); empty is the system. The history of an archive that was merged away or taken
    back stays, that of an erased one goes.
    """

    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    customer = models.ForeignKey(
        "customers.Customer", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    action = models.CharField(max_length=6)  # insert, update, delete
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    staff_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="change_of_customer")]
