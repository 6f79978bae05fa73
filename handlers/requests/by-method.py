"""One handler answers every method. `request.method` is text, in the case the client sent.

    curl -i -X DELETE 'http://127.0.0.1:8000/requests/by-method.py'
    curl -i -X BREW 'http://127.0.0.1:8000/requests/by-method.py'
"""

ANSWERS = {
    "GET": (200, "Here it is.\n"),
    "PUT": (201, "Stored, or so we pretend.\n"),
    "DELETE": (202, "Gone soon.\n"),
}


def main(request, response):
    headers = [("Content-Type", "text/plain")]
    if request.method not in ANSWERS:
        return 405, headers + [("Allow", ", ".join(ANSWERS))], "Not with %s.\n" % request.method
    status, sentence = ANSWERS[request.method]
    return status, headers, sentence
