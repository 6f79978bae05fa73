"""Calls pipes as functions."""
from wptserve import pipes


def main(request, response):
    response.content = b"<{{host}}> and more"
    pipes.sub(request, response)
    pipes.slice(request, response, 0, -5)
    pipes.header(request, response, "X-One", "1")
    pipes.header(request, response, "X-One", "2", append=True)
    pipes.status(request, response, 202)
