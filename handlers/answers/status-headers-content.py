"""Return a triple: the status as a number, the headers, the content.

    curl -i 'http://127.0.0.1:8000/answers/status-headers-content.py'
"""


def main(request, response):
    headers = [
        ("Content-Type", "text/plain"),
        ("Location", "/answers/content-alone.py"),
    ]
    return 201, headers, "Created, as the status says.\n"
