"""`request.server.config`: what a handler can ask about the server."""

import copy
from collections import defaultdict

from airlock_runtime import docroot


class Config:
    """Read-only settings, as attributes and as items. An unknown item is a ValueError, not a KeyError."""

    def __init__(self, data):
        self.__dict__.update(data)

    def __setattr__(self, key, value):
        raise ValueError("Config is immutable")

    def __setitem__(self, key, value):
        raise ValueError("Config is immutable")

    def __getitem__(self, key):
        try:
            return getattr(self, key)
        except AttributeError:
            raise ValueError(key) from None

    def get(self, key, default=None):
        """Like `Mapping.get`, which here meets ValueError: there is no default for an unknown item."""
        return self[key]

    def __contains__(self, key):
        return key in self.__dict__

    def __iter__(self):
        return iter(list(self.__dict__))

    def __len__(self):
        return len(self.__dict__)

    def keys(self):
        return self.__dict__.keys()

    def values(self):
        return self.__dict__.values()

    def items(self):
        return self.__dict__.items()

    def __str__(self):
        return str(self.__dict__)

    def as_dict(self):
        """A copy that can be changed, of the types that JSON has."""
        return {key: _json_types(value) for key, value in self.__dict__.items()}


def _json_types(value):
    if isinstance(value, dict):
        return {key: _json_types(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_json_types(item) for item in value]
    return copy.copy(value)


def config_of(server_host, hosts, ports):
    """The settings of a server with these hosts, (alternate, subdomain, name, whether it leads here) each, and ports by scheme."""
    root = docroot.root()
    domains, not_domains = _by_alternate(hosts, True), _by_alternate(hosts, False)
    for alternate in domains:
        not_domains.setdefault(alternate, {})
    return Config({
        "browser_host": domains[""][""],
        "alternate_hosts": {alternate: names[""] for alternate, names in domains.items() if alternate},
        "doc_root": root,
        "server_host": server_host,
        "ports": defaultdict(list, ports),
        "check_subdomains": True,
        "bind_address": True,
        "ssl": {"type": "none", "encrypt_after_connect": False, "none": {}},
        "aliases": [],
        "logging": {"level": "DEBUG", "suppress_handler_traceback": False},
        "subdomains": _subdomains(domains),
        "not_subdomains": _subdomains(not_domains),
        "paths": {"doc_root": root},
        "domains": domains,
        "not_domains": not_domains,
        "all_domains": {alternate: {**names, **not_domains[alternate]} for alternate, names in domains.items()},
        "domains_set": _names(domains),
        "not_domains_set": _names(not_domains),
        "all_domains_set": _names(domains) | _names(not_domains),
        "ssl_config": None,
    })


def _by_alternate(hosts, exists):
    found = {}
    for alternate, subdomain, name, leads_here in hosts:
        if leads_here == exists:
            found.setdefault(alternate, {})[subdomain] = name
    return found


def _subdomains(domains):
    return {subdomain for names in domains.values() for subdomain in names if subdomain}


def _names(domains):
    return {name for names in domains.values() for name in names.values()}
