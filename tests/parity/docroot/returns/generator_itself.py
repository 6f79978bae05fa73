def main(request, response):
    # A generator function: nothing here runs before the content is asked for.
    response.headers.set("X-Late", "too late for the head")
    yield "first "
    yield request.method
    yield lambda: " last"
