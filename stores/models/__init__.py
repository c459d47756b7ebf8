from stores.models.handover import Handover
from stores.models.login_attempt import LoginAttempt
from stores.models.staff import Role, Staff
from stores.models.store import Store

__all__ = ["Handover", "LoginAttempt", "Role", "Staff", "Store"]
