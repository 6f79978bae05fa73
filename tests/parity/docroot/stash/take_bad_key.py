def main(request, response):
    try:
        request.server.stash.take(b"no uuid either")
    except ValueError as error:
        return str(error)
    return b"never"
