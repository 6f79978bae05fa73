def main(request, response):
    response.set_cookie("text", "v\u00e4lue")
    response.set_cookie("second", "of two")
    return b"set"
