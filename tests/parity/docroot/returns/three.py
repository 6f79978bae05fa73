def main(request, response):
    return 201, [("Location", "/returns/three.py?created")], b"created"
