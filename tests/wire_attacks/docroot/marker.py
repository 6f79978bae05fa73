"""What stands behind an attack: who gets this answer has had a request of its own."""


def main(request, response):
    return "marker " + request.url_parts.query
