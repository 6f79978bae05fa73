import json


def main(request, response):
    config = request.server.config
    keys = ("browser_host", "server_host", "alternate_hosts", "domains", "not_domains", "all_domains")
    shown = {key: config[key] for key in keys}
    for key in ("subdomains", "not_subdomains", "domains_set", "not_domains_set", "all_domains_set"):
        shown[key] = sorted(config[key])
    return [("Content-Type", "application/json")], json.dumps(shown, sort_keys=True)
