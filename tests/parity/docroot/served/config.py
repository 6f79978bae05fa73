def main(request, response):
    config = request.server.config
    lines = [
        "browser_host: %r" % config["browser_host"],
        "server_host: %r" % config.server_host,
        "http ports: %r" % config["ports"]["http"],
        "domains: %r" % config["domains"],
        "subdomains: %r" % sorted(config["subdomains"]),
        "logging: %r" % config["logging"],
        "in: %r %r" % ("ports" in config, "nothing" in config),
    ]
    return "\n".join(lines)
