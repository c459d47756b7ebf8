from stores.models.handover import Handover
from stores.models.login_attempt import LoginAttempt
from stores.models.sent_form import SentForm
from stores.models.staff import Role, Staff
from stores.models.store import Store

__all__ = ["Handover", "LoginAttempt", "Role", "SentForm", "Staff", "Store"]
