"""Signals to others and to itself, and alarms. The one that is sent does nothing: 0."""

import os
import signal


def attempt():
    for way in [lambda: os.kill(os.getppid() if hasattr(os, "getppid") else 1, 0), lambda: os.kill(os.getpid(), 0), lambda: os.killpg(0, 0),
                lambda: signal.pthread_kill(1, 0), lambda: signal.setitimer(signal.ITIMER_REAL, 3600), lambda: signal.pidfd_send_signal(0, 0),
                lambda: os.pidfd_open(1)]:
        try:
            way()
            return "got a signal through"
        except (OSError, AttributeError, ValueError) as error:
            last = error
    raise last
