def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    # Not returned: pipes would run twice.
    response.content = "0123456789"
