"""`set_error` fills in the response: a status and a JSON body with code and message.

    curl -i 'http://127.0.0.1:8000/errors/set-error.py'
"""


def main(request, response):
    response.set_error(409, "somebody else was faster")
