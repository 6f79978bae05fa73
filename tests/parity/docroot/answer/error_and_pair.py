def main(request, response):
    response.set_error(403, "no")
    return [("X-After", "never: a list has no update")], b"never"
