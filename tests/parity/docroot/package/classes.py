from wptserve.request import Cookies, CookieValue, MultiDict, Request, RequestHeaders, Server
from wptserve.response import Response, ResponseHeaders, ResponseWriter


def main(request, response):
    return repr([
        isinstance(request, Request), isinstance(request.headers, RequestHeaders), isinstance(request.headers, dict),
        isinstance(request.GET, MultiDict), isinstance(request.GET, dict), isinstance(request.cookies, Cookies),
        all(isinstance(request.cookies[name], CookieValue) for name in request.cookies),
        isinstance(request.server, Server), isinstance(response, Response),
        isinstance(response.headers, ResponseHeaders), isinstance(response.writer, ResponseWriter),
    ])
