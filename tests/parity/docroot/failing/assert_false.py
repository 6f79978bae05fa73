def main(request, response):
    assert request.method == "POST", "only POST"
    return b"posted"
