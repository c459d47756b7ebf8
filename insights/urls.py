from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("rows/", views.figure_rows, name="figure-rows"),
    path("rows/export/", views.figure_export, name="figure-export"),
    path("referrers/", views.referrer_list, name="referrer-list"),
    path("referrers/export/", views.referrer_export, name="referrer-export"),
]
