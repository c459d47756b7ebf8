from django.urls import path

from messaging.views import callbacks, clock, log, notices, preferences, sms

app_name = "messaging"
urlpatterns = [
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice-read"),
    path("notices/how/", preferences.preferences, name="preferences"),
    path("notices/how/test/", preferences.preferences_test, name="preferences-test"),
    path("notices/how/robots/<int:pk>/forget/", preferences.own_robot_forget, name="own-robot-forget"),
    path("robots/", preferences.robot_list, name="robot-list"),
    path("robots/<int:pk>/forget/", preferences.robot_forget, name="robot-forget"),
    path("sms/", sms.sms_template_list, name="sms-template-list"),
    path("sms/new/", sms.sms_template_create, name="sms-template-create"),
    path("sms/<int:pk>/", sms.sms_template_update, name="sms-template-update"),
    path("sms/prices/", sms.prices_keep, name="prices-keep"),
    path("sms/told/<str:key>/<slug:gateway>/", callbacks.sms_callback, name="sms-callback"),
    path("clock/", clock.clock, name="clock"),
    path("clock/test/", clock.clock_test, name="clock-test"),
    path("messages/", log.message_list, name="message-list"),
    path("messages/of/<int:pk>/", log.customer_messages, name="customer-messages"),
    path("messages/restored/", log.restored_list, name="restored-list"),
    path("messages/<int:pk>/answer/", log.message_answer, name="message-answer"),
    path("messages/<int:pk>/again/", clock.message_again, name="message-again"),
    path("messages/<int:pk>/arrived/", clock.message_arrived, name="message-arrived"),
]
