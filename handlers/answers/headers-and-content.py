"""Return a pair: a list of headers, then the content. The status is 200.

    curl -i 'http://127.0.0.1:8000/answers/headers-and-content.py'
"""


def main(request, response):
    headers = [
        ("Content-Type", "text/css"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return headers, "body { background: seagreen }\n"
