"""Answers with the handler that a class of CPython's tests has; the class's name is put in place of CASES."""

from test import support

support.has_socket_support = True
from test.test_httpservers import CASES


class Handler(CASES.request_handler):
    pass
