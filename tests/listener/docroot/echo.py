def main(request, response):
    """Answers with the body."""
    return request.body
