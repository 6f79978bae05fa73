"""Calls template itself."""
from wptserve.pipes import template


def main(request, response):
    response.content = template(request, b"{{host}} {{GET[x]}}") + template(request, b"{{GET[x]}}", escape_type="none")
