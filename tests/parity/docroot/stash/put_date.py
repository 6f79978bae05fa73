import datetime

VALUES = {
    b"datetime": datetime.datetime(2031, 2, 3, 4, 5, 6, 789),
    b"zoned": datetime.datetime(2031, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc),
    b"date": datetime.date(1999, 12, 31),
    b"time": datetime.time(23, 59, 1),
    b"delta": datetime.timedelta(days=-1, seconds=5, microseconds=7),
    b"inside": {"when": [datetime.datetime(2000, 1, 1)]},
}


def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    stash.put(key, VALUES[request.GET.first(b"kind")])
    taken = stash.take(key)
    return repr(taken)
