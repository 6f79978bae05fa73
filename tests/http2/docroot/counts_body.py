def main(request, response):
    """Says how long the body was."""
    return str(len(request.body))
