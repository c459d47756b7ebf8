from django.urls import path

from campaigns.views import board, calendar, contacts, days, lists, revisits, rules, summary, today

app_name = "campaigns"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("contacts/", lists.contact_list, name="contact-list"),
    path("contacts/<int:pk>/postpone/", contacts.contact_postpone, name="contact-postpone"),
    path("contacts/<int:pk>/skip/", contacts.contact_skip, name="contact-skip"),
    path("contacts/<int:pk>/questions/", contacts.contact_questions, name="contact-questions"),
    path("contacts/<int:pk>/undo/", contacts.contact_undo, name="contact-undo"),
    path("revisits/<int:pk>/undo/", revisits.revisit_undo, name="revisit-undo"),
    path("revisits/", lists.revisit_list, name="revisit-list"),
    path("customers/<int:customer_pk>/revisits/new/", revisits.revisit_create, name="revisit-create"),
    path("customers/<int:pk>/summary/", summary.customer_summary, name="customer-summary"),
    path("customers/<int:pk>/contacts/", contacts.customer_contacts, name="customer-contacts"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("rules/", rules.rule_list, name="rule-list"),
    path("rules/setup/", rules.rule_setup, name="rule-setup"),
    path("rules/new/", rules.rule_create, name="rule-create"),
    path("rules/preview/", rules.rule_preview, name="rule-preview"),
    path("rules/sentence/", rules.rule_sentence, name="rule-sentence"),
    path("rules/<int:pk>/", rules.rule_update, name="rule-update"),
    path("rules/<int:pk>/retire/", rules.rule_retire, name="rule-retire"),
    path("rules/<int:pk>/restore/", rules.rule_restore, name="rule-restore"),
    path("days/", days.day_list, name="day-list"),
    path("days/new/", days.day_create, name="day-create"),
    path("days/pause/", days.day_pause, name="day-pause"),
    path("days/off/", days.off_days_load, name="off-days-load"),
    path("days/<int:pk>/", days.day_update, name="day-update"),
    path("days/<int:pk>/remove/", days.day_remove, name="day-remove"),
    path("days/<int:pk>/undo/", days.day_undo, name="day-undo"),
    path("board/", board.board, name="board"),
    path("facts/<int:pk>/retry/", board.fact_retry, name="fact-retry"),
]
