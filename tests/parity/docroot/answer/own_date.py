def main(request, response):
    response.headers.set("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
    response.headers.set("Server", "not said")
    return response.headers.get("Date")[0]
