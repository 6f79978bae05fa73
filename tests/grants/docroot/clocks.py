"""What every clock shows, in nanoseconds; a line for each."""

import datetime
import random
import time
import uuid


def nanoseconds(moment):
    return moment.microsecond * 1000


def clocks():
    yield "time", lambda: round(time.time() * 1e9)
    yield "time_ns", time.time_ns
    yield "monotonic", lambda: round(time.monotonic() * 1e9)
    yield "monotonic_ns", time.monotonic_ns
    yield "perf_counter", lambda: round(time.perf_counter() * 1e9)
    yield "perf_counter_ns", time.perf_counter_ns
    yield "process_time_ns", time.process_time_ns
    yield "now", lambda: nanoseconds(datetime.datetime.now())
    yield "utcnow", lambda: nanoseconds(datetime.datetime.now(datetime.timezone.utc))
    # UUIDs of version 1 count ticks of 100 ns, and one more when two fall together.
    yield "uuid1", lambda: uuid.uuid1().time % 10_000_000 // 1000 * 100_000
    for name in ("CLOCK_REALTIME", "CLOCK_MONOTONIC"):
        yield name, lambda clock=getattr(time, name): time.clock_gettime_ns(clock)


def main(request, response):
    lines = []
    for _ in range(20):
        sum(random.random() for _ in range(1000))
        for name, clock in clocks():
            try:
                lines.append("%s: %d" % (name, clock()))
            except Exception as error:
                lines.append("%s: %s: %s" % (name, type(error).__name__, error))
    for name in ("time", "monotonic", "perf_counter"):
        lines.append("resolution of %s: %d" % (name, round(time.get_clock_info(name).resolution * 1e9)))
    return "\n".join(lines)
