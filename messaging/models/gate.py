from django.contrib.postgres.fields import ArrayField
from django.db import models


class Gate(models.Model):
    """The way into one gateway, shared by all workers: what went through lately, and whether it is shut.

    A robot has a gate of its own (the key is a hash of its address), e-mail and each SMS gateway have one.
    """

    key = models.CharField(max_length=80, primary_key=True)
    passed = ArrayField(models.DateTimeField(), default=list)  # the last ones, as many as its rates ask for
    failures = models.PositiveIntegerField(default=0)  # in a row
    shut_until = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)  # why

    def __str__(self):
        return self.key
