"""When what is woken: the only place that starts work by itself (DESIGN). Paths only; importing it costs nothing."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

EVERY_MINUTE = crontab()

BEAT = {
    task: {
        "task": task,
        "schedule": when,
        # What no worker took before the next wake-up is not worth keeping: the rows are still there.
        "options": {"expires": 55},
    }
    for task, when in {
        "messaging.tasks.beat": EVERY_MINUTE,
        "campaigns.tasks.write_digests": EVERY_MINUTE,
        "messaging.tasks.send_messages": EVERY_MINUTE,
        "messaging.tasks.nightly": EVERY_MINUTE,
        "customers.tasks.answer_facts": EVERY_MINUTE,
        "workbooks.tasks.run_imports": EVERY_MINUTE,
        "workbooks.tasks.run_exports": EVERY_MINUTE,
        "insights.tasks.freshen_figures": crontab(minute="*/5"),
    }.items()
}

# What may take long has workers of its own: a mail server that says nothing, or a workbook of a hundred thousand rows,
# must never hold up the clock. Everything else goes into the queue "clock".
QUEUES = {
    "messages": ["messaging.tasks.deliver"],
    "jobs": [
        "workbooks.tasks.run_import",
        "workbooks.tasks.run_export",
        "messaging.tasks.nightly",
        "insights.tasks.freshen_figures",
    ],
}

# Once a day from 02:00, in this order: tiers rest on who is likely to buy again, and decide who is planned for. Each
# is called with the day.
NIGHTLY = [
    ("backup", "dealercrm.local.backups.keeping.nightly", _("Backup of everything")),
    ("curves", "customers.actions.life_curves.learn_from_purchases", _("What families buy again and when")),
    ("purchases", "customers.needs_of_many.keep_all_next_purchases", _("Who is likely to buy again")),
    ("tiers", "customers.actions.tiers.recompute_tiers", _("Tiers of the customers")),
    ("risks", "customers.at_risk.keep_all", _("Customers at risk")),
    ("schedule", "campaigns.planning.plan_all", _("Schedule of contacts")),
    ("completeness", "customers.completeness.keep_all", _("Completeness of the archives")),
    ("checks", "customers.actions.checks.draw_samples", _("Archives drawn for the monthly check")),
    ("suspicions", "customers.actions.suspicions.scan", _("Archives that look made up")),
    ("marks", "customers.actions.marked_texts.mark_all", _("Texts that tell of children")),
    ("duplicates", "customers.actions.duplicates.find_duplicates", _("Likely duplicates")),
    ("files", "customers.actions.file_cleanup.clean_up", _("Removed files taken off the disk")),
    ("readings", "customers.actions.phone_access.forget_opened", _("Log of opened archives, older than it shows")),
    ("sent", "stores.sending.forget_sent", _("Forms sent long ago")),
    ("undoing", "workbooks.actions.import_undo.forget_notes", _("Imports that can no longer be undone")),
    ("exports", "workbooks.actions.exports.remove_old", _("Exported files that were kept long enough")),
    ("workbooks", "workbooks.actions.imports.remove_old", _("Imported workbooks that were kept long enough")),
    ("figures", "insights.freshness.count_all", _("Figures of the owner")),
]
