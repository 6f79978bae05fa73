"""falcon: resources, media, hooks, errors, an error handler, a sink."""

import falcon


class Things:
    """A collection, the same at each request."""

    THINGS = {1: "stone", 2: "paper"}

    def on_get(self, request, response):
        limit = request.get_param_as_int("limit", min_value=1, max_value=10, default=10)
        response.media = [{"id": number, "name": name} for number, name in list(self.THINGS.items())[:limit]]
        response.set_header("X-Total", str(len(self.THINGS)))

    def on_post(self, request, response):
        thing = request.get_media()
        if "name" not in thing:
            raise falcon.HTTPBadRequest(title="No name", description="A thing has a name.")
        response.status = falcon.HTTP_201
        response.location = "/things/3"
        response.media = {"id": 3, **thing}


class Thing:
    def on_get(self, request, response, number):
        if number not in Things.THINGS:
            raise falcon.HTTPNotFound(description="no thing %d" % number)
        response.media = {"id": number, "name": Things.THINGS[number]}
        response.etag = "thing-%d" % number
        response.cache_control = ["private", "max-age=5"]

    def on_delete(self, request, response, number):
        response.status = falcon.HTTP_204


class Form:
    def on_post(self, request, response):
        parts = []
        for part in request.get_media():
            parts.append({"name": part.name, "file": part.filename, "size": len(part.stream.read())})
        response.media = parts


class Stream:
    def on_get(self, request, response):
        response.content_type = falcon.MEDIA_TEXT
        response.stream = (b"%d\n" % line for line in range(30))


class Cookies:
    def on_get(self, request, response):
        response.set_cookie("kept", "yes", max_age=60, secure=False, same_site="Lax")
        response.unset_cookie("gone")
        response.text = ",".join(sorted(request.cookies))


class Fails:
    def on_get(self, request, response):
        raise LookupError("told by a handler")


def explain(request, response, error, parameters):
    response.status = "409 Conflict of %s" % type(error).__name__
    response.text = str(error)


def sink(request, response, rest):
    raise falcon.HTTPMovedPermanently("/things?from=%s" % rest)


application = falcon.App()
application.add_route("/things", Things())
application.add_route("/things/{number:int}", Thing())
application.add_route("/form", Form())
application.add_route("/stream", Stream())
application.add_route("/cookies", Cookies())
application.add_route("/fails", Fails())
application.add_error_handler(LookupError, explain)
application.add_sink(sink, r"/old/(?P<rest>.*)")
