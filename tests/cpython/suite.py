"""Runs a module of CPython's own tests, and says what became of each case.

A file handler: `?module=test_wsgiref` is answered with a JSON object of outcomes by the cases' names, each `"passed"`,
`"skipped: why"` or `"failed: traceback"`. Cases with a server in a thread are for `over_socket.py`.
"""

import io
import json
import os
import sys
import unittest


class Outcomes(unittest.TestResult):
    """Of each case what its last event was; one that fails in part has failed."""

    def __init__(self):
        super().__init__()
        self.by_case = {}

    def note(self, case, outcome):
        name = ".".join(case.id().split(".")[2:]) if hasattr(case, "id") else str(case)
        if not self.by_case.get(name, "").startswith("failed"):
            self.by_case[name] = outcome

    def addSuccess(self, case):
        super().addSuccess(case)
        self.note(case, "passed")

    def addSkip(self, case, reason):
        super().addSkip(case, reason)
        self.note(case, "skipped: " + reason)

    def addError(self, case, error):
        super().addError(case, error)
        self.note(case, "failed: " + self._exc_info_to_string(error, case))

    addFailure = addError

    def addSubTest(self, case, subtest, error):
        super().addSubTest(case, subtest, error)
        if error is not None:
            self.note(case, "failed: %s: %s" % (subtest, self._exc_info_to_string(error, case)))

    def addUnexpectedSuccess(self, case):
        self.note(case, "failed: it was expected to fail")

    def addExpectedFailure(self, case, error):
        self.note(case, "passed")


def load(module, with_server):
    """The cases of the module that start a server, or those that do not."""
    from test import support

    support.has_socket_support = True  # whether each case needs one, it finds out itself
    from test import test_httpservers

    __import__("test." + module)
    module = sys.modules["test." + module]
    suite = unittest.TestSuite()
    for cases in unittest.defaultTestLoader.loadTestsFromModule(module):
        suite.addTests(case for case in cases if isinstance(case, test_httpservers.BaseTestCase) == with_server)
    return suite


def run(suite):
    """Outcomes by the cases' names; what they print is dropped."""
    outcomes = Outcomes()
    errors, sys.stderr = sys.stderr, io.StringIO()
    try:
        suite.run(outcomes)
    finally:
        sys.stderr = errors
    return json.dumps(outcomes.by_case)


def main(request, response):
    """As a file handler."""
    os.chdir(os.path.dirname(__file__))  # a file server serves the working folder, which some cases ask for
    return [("Content-Type", "application/json")], run(load(request.GET.first(b"module").decode(), False))
