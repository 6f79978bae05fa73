def main(request, response):
    response.status = 202
    response.headers.set("Content-Type", "text/plain")
    response.content = "filled in"
