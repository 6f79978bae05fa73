"""A status may be a pair: a code, which need not be a registered one, and a reason phrase of your own.

    curl -i 'http://127.0.0.1:8000/answers/status-with-reason.py'
"""


def main(request, response):
    status = (299, "Better Than Fine")
    return status, [("Content-Type", "text/plain")], "Look at the first line of this response.\n"
