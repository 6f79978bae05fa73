import unittest

from airlock_bench.soak.latencies import Latencies


class LatenciesTest(unittest.TestCase):
    def test_quantiles_are_known_to_a_twentieth(self):
        latencies = Latencies()
        for milliseconds in range(1, 1001):
            latencies.add(milliseconds / 1000)
        for part in (0.5, 0.99):
            self.assertLessEqual(abs(latencies.quantile(part) / part - 1), 0.05)

    def test_nothing_takes_no_time(self):
        self.assertEqual(Latencies().quantile(0.99), 0.0)

    def test_an_hour_is_not_lost(self):
        latencies = Latencies()
        latencies.add(3600)
        self.assertGreater(latencies.quantile(0.5), 60)
