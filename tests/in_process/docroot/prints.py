import contextlib
import io
import logging
import sys
import threading


def main(request, response):
    print("to the log")
    print("without end", end="")
    sys.stderr.write("as a warning\n")
    logging.warning("by logging")
    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        print("not to the log")
    thread = threading.Thread(target=print, args=("by a thread",))
    thread.start()
    thread.join()
    return caught.getvalue()
