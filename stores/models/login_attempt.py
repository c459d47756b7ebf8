from django.db import models


class LoginAttempt(models.Model):
    """One failed login, kept to slow guessing down.

    A row rather than a cache entry: web processes on several machines must count together.
    """

    username = models.CharField(max_length=150)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="login_attempt_at")]

    def __str__(self):
        return f"{self.username} {self.at}"
