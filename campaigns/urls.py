from django.urls import path

from campaigns.views import revisits, today, touchpoints

app_name = "campaigns"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("touchpoints/<int:pk>/postpone/", touchpoints.touchpoint_postpone, name="touchpoint-postpone"),
    path("touchpoints/<int:pk>/skip/", touchpoints.touchpoint_skip, name="touchpoint-skip"),
    path("customers/<int:customer_pk>/revisits/new/", revisits.revisit_create, name="revisit-create"),
    path("customers/<int:pk>/touchpoints/", touchpoints.customer_touchpoints, name="customer-touchpoints"),
]
