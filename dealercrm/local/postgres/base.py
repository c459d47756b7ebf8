"""Django's PostgreSQL backend on the server in $DEALERCRM_VAR/postgres, which the first connection starts."""

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation

from dealercrm.local import server


def folder():
    return settings.VAR / "postgres"


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, with the psql that came with the server."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        found = server.address(folder())
        cls.executable_name = str(server.PROGRAMS / "psql")
        known = {"HOST": found["host"], "PORT": found["port"], "USER": found["user"]}
        return super().settings_to_cmd_args_env(settings_dict | known, parameters)


class DatabaseCreation(PostgresCreation):
    def _get_database_create_suffix(self, encoding=None, template=None):
        """Test databases sort and compare as the real one does."""
        return server.LOCALE


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    def get_connection_params(self):
        return super().get_connection_params() | server.address(folder())
