def main(request, response):
    response.close_connection = True
    return [("Content-Type", "text/plain")], b"the last on this connection"
