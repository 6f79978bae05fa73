def main(request, response):
    config = request.server.config
    target = "http://%s:%d/named/host.sub.txt" % (config.domains["alt"]["www"], config.ports["http"][0])
    response.status = 302
    response.headers.set("Location", target)
    return ""
