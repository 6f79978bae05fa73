"""Latency percentiles: a line for each contestant, with as much room for the last hundredth as for the ones before it."""

from figure import contestants

# Where a percentile stands: the number of nines, and the largest one nine further.
NINES = {"p50": 0.301, "p90": 1, "p99": 2, "p99.9": 3, "max": 4}


def draw(section: dict):
    """Time on a logarithmic axis."""
    positions = [NINES[name] for name in section["curves"]["sizes"]]
    return contestants(section, positions, "percentile of the requests", "latency in milliseconds")
