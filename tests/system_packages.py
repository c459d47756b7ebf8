"""What tests need beside Python: a browser, a Chinese font, a Redis; brought once where they are missing."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
MISSING = """The tests need {names}, which this machine has not.
Install them (apt-get install {names}; BROWSER_PATH names a browser that lies elsewhere), or leave their tests out:
uv run pytest -m "not browser" --ignore tests/local/test_production_processes.py"""


def bring(config: pytest.Config) -> None:
    """Install what the tests asked for need: as root, or by sudo where it asks for no password. Elsewhere the run
    ends with the names of what is missing."""
    missing = list(missing_packages(config))
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    can = shutil.which("apt-get") and (not as_root or shutil.which("sudo"))
    print(f"Installing {' '.join(missing)} ..." if can else "", flush=True)
    for command in (["apt-get", "update", "-qq"], [*install, *missing]):
        if not can or subprocess.run([*as_root, *command], stdout=subprocess.DEVNULL).returncode:
            raise pytest.UsageError(MISSING.format(names=" ".join(missing)))


def missing_packages(config: pytest.Config) -> Iterator[str]:
    if asks_for(config, TESTS / "browser") and "not browser" not in config.option.markexpr:
        if not browser() and not has_playwrights_browser():
            yield "chromium"
        if not has_library("libatomic.so.1"):  # for the program of Playwright that drives it
            yield "libatomic1"
        if not has_chinese_font():
            yield "fonts-noto-cjk"
    if asks_for(config, TESTS / "local") and not shutil.which("redis-server"):
        yield "redis-server"


def asks_for(config: pytest.Config, folder: Path) -> bool:
    """Do the paths named on the command line reach into `folder`?"""
    named = [Path(config.invocation_params.dir, argument.partition("::")[0]).resolve() for argument in config.args]
    return any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in named)


def browser() -> str | None:
    """The path of the browser to drive: the one named, else the system's."""
    return os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


def has_playwrights_browser() -> bool:
    """Asked of its folder: to ask Playwright starts its driver, which a bare machine may not be able to."""
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    return any(Path(folder).glob("chromium*"))


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return sys.platform != "linux"
    return True


def has_chinese_font() -> bool:
    asked = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout
    return bool(asked) or any(Path("/usr/share/fonts").rglob("*CJK*"))
