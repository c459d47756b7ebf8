"""Jobs of exporting, and what undoing an import needs to know (AR-12, AR-15)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Table -> (its key, the column that leads to the customer): what an import may write. Facts, tags and cut-offs are
# only added.
TABLES = {
    "customers_customer": ("id", "id"),
    "customers_customerphone": ("id", "customer_id"),
    "customers_householdmember": ("id", "customer_id"),
    "customers_home": ("id", "customer_id"),
    "customers_homeitem": ("id", "home_id"),
    "customers_order": ("id", "customer_id"),
    "customers_orderline": ("id", "order_id"),
    "customers_consent": ("id", "customer_id"),
    "customers_customertag": ("id", "customer_id"),
    "customers_ownvalues": ("customer_id", "customer_id"),
}
ADDED = {"customers_activity": ("id", "customer_id"), "customers_tag": ("id", "id")}

# Beside the history (0002), which leaves out what no person reads and the facts of children: an import that is undone
# must put back every column. Silent unless the session works for an import (customers/actions/import_steps.py).
FUNCTION = """
CREATE FUNCTION customers_note_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    job bigint := nullif(current_setting('dealercrm.import', true), '')::bigint;
    key text := TG_ARGV[0];
    leads text := TG_ARGV[1];
BEGIN
    IF job IS NULL THEN
        -- Somebody else changes a member of a household: what an import saw there before may be a child's, and goes.
        IF TG_TABLE_NAME = 'customers_householdmember' AND TG_OP <> 'INSERT' THEN
            DELETE FROM customers_importchange c USING old_rows o
            WHERE c.customer_id = o.customer_id AND c."table" = TG_TABLE_NAME AND c.row_id = o.id;
        END IF;
    ELSIF TG_OP <> 'INSERT' THEN
        -- Of rows the import has made itself there is no before.
        INSERT INTO customers_importchange (job_id, "table", action, row_id, customer_id, before)
        SELECT job, TG_TABLE_NAME, lower(TG_OP), (o.v ->> key)::bigint, customers_whose(o.v, leads), o.v
        FROM (SELECT to_jsonb(t) AS v FROM old_rows t OFFSET 0) o
        WHERE (o.v ->> 'import_job_id')::bigint IS DISTINCT FROM job;
    ELSIF key = 'id' THEN
        INSERT INTO customers_importchange (job_id, "table", action, ids)
        SELECT job, TG_TABLE_NAME, 'insert', array_agg(n.id) FROM new_rows n HAVING count(*) > 0;
    ELSE
        INSERT INTO customers_importchange (job_id, "table", action, ids)
        SELECT job, TG_TABLE_NAME, 'insert', array_agg(n.customer_id) FROM new_rows n HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;
"""
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows",
    "delete": "OLD TABLE AS old_rows",
}


def triggers():
    for table, arguments in {**TABLES, **ADDED}.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        for event, rows in EVENTS.items():
            if table in TABLES or event == "insert":
                yield (
                    f"CREATE TRIGGER import_{event} AFTER {event} ON {table} REFERENCING {rows} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION customers_note_import({given});"
                )


GONE = "".join(statement.partition(" AFTER ")[0].replace("CREATE", "DROP") + " ON " + statement.split()[6] + ";"
               for statement in triggers()) + "DROP FUNCTION customers_note_import;"


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='importjob',
            name='committed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='history_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='undone_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='importjob',
            name='state',
            field=models.CharField(choices=[('uploaded', 'Being opened'), ('mapping', 'Columns to be confirmed'), ('reading', 'Reading'), ('preview', 'Ready to be checked'), ('committing', 'Importing'), ('done', 'Imported'), ('failed', 'Failed'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='mapping', max_length=10),
        ),
        migrations.CreateModel(
            name='ExportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('xlsx', 'Excel (.xlsx)'), ('csv', 'CSV')], max_length=4, verbose_name='format')),
                ('query', models.TextField(blank=True)),
                ('ticked', models.JSONField(null=True)),
                ('words', models.TextField(blank=True)),
                ('language', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('writing', 'Being written'), ('done', 'Ready'), ('failed', 'Failed'), ('removed', 'Removed')], default='writing', max_length=8)),
                ('count', models.PositiveIntegerField(default=0)),
                ('done_rows', models.PositiveIntegerField(default=0)),
                ('total_rows', models.PositiveIntegerField(default=0)),
                ('file', models.FileField(blank=True, upload_to='exports/%Y/%m/')),
                ('error', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60)),
                ('action', models.CharField(max_length=6)),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                ('row_id', models.BigIntegerField(null=True)),
                ('before', models.JSONField(null=True)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer')),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='customers.importjob')),
            ],
            options={
                'indexes': [models.Index(fields=['job', 'table', 'action'], name='import_change_of_job'), models.Index(fields=['customer'], name='import_change_of_customer')],
            },
        ),
        migrations.RunSQL([(FUNCTION + "\n".join(triggers()), None)], [(GONE, None)]),
    ]
