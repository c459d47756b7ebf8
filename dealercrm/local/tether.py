"""Tie this process to the one that started it: `python tether.py PARENT program.py ...` runs the program so tied.

Run by path, so that it costs no import of ours.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tether():
    """Get SIGTERM when the parent dies, even by kill -9. Linux only; elsewhere a killed parent leaves us running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    tether()
    if os.getppid() == int(sys.argv[1]):  # else it died before we were tied
        os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
