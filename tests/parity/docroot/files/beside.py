import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "shelf", "data.json")
    with open(path, "rb") as beside:
        return [("Content-Type", "application/json")], beside.read()
