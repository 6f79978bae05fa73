import functools


def with_cors(function):
    @functools.wraps(function)
    def wrapped(request, response):
        response.headers.set("Access-Control-Allow-Origin", "*")
        return function(request, response)
    return wrapped


@with_cors
def main(request, response):
    return 200, [("X-Name", main.__name__)], b"wrapped"
