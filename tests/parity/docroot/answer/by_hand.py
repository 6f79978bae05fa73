def main(request, response):
    response.status = (207, "By Hand")
    response.headers.set("X-A", "b")
    response.content = "written by the handler"
    response.write()
    response.content = "too late"
    return "too late as well"
