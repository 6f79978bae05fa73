"""Threads, which would go on when the request is over."""

import _thread
import threading


def attempt():
    done = []
    for way in [lambda: threading.Thread(target=done.append, args=(1,)).start(), lambda: threading.Timer(0, done.append, (1,)).start(),
                lambda: _thread.start_new_thread(done.append, (1,)), lambda: _thread.start_joinable_thread(lambda: done.append(1))]:
        try:
            way()
            return "got a thread"
        except (RuntimeError, AttributeError) as error:
            last = error
    raise last
