"""One request on a stream of HTTP/2: frames go to the handler's functions as they come."""

from wptserve.handlers import fill
from wptserve.pipes import wrap_pipeline
from wptserve.utils import BadHandler


def run(environment, request, response):
    """Call what the handler's file, run to `environment`, defines."""
    handle_headers = environment.get("handle_headers")
    handle_data = environment.get("handle_data")
    main = environment.get("main")
    if handle_headers is None and handle_data is None and main is None:
        raise BadHandler(500, "No main function or handlers in script %s" % environment["__file__"])
    _hand_over_frames(handle_headers, handle_data, request, response)
    if main is None:
        return
    returned = main(request, response)
    if returned is not None and not response.handled:
        fill(response, returned)
        wrap_pipeline("", request, response)


def _hand_over_frames(handle_headers, handle_data, request, response):
    frame = request.headers_frame()
    if handle_headers is not None:
        handle_headers(frame, request, response)
    request.frames.append(frame)
    if handle_data is not None:
        for frame in request.data_frames():
            handle_data(frame, request, response)
            request.frames.append(frame)
