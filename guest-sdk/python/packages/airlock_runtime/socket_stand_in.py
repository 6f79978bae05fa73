"""A `_socket` without sockets, so that `socket`, `http.client`, `urllib.request` and others can be imported.

Handlers import them for a name or two: status codes, exceptions, a URL parser. Making a socket, or asking the
network for anything, is a PermissionError. Only the sandbox installs this module.
"""

import sys
import types

_NUMBERS = {
    "AF_UNSPEC": 0, "AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10,
    "SOCK_STREAM": 1, "SOCK_DGRAM": 2, "SOCK_RAW": 3, "SOCK_NONBLOCK": 2048, "SOCK_CLOEXEC": 524288,
    "SOL_SOCKET": 1, "SOL_TCP": 6, "SOL_UDP": 17, "SOL_IP": 0, "SOMAXCONN": 4096,
    "SO_REUSEADDR": 2, "SO_TYPE": 3, "SO_ERROR": 4, "SO_BROADCAST": 6, "SO_SNDBUF": 7, "SO_RCVBUF": 8,
    "SO_KEEPALIVE": 9, "SO_LINGER": 13, "SO_REUSEPORT": 15, "SO_RCVTIMEO": 20, "SO_SNDTIMEO": 21,
    "IPPROTO_IP": 0, "IPPROTO_ICMP": 1, "IPPROTO_TCP": 6, "IPPROTO_UDP": 17, "IPPROTO_IPV6": 41,
    "IPV6_V6ONLY": 26, "TCP_NODELAY": 1, "TCP_KEEPIDLE": 4, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 6,
    "MSG_OOB": 1, "MSG_PEEK": 2, "MSG_WAITALL": 256, "MSG_DONTWAIT": 64, "MSG_NOSIGNAL": 16384,
    "SHUT_RD": 0, "SHUT_WR": 1, "SHUT_RDWR": 2,
    "AI_PASSIVE": 1, "AI_CANONNAME": 2, "AI_NUMERICHOST": 4, "AI_NUMERICSERV": 1024, "AI_ADDRCONFIG": 32,
    "EAI_AGAIN": -3, "EAI_BADFLAGS": -1, "EAI_FAIL": -4, "EAI_FAMILY": -6, "EAI_MEMORY": -10, "EAI_NONAME": -2,
    "EAI_SERVICE": -8, "EAI_SOCKTYPE": -7,
    "NI_NUMERICHOST": 1, "NI_NUMERICSERV": 2, "NI_NAMEREQD": 8, "NI_DGRAM": 16, "NI_MAXHOST": 1025,
    "NI_MAXSERV": 32, "INADDR_ANY": 0, "INADDR_BROADCAST": 0xFFFFFFFF, "INADDR_LOOPBACK": 0x7F000001,
    "INADDR_NONE": 0xFFFFFFFF,
}


class herror(OSError):
    """An error of an address lookup."""


class gaierror(OSError):
    """An error of a name lookup."""


def _no_sockets(*arguments, **named):
    raise PermissionError(1, "the sandbox has no sockets")


class socket:
    """Can not be made."""

    __slots__ = ()  # as the real one: `socket.socket` lists its own

    def __init__(self, *arguments, **named):
        _no_sockets()

    family = type = proto = timeout = None

    def close(self):
        """Nothing to close."""

    def fileno(self):
        """No file descriptor."""
        return -1


def _swap16(number):
    return int.from_bytes(number.to_bytes(2, "little"), "big")


def _swap32(number):
    return int.from_bytes(number.to_bytes(4, "little"), "big")


def inet_aton(address):
    """A dotted IPv4 address as four bytes."""
    import ipaddress
    try:
        return ipaddress.IPv4Address(address).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_aton") from None


def inet_ntoa(packed):
    """Four bytes as a dotted IPv4 address."""
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(str(byte) for byte in packed)


def install():
    """Make `import _socket` give this module's names."""
    if "_socket" in sys.modules:
        return
    module = types.ModuleType("_socket", __doc__)
    vars(module).update(_NUMBERS)
    for name in ("accept", "bind", "connect", "connect_ex", "getpeername", "getsockname", "getsockopt", "listen",
                 "recv", "recv_into", "recvfrom", "recvfrom_into", "send", "sendall", "sendto", "setblocking",
                 "setsockopt", "settimeout", "gettimeout", "getblocking", "shutdown", "detach"):
        setattr(socket, name, _no_sockets)
    for name in ("getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "gethostname",
                 "getservbyname", "getservbyport", "getprotobyname", "socketpair", "dup", "close",
                 "if_nameindex", "if_nametoindex", "if_indextoname", "sethostname"):
        setattr(module, name, _no_sockets)
    module.socket = module.SocketType = socket
    module.error = OSError
    module.herror = herror
    module.gaierror = gaierror
    module.timeout = TimeoutError
    module.has_ipv6 = True
    module.htons = module.ntohs = _swap16
    module.htonl = module.ntohl = _swap32
    module.inet_aton = inet_aton
    module.inet_ntoa = inet_ntoa
    module.getdefaulttimeout = lambda: None
    module.setdefaulttimeout = lambda timeout: None
    module.CAPI = None
    sys.modules["_socket"] = module
