def main(request, response):
    response.headers.set("X-Before", "sent")
    return [("X-After", "sent")], None
