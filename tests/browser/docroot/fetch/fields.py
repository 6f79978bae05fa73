def main(request, response):
    for value in ("one", "two", b"three"):
        response.headers.append("X-Repeated", value)
    response.headers.set("X-Empty", "")
    response.headers.set("X-Latin", "h\u00e9")
    response.headers.set("X-Number", 17)
    response.set_cookie("unseen", "yes", path="/fetch/", httponly=True)
    return "fields"
