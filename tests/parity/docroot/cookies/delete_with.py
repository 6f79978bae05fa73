def main(request, response):
    response.delete_cookie("gone", path="/cookies", domain="web-platform.test")
    return b"deleted"
