"""Runs the cases of CPython's test_httpservers that ask a server over a socket, against servers that run already.

Arguments: a folder that is both the servers' docroot and the place of the package `test`, then `CLASS=HOST:PORT` for each class
of cases: its server answers with that class's `request_handler`. Prints the outcomes as `suite.py` has them.
"""

import sys
import tempfile


class RunningServer:
    """In place of the tests' thread with a server."""

    addresses = {}

    def __init__(self, case, request_handler):
        self.case = case

    def start(self):
        address = self.addresses.get(type(self.case).__name__)
        if address is None:
            raise self.case.skipTest("no server is given")
        host, _, port = address.rpartition(":")
        self.case.HOST, self.case.PORT = host, int(port)
        self.case.server_started.set()

    def stop(self):
        pass


def check_status_and_reason(case, response, status, data=None):
    """In place of the method that also wants HTTP/1.0 and a closed connection.

    Airlock answers with HTTP/1.1 and keeps the connection, whatever version a handler class has.
    """
    body = response.read()
    case.assertEqual(response.status, status)
    case.assertIsNotNone(response.reason)
    if data:
        case.assertEqual(data, body)
    return body


def main():
    docroot, *addresses = sys.argv[1:]
    RunningServer.addresses.update(address.split("=") for address in addresses)
    sys.path.insert(0, docroot)
    tempfile.tempdir = docroot  # where the cases put the files that they ask for
    import suite

    cases = suite.load("test_httpservers", True)
    tests = sys.modules["test.test_httpservers"]
    tests.TestServerThread = RunningServer
    tests.SimpleHTTPServerTestCase.check_status_and_reason = check_status_and_reason
    print(suite.run(cases))


main()
