from django.urls import include, path

from dealercrm.views import first_steps_page, health, home

urlpatterns = [
    path("", home, name="home"),
    path("first-steps/", first_steps_page, name="first-steps"),
    path("health/", health, name="health"),
    path("", include("stores.urls")),
    path("customers/", include("customers.urls")),
    path("workbooks/", include("workbooks.urls")),
    path("", include("messaging.urls")),
    path("", include("campaigns.urls")),
    path("gifts/", include("rewards.urls")),
    path("referrals/", include("referrals.urls")),
    path("insights/", include("insights.urls")),
]
