import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_orders_newest'),
    ]

    operations = [
        # The index stays as it is, only its way of taking new rows changes: nothing to build anew.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX customer_search_tokens SET (fastupdate = on, gin_pending_list_limit = 1024)",
                    "ALTER INDEX customer_search_tokens SET (fastupdate = off)",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name='customersearch', name='customer_search_tokens'),
                migrations.AddIndex(
                    model_name='customersearch',
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=['tokens'], gin_pending_list_limit=1024, name='customer_search_tokens'
                    ),
                ),
            ],
        ),
    ]
