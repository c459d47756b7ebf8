"""Waits until nobody uses the embedded PostgreSQL any more and stops it: `python keeper.py FOLDER PG_CTL USER`.

A user that was killed cannot stop the server, but the lock it held is free all the same. Run by path, with the
standard library only: it lives as long as the server and should weigh next to nothing.
"""

import fcntl
import os
import subprocess
import sys


def keep(folder, pg_ctl, user):
    with open(folder + ".users", "w") as users, open(folder + ".keeper", "w") as post:
        try:
            fcntl.flock(post, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # the post is taken
        fcntl.flock(users, fcntl.LOCK_EX)
        stop(folder, pg_ctl, user)


def stop(folder, pg_ctl, user):
    """Stop the server in `folder`, as the system user `user` if given; nothing where none runs."""
    if os.path.exists(folder + "/postmaster.pid"):
        command = [pg_ctl, "-D", folder, "-w", "-m", "fast", "stop"]
        subprocess.run(command, user=user or None, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    keep(*sys.argv[1:])
