import uuid


def main(request, response):
    return [("Content-Type", "text/plain"), ("Cache-Control", "no-store")], str(uuid.uuid4())
