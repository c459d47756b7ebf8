from stores.models.login_attempt import LoginAttempt
from stores.models.staff import Role, Staff
from stores.models.store import Store

__all__ = ["LoginAttempt", "Role", "Staff", "Store"]
