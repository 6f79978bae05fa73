import json


def main(request, response):
    config = request.server.config
    shown = {
        "browser_host": config["browser_host"],
        "server_host": config["server_host"],
        "alternate_hosts": config["alternate_hosts"],
        "subdomains": len(config["subdomains"]),
        "domains": len(config["domains_set"]),
        "all_domains": len(config["all_domains_set"]),
        "other": config["domains"].get("alt", {}).get("www.www1"),
        "nowhere": config["not_domains"][""].get("nonexistent"),
        "idn": config["domains"][""].get("\u00e9l\u00e8ve"),
        "schemes": sorted(config["ports"]),
        "unknown": config["ports"]["ws"],
        "own": request.url_parts.port in sum(config["ports"].values(), []),
    }
    return [("Content-Type", "application/json")], json.dumps(shown, sort_keys=True)
