"""Return nothing: fill in the response object, and it is sent when `main` ends.

    curl -i 'http://127.0.0.1:8000/answers/response-object.py'
"""


def main(request, response):
    response.status = 202
    response.headers.set("Content-Type", "text/plain")
    response.content = "Filled in, "
    response.content += "in two steps.\n"
