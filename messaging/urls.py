from django.urls import path

from messaging.views import clock, notices

app_name = "messaging"
urlpatterns = [
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice-read"),
    path("clock/", clock.clock, name="clock"),
    path("clock/test/", clock.clock_test, name="clock-test"),
    path("messages/<int:pk>/again/", clock.message_again, name="message-again"),
    path("messages/<int:pk>/arrived/", clock.message_arrived, name="message-arrived"),
]
