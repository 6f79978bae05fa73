def outer(method):
    return inner(method)


def inner(method):
    raise LookupError("three frames down, for " + method)
