"""The verdict on a step to a larger number of things."""

import unittest

from airlock_bench.curves import Curves, each, growing
from airlock_bench.growth import steps

SIZES = [1, 10, 100]


class Steps(unittest.TestCase):
    def test_a_cost_that_stays_the_same_for_each_is_linear(self):
        first, *rest = steps(SIZES, [[5.0], [50.0], [500.0]])
        self.assertIsNone(first)
        self.assertEqual([step.ratio for step in rest], [1.0, 1.0])
        self.assertFalse(any(step.worse_than_linear for step in rest))

    def test_a_fixed_cost_is_better_than_linear(self):
        _, to_ten, _ = steps(SIZES, [[40.0], [40.0], [40.0]])
        self.assertAlmostEqual(to_ten.ratio, 0.1)
        self.assertFalse(to_ten.worse_than_linear)

    def test_a_cost_that_grows_with_the_square_is_seen_at_every_step(self):
        _, *rest = steps(SIZES, [[1.0], [100.0], [10_000.0]])
        self.assertTrue(all(step.worse_than_linear for step in rest))

    def test_only_the_step_that_jumps_is_worse(self):
        _, to_ten, to_hundred = steps(SIZES, [[1.0], [10.0], [200.0]])
        self.assertFalse(to_ten.worse_than_linear)
        self.assertTrue(to_hundred.worse_than_linear)

    def test_the_ratio_is_that_of_the_medians_and_the_brackets_are_of_single_rounds(self):
        _, step = steps([1, 10], [[1.0, 2.0, 4.0], [10.0, 40.0, 20.0]])
        self.assertAlmostEqual(step.ratio, 1.0)
        self.assertAlmostEqual(step.least, 0.5)
        self.assertAlmostEqual(step.largest, 2.0)

    def test_what_is_below_the_floor_is_taken_for_as_much(self):
        _, to_ten, to_hundred = steps(SIZES, [[0.001], [90.0], [1100.0]], floor=100.0)
        self.assertAlmostEqual(to_ten.ratio, 0.1)
        self.assertAlmostEqual(to_hundred.ratio, 1.1)

    def test_a_jump_out_of_the_noise_is_seen(self):
        _, step = steps([1, 10], [[1.0], [5000.0]], floor=100.0)
        self.assertTrue(step.worse_than_linear)

    def test_nothing_that_becomes_something_is_worse(self):
        _, step = steps([1, 10], [[0.0], [1.0]])
        self.assertTrue(step.worse_than_linear)
        _, step = steps([1, 10], [[-3.0], [0.0]])
        self.assertFalse(step.worse_than_linear)


class Table(unittest.TestCase):
    def test_a_jump_stands_out_and_is_said_in_words(self):
        totals = [[1.0], [10.0], [200.0]]
        curves = Curves("handlers", SIZES, [growing("memory", "KiB", SIZES, each(SIZES, totals), totals)])
        self.assertEqual(curves.lines(), [["1", "1"], ["10", "1 (1x)"], ["100", "**2 (2x)**"]])
        (verdict,) = curves.verdicts()
        self.assertIn("memory, from 10 to 100 handlers: 2x", verdict)

    def test_without_a_jump_that_is_said(self):
        totals = [[1.0], [10.0], [100.0]]
        curves = Curves("handlers", SIZES, [growing("memory", "KiB", SIZES, each(SIZES, totals), totals)])
        (verdict,) = curves.verdicts()
        self.assertIn("No step is worse than linear", verdict)

    def test_noise_is_not_shown(self):
        totals = [[-7.0], [3.0], [500.0]]
        column = growing("memory", "KiB", SIZES, each(SIZES, totals), totals, floor=100.0)
        self.assertEqual(Curves("handlers", SIZES, [column]).lines(), [["1", "–"], ["10", "–"], ["100", "5 (0.5x)"]])


if __name__ == "__main__":
    unittest.main()
