"""PostgreSQL's own programs on this house's database, wherever it stands: on the embedded server or on a given one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from dealercrm.local import server

# Settings that a newer pg_dump writes and an older server does not know.
_UNKNOWN_BEFORE = ("SET transaction_timeout",)


def dump(target: Path, *, snapshot: str) -> None:
    """Write all of the database as it was at an exported snapshot; Refused with what the program says."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run([_program("pg_dump"), *options])


def restore(source: Path, *, afterwards: str = "") -> None:
    """Put the database in the place of what is there, in one transaction; `afterwards` is SQL that ends it.

    Refused, with nothing changed, where a statement fails.
    """
    script = source.with_suffix(".sql")
    _run([_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(source)], connects=False)
    whole = script.with_name("whole.sql")
    with open(whole, "w", encoding="utf-8") as file:
        file.write("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        file.writelines(_understood(script))
        file.write(f"\nSET search_path = public;\n{afterwards}\n")
    script.unlink()
    connection.close()  # its transaction would wait for us, and we for it
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run([_program("psql"), *options, f"--file={whole}"])


def _understood(script: Path) -> Iterator[str]:
    with open(script, encoding="utf-8") as file:
        for line in file:
            if not line.startswith(_UNKNOWN_BEFORE) and line != "CREATE SCHEMA public;\n":
                yield line


def _program(name: str) -> str:
    """Ours, which came with the embedded server and knows all servers up to its own version; else the machine's."""
    shipped = server.PROGRAMS / name
    found = str(shipped) if shipped.exists() else shutil.which(name)
    if not found:
        raise Refused(_("The program %(name)s is missing: install PostgreSQL's client.") % {"name": name})
    return found


def _run(command: list[str], *, connects: bool = True) -> None:
    environment = dict(os.environ)
    if connects:
        given = connection.get_connection_params()
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
                 "sslmode": "PGSSLMODE"}  # fmt: skip
        environment |= {names[name]: str(value) for name, value in given.items() if name in names and value}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()), "") or f"code {done.returncode}"
        name = Path(command[0]).name
        raise Refused(_("%(program)s did not get through: %(reason)s") % {"program": name, "reason": reason})
