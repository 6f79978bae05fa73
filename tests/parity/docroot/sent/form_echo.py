def main(request, response):
    return [("Content-Type", "text/html; charset=iso-8859-1")], b"<p>" + request.POST.first(b"text", b"nothing") + b"</p>"
