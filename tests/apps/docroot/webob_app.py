"""WebOb: its request and response objects, conditional requests and ranges, negotiation."""

import json

from webob import Request, Response, exc
from webob.dec import wsgify


@wsgify
def application(request):
    name = request.path_info_pop() or "index"
    view = VIEWS.get(name)
    if view is None:
        raise exc.HTTPNotFound("no view is named %s" % name)
    return view(request)


def index(request):
    return Response("at %s, behind it %r" % (request.script_name, request.path_info), content_type="text/plain")


def numbers(request):
    body = b"".join(b"%03d " % number for number in range(200))
    response = Response(body, content_type="text/plain", conditional_response=True, accept_ranges="bytes")
    response.etag = "numbers"
    response.cache_control.max_age = 60
    response.last_modified = 1_000_000_000
    return response


def shows(request):
    described = {
        "method": request.method,
        "url": request.url,
        "get": request.GET.mixed(),
        "post": request.POST.mixed() if request.method == "POST" else None,
        "cookies": dict(request.cookies),
        "best": request.accept.acceptable_offers(["text/html", "application/json"]),
        "language": request.accept_language.lookup(["de", "en"], default="en"),
        "agent": request.user_agent,
        "xhr": request.is_xhr,
        "range": str(request.range),
    }
    return Response(json.dumps(described, sort_keys=True), content_type="application/json", charset="UTF-8")


def cookie(request):
    response = Response("set")
    response.set_cookie("one", "1", path="/", secure=True, samesite="Strict")
    response.set_cookie("two", "2 and more", httponly=True)
    return response


def moved(request):
    return exc.HTTPMovedPermanently(location="/shows?from=moved")


def bad(request):
    raise exc.HTTPBadRequest(detail="<not> good", comment="nor this -->")


def pieces(request):
    return Response(app_iter=(b"%d," % number for number in range(1000)), content_type="text/plain")


def inner(request):
    """Asks the application itself, as middleware does."""
    return Request.blank("/shows?inner=1", headers={"User-Agent": "inner"}, base_url="http://inner.example").send(application)


VIEWS = {view.__name__: view for view in (index, numbers, shows, cookie, moved, bad, pieces, inner)}
