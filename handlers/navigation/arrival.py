"""Where `redirect.py` leads: says what has arrived.

    curl -L -d 'luggage' 'http://127.0.0.1:8000/navigation/redirect.py?code=307'
    curl 'http://127.0.0.1:8000/navigation/arrival.py'
"""


def main(request, response):
    arrived = "%s with %d bytes of body\n" % (request.method, len(request.body))
    return [("Content-Type", "text/plain")], arrived
