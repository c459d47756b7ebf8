from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.referral_list, name="referral-list"),
    path("by/<int:customer_pk>/new/", views.referral_create, name="referral-create"),
    path("by/<int:pk>/", views.customer_referrals, name="customer-referrals"),
    path("circle/<int:customer_pk>/", views.circle, name="circle"),
    path("<int:pk>/advance/", views.referral_advance, name="referral-advance"),
    path("<int:pk>/lose/", views.referral_lose, name="referral-lose"),
    path("<int:pk>/archive/", views.referral_archive, name="referral-archive"),
]
