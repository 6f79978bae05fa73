"""Processes by the libraries that keep pools of them, and memory that is shared with others."""

import concurrent.futures


def attempt():
    got = []
    try:
        import multiprocessing
        from multiprocessing import shared_memory
        for way in [lambda: multiprocessing.Process(target=print).start(), lambda: multiprocessing.Pool(1), lambda: multiprocessing.Queue(),
                    lambda: shared_memory.SharedMemory(create=True, size=16), lambda: multiprocessing.Manager(), lambda: multiprocessing.Pipe()]:
            try:
                way()
                got.append("multiprocessing")
            except (OSError, ImportError, NotImplementedError, RuntimeError, AttributeError):
                pass
    except ImportError:
        pass
    for pool in [concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor]:
        try:
            got.append("%s" % pool(1).submit(abs, -1).result(5))
        except (OSError, ImportError, NotImplementedError, RuntimeError, AttributeError):
            pass
    return "got " + (" ".join(got) or "nothing")
