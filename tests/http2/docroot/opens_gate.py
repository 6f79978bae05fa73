def main(request, response):
    """Opens the gate."""
    request.server.stash.put(request.url_parts.query, "open", "/gate")
    return "open"
