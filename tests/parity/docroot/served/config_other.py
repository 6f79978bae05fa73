def main(request, response):
    config = request.server.config
    return repr((
        sorted(config["all_domains"][""].items()), sorted(config["not_domains"].items()), config["aliases"],
        config["ssl_config"], config["check_subdomains"], config["bind_address"], config["alternate_hosts"]))
