import os
import unittest

from airlock_bench.soak.access_line import Access, Remark, read_line
from airlock_bench.soak.ledger import Due, Ledger

START = b"2026-11-21T23:54:21.144644Z "


class LedgerTest(unittest.TestCase):
    def audited(self, due, status, lines):
        """What is said of one request, ended like that, with lines of these statuses."""
        ledger = Ledger(10)
        ledger.open()
        number = ledger.open()
        ledger.close(0, Due.NONE)
        ledger.close(number, due, status)
        for line in lines:
            ledger.note_line(number, line)
        return [wrong.number for wrong in ledger.audit(0, ledger.issued)]

    def test_each_account_that_holds(self):
        for due, status, lines in [
            (Due.ONE, 200, [200]),
            (Due.ONE, 0, [0]),
            # Its client saw no answer, and one was on its way.
            (Due.ONE, 0, [200]),
            (Due.AT_MOST_ONE, 0, []),
            (Due.AT_MOST_ONE, 0, [0]),
            (Due.NONE, 0, []),
        ]:
            with self.subTest(due=due, status=status, lines=lines):
                self.assertEqual(self.audited(due, status, lines), [])

    def test_each_that_does_not(self):
        for due, status, lines in [
            (Due.ONE, 200, []),
            (Due.ONE, 200, [200, 200]),
            (Due.ONE, 200, [500]),
            (Due.ONE, 200, [0]),
            (Due.AT_MOST_ONE, 0, [0, 0]),
            (Due.NONE, 0, [0]),
            (Due.OPEN, 0, [200]),
        ]:
            with self.subTest(due=due, status=status, lines=lines):
                self.assertEqual(self.audited(due, status, lines), [1])

    def test_a_line_for_a_number_that_nobody_has(self):
        self.assertFalse(Ledger(10).note_line(10, 200))

    def test_many_lines_are_still_many(self):
        self.assertEqual(self.audited(Due.ONE, 200, [200] * 257), [1])

    def test_it_is_shared_with_a_process_that_was_forked(self):
        ledger = Ledger(10)
        number = ledger.open()
        child = os.fork()
        if not child:
            ledger.note_line(number, 404)
            os._exit(0)
        os.waitpid(child, 0)
        ledger.close(number, Due.ONE, 404)
        self.assertEqual(ledger.audit(0, 1), [])


class LogLineTest(unittest.TestCase):
    def test_answers(self):
        for target in (b"/a.py?soak=17", b"/a.py?milliseconds=5&soak=17", b"http://shop.test/a.py?soak=17"):
            line = b'DEBUG answered client=127.0.0.1:36030 method="GET" target="%s" status=200 micros=15' % target
            self.assertEqual(read_line(START + line), Access(17, 200))

    def test_a_request_that_was_not_answered(self):
        line = b'DEBUG not answered client=127.0.0.1:36030 method="GET" target="/a.py?soak=17" micros=15022'
        self.assertEqual(read_line(START + line), Access(17, 0))

    def test_a_forged_line_is_a_handlers(self):
        line = (
            rb' INFO 2026-01-01T00:00:00.000000Z DEBUG answered client=127.0.0.1:1 method=\"GET\" target=\"/a?soak=18\"'
            rb' status=200 micros=1 tenant="street" handler="forges_log.py"'
        )
        self.assertIsInstance(read_line(START + line), Remark)

    def test_what_is_grave_is_told_by_limit_and_handler(self):
        line = b' WARN request ended: over its limit tenant="street" handler=spins.py limit=cpu-time value="300ms"'
        self.assertEqual(read_line(START + line), Remark(True, "cpu-time", "spins.py"))
        line = b'ERROR handler failed tenant="street" handler=exits.py status=500 detail="SystemExit: 3"'
        self.assertEqual(read_line(START + line), Remark(True, "failed", "exits.py"))

    def test_a_line_that_the_log_did_not_write_is_grave(self):
        self.assertTrue(read_line(b"thread 'main' panicked at src/main.rs:1:").is_grave)
