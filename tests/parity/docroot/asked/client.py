def main(request, response):
    host, port = request.client_address
    return "%s %s %s" % (host, type(port).__name__, 0 < port < 65536)
