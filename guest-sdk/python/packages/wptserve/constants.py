"""Tables: content types by file extension, reason phrases by status."""

from .utils import invert_dict

content_types = invert_dict({
    "application/json": ["json"],
    "application/wasm": ["wasm"],
    "application/x-xpinstall": ["xpi"],
    "application/xhtml+xml": ["xht", "xhtm", "xhtml"],
    "application/xml": ["xml"],
    "audio/mp4": ["m4a"],
    "audio/mpeg": ["mp3"],
    "audio/ogg": ["oga"],
    "audio/webm": ["weba"],
    "audio/x-wav": ["wav"],
    "image/avif": ["avif"],
    "image/bmp": ["bmp"],
    "image/gif": ["gif"],
    "image/jpeg": ["jpg", "jpeg"],
    "image/png": ["png"],
    "image/svg+xml": ["svg"],
    "text/cache-manifest": ["manifest"],
    "text/css": ["css"],
    "text/event-stream": ["event_stream"],
    "text/html": ["htm", "html"],
    "text/javascript": ["js", "mjs"],
    "text/plain": ["txt", "md"],
    "text/vtt": ["vtt"],
    "video/mp4": ["mp4", "m4v"],
    "video/webm": ["webm"],
})

# Phrases are those of RFC 2616, which is why 413, 414 and 416 differ from today's. Statuses defined later (308,
# 418, 422, 429, 451 ...) have no entry, and therefore an empty phrase on the wire.
response_codes = {
    100: ("Continue", "The request's head is fine; send the rest"),
    101: ("Switching Protocols", "The protocol named in Upgrade follows"),
    200: ("OK", "The request succeeded"),
    201: ("Created", "A new resource exists, see Location"),
    202: ("Accepted", "The request will be processed later"),
    203: ("Non-Authoritative Information", "A proxy has changed the response"),
    204: ("No Content", "The request succeeded, there is nothing to send"),
    205: ("Reset Content", "The view that sent the request should be reset"),
    206: ("Partial Content", "The ranges that were asked for follow"),
    300: ("Multiple Choices", "The resource has several representations"),
    301: ("Moved Permanently", "The resource has a new address for good"),
    302: ("Found", "The resource has another address for now"),
    303: ("See Other", "Get the answer from another address"),
    304: ("Not Modified", "The client's copy is still good"),
    305: ("Use Proxy", "The resource must be asked for through a proxy"),
    307: ("Temporary Redirect", "Repeat the request at another address"),
    400: ("Bad Request", "The request is malformed"),
    401: ("Unauthorized", "Credentials are missing or wrong"),
    402: ("Payment Required", "Reserved"),
    403: ("Forbidden", "The request is refused, credentials do not help"),
    404: ("Not Found", "Nothing is at this address"),
    405: ("Method Not Allowed", "The resource does not support this method"),
    406: ("Not Acceptable", "No representation fits the Accept fields"),
    407: ("Proxy Authentication Required", "The proxy wants credentials"),
    408: ("Request Timeout", "The request did not arrive in time"),
    409: ("Conflict", "The resource's state does not allow this"),
    410: ("Gone", "The resource is no longer here and will not come back"),
    411: ("Length Required", "Content-Length is missing"),
    412: ("Precondition Failed", "A condition in the request does not hold"),
    413: ("Request Entity Too Large", "The request's content is too large"),
    414: ("Request-URI Too Long", "The request target is too long"),
    415: ("Unsupported Media Type", "The content's format is not supported"),
    416: ("Requested Range Not Satisfiable", "No range overlaps the resource"),
    417: ("Expectation Failed", "What Expect asks for can not be met"),
    500: ("Internal Server Error", "The server failed unexpectedly"),
    501: ("Not Implemented", "The server does not support the method"),
    502: ("Bad Gateway", "The server behind this one gave a bad response"),
    503: ("Service Unavailable", "The server can not answer at the moment"),
    504: ("Gateway Timeout", "The server behind this one did not answer in time"),
    505: ("HTTP Version Not Supported", "The request's HTTP version is not supported"),
}

# What goes on the wire: the phrase alone, as bytes.
reasons = {code: phrase.encode("ascii") for code, (phrase, _) in response_codes.items()}

# Pseudo-header fields of HTTP/2, without their colon, and `host`.
h2_headers = ["method", "scheme", "host", "path", "authority", "status"]
