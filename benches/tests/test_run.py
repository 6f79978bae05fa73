"""A run goes on after a section that fails, and results can be put together."""

import contextlib
import io
import types
import unittest
from unittest import mock

from airlock_bench import run
from airlock_bench.failure import Failure
from airlock_bench.figures import Figure, Row, at_least
from airlock_bench.pace import Pace
from airlock_bench.remaining import Remaining
from airlock_bench.results import put_in
from airlock_bench.table import as_markdown, as_text, document, section

ABOUT = {"date": "today", "airlock": "1", "pace": "slow"}


def _rows():
    return [Row("a row", Figure("ours", "/s", [10.0, 20.0]), Figure("theirs", "/s", [5.0, 5.0]), at_least(2))]


def _section(measure, peers=()):
    return types.SimpleNamespace(TITLE="A title", PEERS=list(peers), SECONDS=10, measure=measure)


class Run(unittest.TestCase):
    def measure(self, sections):
        patches = [
            mock.patch.object(run, "SECTIONS", sections),
            mock.patch.object(run, "machine", lambda: {"date": "today"}),
            mock.patch.object(run, "airlock_version", lambda: "1"),
            mock.patch.object(run, "wrk_version", lambda: "2"),
            mock.patch.object(run, "write"),
            contextlib.redirect_stderr(io.StringIO()),
        ]
        with contextlib.ExitStack() as stack:
            for patch in patches:
                stack.enter_context(patch)
            return run.measure(list(sections), Pace.full(), "nowhere")

    def test_a_section_that_fails_does_not_take_the_others_along(self):
        def refused(pace):
            raise Failure("the server ended")

        def broken(pace):
            return {}["no such key"]

        found = self.measure({"first": _section(refused), "second": _section(broken), "third": _section(lambda pace: _rows())})
        self.assertEqual([part["name"] for part in found["sections"]], ["third"])
        self.assertEqual(found["failures"], {"first": "the server ended", "second": "KeyError: 'no such key'"})

    def test_a_peer_that_can_not_be_had_fails_its_sections_only(self):
        def out_of_reach():
            raise Failure("no network")

        absent = types.SimpleNamespace(NAME="absent", version=out_of_reach)
        present = types.SimpleNamespace(NAME="present", version=lambda: "3")
        found = self.measure({
            "first": _section(lambda pace: _rows(), [absent, present]),
            "second": _section(lambda pace: _rows(), [present]),
        })
        self.assertEqual([part["name"] for part in found["sections"]], ["second"])
        self.assertEqual(found["failures"], {"first": "no network"})
        self.assertEqual(found["about"]["present"], "3")


class Shown(unittest.TestCase):
    def test_a_row_has_its_ratio_brackets_and_verdict(self):
        found = document(ABOUT, [section("name", "A title", ABOUT, _rows())], {"other": "no network\nmore"})
        self.assertIn("| a row | 15 /s ours | 5 /s theirs | 3x (2–4) | ≥ 2x | met |", as_markdown(found))
        self.assertIn("Not measured: other. no network\n", as_markdown(found))
        self.assertIn("3x (2–4)", as_text(found))


class PutIn(unittest.TestCase):
    def test_a_later_run_of_a_section_takes_its_place_and_is_named(self):
        whole = document(ABOUT, [section(name, name, ABOUT, _rows()) for name in ("a", "b")], {"c": "broken"})
        later = {**ABOUT, "date": "tomorrow"}
        part = document(later, [section(name, name, later, _rows()) for name in ("c", "b")], {"a": "broken now"})
        found = put_in(whole, part, ["a", "b", "c"])
        self.assertEqual([(of["name"], of["run"]["date"]) for of in found["sections"]], [("a", "today"), ("b", "tomorrow"), ("c", "tomorrow")])
        self.assertEqual(found["failures"], {})
        self.assertEqual(found["about"]["date"], "today")
        self.assertEqual(as_markdown(found).count("Of a run of its own: date tomorrow"), 2)


class Left(unittest.TestCase):
    def test_what_is_left_goes_at_the_speed_of_what_is_done(self):
        remaining = Remaining({"a": 10, "b": 20, "c": 30})
        self.assertEqual(remaining.seconds(), 60)
        remaining.finished("a", 20)
        self.assertEqual(remaining.seconds(), 100)
        self.assertEqual(remaining.text(), "about 2 min left")
        remaining.finished("c", 60)
        self.assertEqual(remaining.text(), "about 40 s left")


if __name__ == "__main__":
    unittest.main()
