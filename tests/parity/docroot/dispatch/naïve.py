def main(request, response):
    return [("X-Path", request.url_parts.path)], b"found"
