"""Delete a cookie: it is set once more, empty and with a date in the past, under the path it was set with.

    curl -i 'http://127.0.0.1:8000/cookies/delete-cookie.py'
"""


def main(request, response):
    response.delete_cookie(b"flavour", path="/cookies/")
    return [("Content-Type", "text/plain")], "Eaten.\n"
