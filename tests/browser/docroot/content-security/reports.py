def main(request, response):
    policy = b"script-src 'none'; report-uri report.py?key=" + request.GET.first(b"key")
    headers = [("Content-Type", "text/html"), ("Content-Security-Policy", policy)]
    return headers, "<!doctype html><title>Reports</title><script>window.inline = 'ran';</script>"
