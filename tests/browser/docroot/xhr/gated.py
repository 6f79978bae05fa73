from resources import gate


def main(request, response):
    def parts():
        yield "before"
        gate.wait(request, request.GET.first(b"key"))
        yield " after"

    # Chromium looks at the beginning of plain text before it lets a page see any: it might be something else.
    return [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")], parts()
