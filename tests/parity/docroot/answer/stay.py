def main(request, response):
    # Without a length the connection closes whatever the handler wants.
    response.close_connection = False
    return iter([b"no length"])
