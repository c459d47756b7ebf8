from django.urls import path

from customers.views import customers, homes, household, installations, orders, orphans, tabs

app_name = "customers"
urlpatterns = [
    path("", customers.customer_list, name="customer-list"),
    path("new/", customers.customer_create, name="customer-create"),
    path("<int:pk>/", customers.customer_detail, name="customer-detail"),
    path("<int:pk>/edit/", customers.customer_update, name="customer-update"),
    path("<int:pk>/phone/", customers.customer_reveal_phone, name="customer-reveal-phone"),
    path("<int:pk>/keeper/", customers.customer_give_keeper, name="customer-give-keeper"),
    path("<int:pk>/orders/", tabs.customer_orders, name="customer-orders"),
    path("<int:pk>/timeline/", tabs.customer_timeline, name="customer-timeline"),
    path("<int:pk>/history/", tabs.customer_history, name="customer-history"),
    path("<int:customer_pk>/orders/new/", orders.order_create, name="order-create"),
    path("orders/<int:pk>/", orders.order_detail, name="order-detail"),
    path("orders/<int:pk>/edit/", orders.order_update, name="order-update"),
    path("orders/<int:pk>/sign/", orders.order_sign, name="order-sign"),
    path("orders/<int:pk>/deliver/", orders.order_deliver, name="order-deliver"),
    path("orders/<int:pk>/install/", orders.order_install, name="order-install"),
    path("orders/<int:pk>/cancel/", orders.order_cancel, name="order-cancel"),
    path("<int:pk>/household/", household.customer_household, name="customer-household"),
    path("<int:customer_pk>/household/new/", household.member_create, name="member-create"),
    path("household/<int:pk>/edit/", household.member_update, name="member-update"),
    path("household/<int:pk>/remove/", household.member_remove, name="member-remove"),
    path("<int:pk>/homes/", homes.customer_homes, name="customer-homes"),
    path("<int:customer_pk>/homes/new/", homes.home_create, name="home-create"),
    path("homes/<int:pk>/edit/", homes.home_update, name="home-update"),
    path("homes/<int:pk>/remove/", homes.home_remove, name="home-remove"),
    path("homes/<int:pk>/fill/", homes.home_fill, name="home-fill"),
    path("homes/<int:pk>/items/new/", homes.home_item_create, name="home-item-create"),
    path("items/<int:pk>/edit/", homes.item_update, name="item-update"),
    path("items/<int:pk>/remove/", homes.item_remove, name="item-remove"),
    path("orphans/", orphans.orphan_list, name="orphan-list"),
    path("orphans/share/", orphans.orphan_share, name="orphan-share"),
    path("installations/", installations.installation_list, name="installation-list"),
]
