def main(request, response):
    return 302, [("Location", "circle.py"), ("Cache-Control", "no-store")], ""
