def main(request, response):
    # A list of pairs does in place of the object, as long as nothing is added to it.
    response.headers = [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2")]
    response.content = "a list of headers"
