"""Return a Python value, have it sent as JSON with its Content-Type and Content-Length.

    curl -i 'http://127.0.0.1:8000/answers/json-value.py?planet=Mars&planet=Venus'
"""

from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    planets = [planet.decode("utf-8") for planet in request.GET.get_list(b"planet")]
    return {"planets": planets, "count": len(planets)}
