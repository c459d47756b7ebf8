from django.urls import include, path

urlpatterns = [
    path("", include("stores.urls")),
    path("customers/", include("customers.urls")),
    path("", include("campaigns.urls")),
    path("referrals/", include("referrals.urls")),
    path("insights/", include("insights.urls")),
]
