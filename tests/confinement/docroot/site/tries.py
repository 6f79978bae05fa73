"""Does with the server's rights what the query asks for: `?read=PATH`, `?connect=PORT`, ... Answers `got ...`, or the error."""

import ctypes
import os
import resource
import socket
import subprocess


def read(path):
    with open(path, "rb") as file:
        return len(file.read(1))


def folder(path):
    return len(os.listdir(path))


def write(path):
    with open(path, "w") as file:
        return file.write("written")


def make(path):
    os.mkdir(path)


def rename(path):
    os.rename(path, path + "-renamed")


def open_to_write(path):
    os.close(os.open(path, os.O_WRONLY))


def run(program):
    return subprocess.run([program], check=True).returncode


def connect(port):
    socket.create_connection(("127.0.0.1", int(port)), timeout=10).close()


def connect_unix(path):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)


def listen(address):
    socket.create_server((address, 0)).close()


def send(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"out", (address, 9))


def send_by_path(path):
    first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with first, second:
        first.sendto(b"out", path)


def change_mode(path):
    os.chmod(path, 0o600)


def limit(process):
    resource.prlimit(int(process), resource.RLIMIT_CORE)


def signal(process):
    os.kill(int(process), 0)


def call(number_and_arguments):
    """A system call by its number; negative answers are errors."""
    libc = ctypes.CDLL(None, use_errno=True)
    number, *arguments = (int(part) for part in number_and_arguments.split(","))
    if libc.syscall(number, *(ctypes.c_long(argument) for argument in arguments)) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


TRIES = {
    function.__name__.replace("_", "-"): function
    for function in (read, folder, write, make, rename, open_to_write, run, connect, connect_unix, listen, send, send_by_path,
                     change_mode, limit, signal, call)
}


def main(request, response):
    name, _, value = request.url_parts.query.partition("=")
    try:
        return "got %s" % TRIES[name](value)
    except OSError as error:
        return type(error).__name__ if type(error) is not OSError else str(error)
    except subprocess.SubprocessError as error:
        return type(error).__name__
