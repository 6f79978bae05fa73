from wptserve.response import MultipartContent


def main(request, response):
    content = MultipartContent("limit", default_content_type="text/plain")
    content.append_part(b"first")
    content.append_part(b"second", "text/html", [(b"X-Part", b"2"), (b"Content-Type", b"text/css")])
    return [("Content-Type", "multipart/mixed; boundary=" + content.boundary)], content
