def main(request, response):
    response.add_required_headers = False
    return [("X-Only", "this")], b"neither date nor length"
