def main(request, response):
    try:
        request.headers["X-New"] = b"value"
    except Exception:
        return [("X-Refused", "yes")], repr("X-New" in request.headers)
    return b"was set"
