"""Try the walls: each attempt says what stopped it. Under wptserve, which has no walls, they are all "open".

    curl 'http://127.0.0.1:8000/sandbox/walls.py'
"""

import json
import os


def read_outside_the_docroot():
    with open("/etc/hostname", "rb") as file:
        file.read()


def write_a_file():
    path = __file__ + ".scratch"
    with open(path, "wb") as file:
        file.write(b"graffiti")
    os.remove(path)


def open_a_socket():
    import socket

    socket.socket().close()


def start_a_process():
    import subprocess

    subprocess.run(["true"], check=True)


def start_a_thread():
    import threading

    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def read_the_environment():
    os.environ["PATH"]


ATTEMPTS = (
    read_outside_the_docroot,
    write_a_file,
    open_a_socket,
    start_a_process,
    start_a_thread,
    read_the_environment,
)


def attempt(deed):
    try:
        deed()
    except Exception as stopped:
        return "%s: %s" % (type(stopped).__name__, stopped)
    return "open"


def main(request, response):
    walls = {deed.__name__.replace("_", " "): attempt(deed) for deed in ATTEMPTS}
    return [("Content-Type", "application/json")], json.dumps(walls, indent=2) + "\n"
