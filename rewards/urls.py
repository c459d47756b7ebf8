from django.urls import path

from rewards import views

app_name = "rewards"
urlpatterns = [
    path("", views.gift_list, name="gift-list"),
    path("new/", views.gift_create, name="gift-create"),
    path("<int:pk>/", views.gift_update, name="gift-update"),
    path("<int:pk>/stock/<int:store_pk>/", views.gift_stock, name="gift-stock"),
    path("of/<int:pk>/", views.customer_gifts, name="customer-gifts"),
    path("of/<int:customer_pk>/give/", views.gift_give, name="gift-give"),
    path("given/<int:pk>/undo/", views.given_undo, name="given-undo"),
]
