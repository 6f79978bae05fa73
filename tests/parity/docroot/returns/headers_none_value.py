def main(request, response):
    return [("Access-Control-Allow-Origin", request.headers.get("Origin"))], b"only with an Origin"
