import os
import string


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "shelf", "page.html")
    with open(path) as page:
        text = string.Template(page.read()).substitute(title=request.GET.first(b"title", b"none").decode(), n=3)
    return [("Content-Type", "text/html; charset=utf-8")], text
