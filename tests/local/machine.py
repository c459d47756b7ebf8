"""A machine for one test: a folder for its state, programs run on it, and what is left of them."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
# The shop's settings, not the tests', and none of what the surroundings may have set.
PLAIN = {"DJANGO_SETTINGS_MODULE": "dealercrm.settings", "EMAIL_URL": "consolemail://", "PLAIN_STATIC": "false"}
PLAIN |= dict.fromkeys(("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"), "")
PLAIN["LANGUAGE_CODE"] = ""


class Program:
    """A running program whose output can be waited for."""

    def __init__(self, *command, **environment):
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | PLAIN | {"PYTHONUNBUFFERED": "1"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process.poll() is None:
            self.end(signal.SIGTERM)

    @property
    def output(self):
        return "".join(self.lines)

    def wait_for(self, pattern, seconds=60):
        """The first match of `pattern` in the output; fails with all output if it does not come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.output):
                return found
            if self.process.poll() is not None and not self.reader.is_alive():
                break
            time.sleep(0.05)
        raise AssertionError(f"{pattern!r} did not come:\n{self.output}")

    def end(self, how, seconds=40):
        """Send the signal `how` and wait; returns the exit code."""
        self.process.send_signal(how)
        code = self.process.wait(seconds)
        self.reader.join(seconds)
        return code


def run(*command, **environment):
    """(exit code, output) of a program that ends by itself."""
    with Program(*command, **environment) as program:
        code = program.process.wait(120)
        program.reader.join()
    return code, program.output


def processes_of(var):
    """Every living process whose state lies in the folder `var`."""
    found = []
    for process in psutil.process_iter():
        try:
            mine = process.environ().get("DEALERCRM_VAR") == str(var) or str(var) in " ".join(process.cmdline())
            if mine and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def wait_until(question, seconds=30):
    """The first true answer; fails if it does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")
