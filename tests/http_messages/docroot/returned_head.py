"""Status, reason, name and value from the query, in the usual way."""


def main(request, response):
    first = request.GET.first
    status = int(first(b"status", b"200"))
    return (status, first(b"reason", b"fine")), [(first(b"name", b"X-Name"), first(b"value", b"value"))], b"content"
