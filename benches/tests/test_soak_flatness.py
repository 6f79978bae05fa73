import random
import unittest

from airlock_bench.soak.flatness import flatness, in_bins, least_squares


class FlatnessTest(unittest.TestCase):
    def test_a_line_without_noise_is_found_without_error(self):
        line = least_squares([(x, 100 + 3 * x) for x in range(20)])
        self.assertAlmostEqual(line.start, 100)
        self.assertAlmostEqual(line.slope, 3)
        self.assertAlmostEqual(line.error, 0)

    def test_the_slope_and_its_error_are_those_of_the_textbook(self):
        line = least_squares([(1, 2), (2, 1), (3, 4), (4, 3)])
        self.assertAlmostEqual(line.slope, 0.6)
        # The squares of what is left are 3.2 together, for two degrees of freedom, over a spread of 5.
        self.assertAlmostEqual(line.error, (3.2 / 2 / 5) ** 0.5)

    def test_noise_is_flat(self):
        chance = random.Random(1)
        points = [(minute / 6, 500_000 + chance.gauss(0, 5000)) for minute in range(150)]
        self.assertTrue(flatness(points).is_flat)

    def test_a_slow_leak_in_noise_is_not(self):
        chance = random.Random(2)
        points = [(minute / 6, 500_000 * (1 + 0.0015 * minute / 6) + chance.gauss(0, 5000)) for minute in range(150)]
        self.assertFalse(flatness(points).is_flat)

    def test_a_step_in_the_middle_is_not(self):
        points = [(minute, 100.0 if minute < 12 else 104.0) for minute in range(25)]
        found = flatness(points)
        self.assertAlmostEqual(found.rise, 0.04)
        self.assertFalse(found.is_flat)

    def test_a_single_peak_is_no_leak(self):
        points = [(minute, 100.0) for minute in range(25)]
        points[20] = (20, 110.0)
        self.assertTrue(flatness(points).is_flat)

    def test_what_falls_does_not_leak(self):
        self.assertTrue(flatness([(minute, 100.0 - minute) for minute in range(25)]).is_flat)

    def test_bins_have_the_median_of_their_members(self):
        points = [(0.0, 1.0), (0.25, 9.0), (0.5, 2.0), (1.0, 5.0)]
        self.assertEqual(in_bins(points, 1.0), [(0.25, 2.0), (1.0, 5.0)])
