import json


def main(request, response):
    told = [request.auth.username.decode("utf-8"), request.auth.password.decode("utf-8")]
    return [("Content-Type", "application/json")], json.dumps(told)
