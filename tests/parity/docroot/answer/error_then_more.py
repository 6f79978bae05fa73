def main(request, response):
    response.set_error(404, "nothing \u00e4 here")
    response.content += " "
    # The headers are a plain list now.
    response.headers.append(("X-After", "added"))
