from django.urls import path

from stores.views import account, handover, setup, staff, stores

app_name = "stores"
urlpatterns = [
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("password/", account.password_change, name="password-change"),
    path("language/", account.set_language, name="set-language"),
    path("setup/", setup.setup, name="setup"),
    path("stores/", stores.store_list, name="store-list"),
    path("stores/new/", stores.store_create, name="store-create"),
    path("stores/<int:pk>/", stores.store_update, name="store-update"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/new/", staff.staff_create, name="staff-create"),
    path("staff/<int:pk>/", staff.staff_update, name="staff-update"),
    path("staff/<int:pk>/hand-over/", handover.staff_hand_over, name="staff-hand-over"),
]
