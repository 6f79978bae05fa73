def main(request, response):
    # As handlers make a URL for another origin.
    port = request.server.config["ports"]["http"][0]
    host = request.server.config["browser_host"]
    return [("Location", "http://%s:%d/elsewhere" % (host, port))], b""
