def main(request, response):
    """Redirect to `location` with `status`, 302 unless told otherwise."""
    status = int(request.GET.first(b"status", b"302"))
    headers = [(b"Location", request.GET.first(b"location")), (b"Cache-Control", b"no-cache")]
    return status, headers, b""
